/// A private key in its armour (`-----BEGIN …`) whose lines stand apart: each in a string of its own,
/// as programs and logs in JSON have it, or behind what a log, a quotation or a diff puts before it.
struct ArmouredKey {
  enum Kind { case pem, pgp, ssh2, putty }

  enum Answer {
    /// Its lines stand together, or it is none.
    case plain
    /// More bytes may tell.
    case incomplete
    case lines(ArmouredKey)
  }

  /// What goes on each line, in order; the first gets the substitute.
  private(set) var pieces: [Range<Int>] = []
  /// The key as a file has it.
  private(set) var value: [UInt8] = []
  /// Its last line was found.
  private(set) var isWhole = false

  /// From its first piece to its last.
  var range: Range<Int> {
    (pieces.first?.lowerBound ?? 0)..<(pieces.last?.upperBound ?? 0)
  }

  /// - Parameters:
  ///   - start: where the armour's first line begins.
  ///   - line: holds it.
  static func read(
    _ kind: Kind, at start: Int, line: Range<Int>, in block: UnsafeRawBufferPointer, isFinal: Bool
  ) -> Answer {
    let lines = ArmouredLines(
      block: block, kind: kind, limit: min(block.count, start + Finder.reach), isFinal: isFinal)
    guard let end = lines.headEnd(from: start) else { return .plain }
    if let quote = lines.quote(behind: end) {
      return lines.strings(from: start, head: end, quote)
    }
    guard start - line.lowerBound <= 256 else { return .plain }
    return lines.prefixed(line.lowerBound..<start, head: end)
  }

  // MARK: Building

  /// Of base64 in the first line; what is shorter is no key.
  private static let leastBody = 24
  /// A line with less is a key's last.
  private static let shortLine = 16

  private var longest = 0
  /// Whether ``pieces`` and ``value`` end with a short line that nothing has confirmed.
  private var doubt: (pieces: Int, value: Int)?

  var hasBody: Bool { longest >= Self.leastBody }

  mutating func add(_ piece: Range<Int>, _ text: UnsafeRawBufferPointer) {
    if !piece.isEmpty { pieces.append(piece) }
    if !value.isEmpty { value.append(0x0A) }
    value += text
  }

  /// - Returns: false where the line is no part of the key.
  mutating func take(
    _ line: ArmouredLines.Content, at piece: Range<Int>, in block: UnsafeRawBufferPointer
  ) -> Bool {
    switch line {
    case .other: return false
    case .label(let text):
      guard !hasBody || isPrivateMAC(text, in: block) else { return false }
      add(piece, UnsafeRawBufferPointer(rebasing: block[text]))
    case .empty:
      guard !hasBody else { return false }
      add(piece.lowerBound..<piece.lowerBound, UnsafeRawBufferPointer(rebasing: block[0..<0]))
    case .body(let text):
      guard hasBody || text.count >= Self.leastBody, doubt == nil || block[text.lowerBound] == 0x3D
      else { return false }
      longest = max(longest, text.count)
      if text.count < Self.shortLine, block[text.upperBound - 1] != 0x3D, doubt == nil {
        doubt = (pieces.count, value.count)
      }
      add(piece, UnsafeRawBufferPointer(rebasing: block[text]))
    case .end(let text):
      guard hasBody else { return false }
      add(piece, UnsafeRawBufferPointer(rebasing: block[text]))
      doubt = nil
      isWhole = true
    }
    return true
  }

  private func isPrivateMAC(_ text: Range<Int>, in block: UnsafeRawBufferPointer) -> Bool {
    let text = UnsafeRawBufferPointer(rebasing: block[text])
    return Bytes.starts(text, with: "Private-MAC:") || Bytes.starts(text, with: "Private-Hash:")
  }

  /// What was read, when nothing more belongs to it.
  var answer: Answer {
    guard hasBody else { return .plain }
    var key = self
    if let doubt {
      key.pieces.removeSubrange(doubt.pieces...)
      key.value.removeSubrange(doubt.value...)
    }
    return .lines(key)
  }

  // MARK: Writing

  /// What stands for the key while all around its lines stays.
  func replacement(rule: Int, in block: UnsafeRawBufferPointer) -> KnownValues.Replacement {
    var parts = [KnownValues.Replacement.Part.value(value, rule: rule)]
    for (piece, next) in zip(pieces, pieces.dropFirst()) {
      parts.append(.bytes(Array(block[piece.upperBound..<next.lowerBound])))
    }
    return KnownValues.Replacement(parts: parts, encoding: .lines)
  }

  /// Whether what another finding takes goes with the key's lines.
  func covers(_ other: Range<Int>) -> Bool {
    var low = 0
    var high = pieces.count
    while low < high {
      let middle = (low + high) / 2
      if pieces[middle].lowerBound <= other.lowerBound { low = middle + 1 } else { high = middle }
    }
    return low > 0 && pieces[low - 1].upperBound >= other.upperBound
  }
}
