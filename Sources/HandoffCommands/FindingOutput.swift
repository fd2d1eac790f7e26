internal import Documents
internal import DurableFiles
internal import Redaction
internal import Synchronization
internal import SystemPackage

/// Writes findings as they come: lines at once, the JSON document when it is whole.
final class FindingOutput: Sendable {
  private struct State {
    var count = 0
    var pending: [UInt8] = []
    /// Few texts stand in many findings: encoded, by themselves.
    var texts: [String: [UInt8]] = [:]

    mutating func text(_ text: String) throws -> [UInt8] {
      if let known = texts[text] { return known }
      if texts.count >= 1 << 10 { texts.removeAll(keepingCapacity: true) }
      let encoded = Array(try JSONText.encode(text).dropLast())
      texts[text] = encoded
      return encoded
    }
  }

  private let state = Mutex(State())
  /// Holds the findings of the document, so that memory doesn't; nil for lines.
  private let document: FileDescriptor?
  private static let block = 1 << 16

  init(isJSON: Bool) throws {
    document = isJSON ? try NamelessFile.open() : nil
  }

  deinit { try? document?.close() }

  func add(_ finding: SecretCheck.Finding) throws {
    try state.withLock { state in
      if document == nil {
        state.pending +=
          "\(PrintableText.line(finding.file)):\(finding.line):\(finding.column): \(finding.category): \(finding.rule)\n"
          .utf8
      } else {
        try Self.append(finding, to: &state)
      }
      state.count += 1
      if state.pending.count >= Self.block { try flush(&state) }
    }
  }

  /// As an encoder would, two levels deep and without the newline at the end.
  private static func append(_ finding: SecretCheck.Finding, to state: inout State) throws {
    state.pending += (state.count > 0 ? ",\n    {\n" : "    {\n").utf8
    state.pending += "      \"column\": \(finding.column),\n      \"file\": ".utf8
    state.pending += try state.text(finding.file)
    state.pending += ",\n      \"level\": ".utf8
    state.pending += try state.text(finding.category)
    state.pending += ",\n      \"line\": \(finding.line),\n      \"rule\": ".utf8
    state.pending += try state.text(finding.rule)
    state.pending += "\n    }".utf8
  }

  /// - Returns: how many there were.
  func finish(_ outcome: SecretCheck.Outcome) throws -> Int {
    try state.withLock { state in
      try flush(&state)
      if let document { try copy(document, state.count, outcome) }
      return state.count
    }
  }

  private func flush(_ state: inout State) throws {
    if let document {
      do { try document.writeAll(state.pending) } catch {
        throw FileError(error as? Errno ?? .ioError, path: "a temporary file", doing: "write it")
      }
    } else {
      try Console().write(state.pending)
    }
    state.pending.removeAll(keepingCapacity: true)
  }

  private func copy(_ document: FileDescriptor, _ count: Int, _ outcome: SecretCheck.Outcome)
    throws
  {
    let console = Console()
    // What comes before and behind the findings is small, and written in one piece each.
    let allowed = try JSONText.encode(Before(allowed: outcome.allowed), pretty: true)
    try console.write(
      allowed.dropLast("\n}\n".utf8.count)
        + Array(",\n  \"findings\": [\(count == 0 ? "" : "\n")".utf8))
    var offset: Int64 = 0
    var buffer = [UInt8](repeating: 0, count: Self.block)
    while true {
      let count: Int
      do {
        count = try buffer.withUnsafeMutableBytes {
          try document.read(fromAbsoluteOffset: offset, into: $0)
        }
      } catch {
        throw FileError(error as? Errno ?? .ioError, path: "a temporary file", doing: "read it")
      }
      if count == 0 { break }
      try console.write(Array(buffer[..<count]))
      offset += Int64(count)
    }
    let rest = try JSONText.encode(Behind(leftOut: outcome.leftOut), pretty: true).dropFirst()
    try console.write(Array("\(count == 0 ? "" : "\n  ")],".utf8) + rest)
  }

  private struct Before: Encodable {
    let allowed: [AllowedCount]
  }

  private struct Behind: Encodable {
    let leftOut: [LeftOut]
  }
}
