/// Redacts the streams of one command as files would be, as far as a bounded memory allows.
///
/// Up to ``window`` bytes of each stream are held back in memory. When the command ends they are
/// judged as a whole: what any of its streams or its arguments have shown goes from all of them, and
/// a proof says that it did. A longer stream is let go on then, line by line as a filter does, with
/// what was known by that time.
package final class CaptureRedaction {
  /// Of a stream that is held back: bytes.
  package static let window = 8 << 20

  package enum Stream: Int, CaseIterable { case output, errors }

  private struct Held {
    var bytes: [UInt8] = []
    /// Where the stream is longer than what is held.
    var redactor: StreamRedactor?
    /// Why nothing of it is kept.
    var leftOut: String?
  }

  private let rules: CompiledRules
  private let key: PlaceholderKey
  private let vault: VaultWriter?
  private let window: Int
  private let finder: Redactor
  private let indices: [String: Int]
  private var found = FoundValues()
  private var held = Stream.allCases.map { _ in Held() }
  /// How often each rule found something, by its id.
  package private(set) var counts: [String: Int] = [:]

  /// - Parameter named: values that go wherever they stand.
  package init(
    rules: CompiledRules, key: PlaceholderKey, named: NamedValues, vault: VaultWriter?,
    window: Int = CaptureRedaction.window
  ) throws {
    self.rules = rules
    self.key = key
    self.vault = vault
    self.window = window
    named.add(to: &found, rules: rules)
    finder = try Redactor(rules: rules, key: key, known: named.known(rules))
    indices = Dictionary(uniqueKeysWithValues: rules.rules.enumerated().map { ($1.id, $0) })
  }

  /// Why nothing of a stream is kept; nil where it is.
  package func leftOut(_ stream: Stream) -> String? { held[stream.rawValue].leftOut }

  /// Takes what shows values without being written: the command's arguments.
  package func learn(from text: [UInt8]) throws {
    try finder.values(in: text, path: "") { rule, value in
      guard let index = indices[rule.id] else { return }
      found.add(value, rule: index, rules: rules)
    }
  }

  /// - Returns: what may be written by now.
  package func feed(_ bytes: [UInt8], _ stream: Stream) throws -> [UInt8] {
    let index = stream.rawValue
    guard held[index].leftOut == nil else { return [] }
    if let redactor = held[index].redactor { return try redactor.feed(bytes) }
    held[index].bytes += bytes
    guard held[index].bytes.count > window, !isOpaque(index) else { return [] }
    if case .wide(let wide) = kind(index) {
      drop(index, "\(wide.name) that is longer than \(window >> 20) MB")
      return []
    }
    try learn(from: held[index].bytes)
    let redactor = try StreamRedactor(
      rules: rules, key: key, known: known(), path: "", vault: vault)
    redactor.onFinding = { [unowned self] rule, _ in counts[rule.id, default: 0] += 1 }
    held[index].redactor = redactor
    defer { held[index].bytes = [] }
    return try redactor.feed(held[index].bytes)
  }

  /// Judges what is held of all streams.
  ///
  /// - Throws: ``JobFault`` where a value would be left.
  package func finish() throws -> [Stream: [UInt8]] {
    var texts: [Stream: (text: [UInt8], kind: FileKind)] = [:]
    for stream in Stream.allCases where held[stream.rawValue].redactor == nil {
      let index = stream.rawValue
      guard held[index].leftOut == nil, !isOpaque(index) else { continue }
      var text = held[index].bytes
      held[index].bytes = []
      let kind = text.withUnsafeBytes { FileKind(sample: $0, path: "") }
      if case .wide(let wide) = kind {
        guard let decoded = wide.decode(text) else {
          drop(index, "\(wide.name) that isn't well formed")
          continue
        }
        text = decoded
      }
      try learn(from: text)
      texts[stream] = (text, kind)
    }
    let known = try known()
    let redactor = try Redactor(rules: rules, key: key, known: known, vault: vault)
    let proof = Proof(known: known, rules: rules)
    let scanner = proof.scanner()
    var result: [Stream: [UInt8]] = [:]
    for (stream, (text, kind)) in texts {
      let redacted = try redactor.redact(text)
      for place in redacted.places { counts[place.rule, default: 0] += 1 }
      try redacted.bytes.withUnsafeBytes { try proof.check($0, file: stream.name, scanner) }
      result[stream] = kind.encoded(redacted.bytes)
    }
    for stream in Stream.allCases {
      if let rest = try held[stream.rawValue].redactor?.finish() { result[stream] = rest }
    }
    return result
  }

  /// A short text of its own, with everything that was learned.
  package func redact(_ text: String) throws -> String {
    let redactor = try Redactor(rules: rules, key: key, known: known(), vault: vault)
    return String(decoding: try redactor.redact(Array(text.utf8)).bytes, as: UTF8.self)
  }

  private func known() throws -> KnownValues {
    var values = found
    return try values.takeKnown()
  }

  private func kind(_ index: Int) -> FileKind {
    held[index].bytes.prefix(FileKind.sample).withUnsafeBytes { FileKind(sample: $0, path: "") }
  }

  /// What can't be seen through is not kept.
  private func isOpaque(_ index: Int) -> Bool {
    switch kind(index) {
    case .opaque(let what): drop(index, what)
    case .packed: drop(index, "compressed, or an archive")
    default: return false
    }
    return true
  }

  private func drop(_ index: Int, _ reason: String) {
    held[index] = Held(leftOut: reason)
  }
}

extension CaptureRedaction.Stream {
  package var name: String { self == .output ? "stdout.txt" : "stderr.txt" }
}
