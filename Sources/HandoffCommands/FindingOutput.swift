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
  }

  private struct Element: Encodable {
    let rule: String
    let level: String
    let file: String
    let line: Int
    let column: Int

    init(_ finding: SecretCheck.Finding) {
      rule = finding.rule
      level = finding.category
      file = finding.file
      line = finding.line
      column = finding.column
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
    let bytes: [UInt8]
    if document == nil {
      bytes = Array(
        "\(PrintableText.line(finding.file)):\(finding.line):\(finding.column): \(finding.category): \(finding.rule)\n"
          .utf8)
    } else {
      bytes = try Self.indented(JSONText.encode(Element(finding), pretty: true))
    }
    try state.withLock { state in
      if document != nil, state.count > 0 { state.pending += ",\n".utf8 }
      state.count += 1
      state.pending += bytes
      if state.pending.count >= Self.block { try flush(&state) }
    }
  }

  /// - Returns: how many there were.
  func finish(_ leftOut: [LeftOut]) throws -> Int {
    try state.withLock { state in
      try flush(&state)
      if let document { try copy(document, state.count, leftOut) }
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

  private func copy(_ document: FileDescriptor, _ count: Int, _ leftOut: [LeftOut]) throws {
    let console = Console()
    try console.write(Array("{\n  \"findings\": [\(count == 0 ? "" : "\n")".utf8))
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
    // What is left of the document is small and written in one piece.
    let rest = try JSONText.encode(Rest(leftOut: leftOut), pretty: true).dropFirst()
    try console.write(Array("\(count == 0 ? "" : "\n  ")],".utf8) + rest)
  }

  private struct Rest: Encodable {
    let leftOut: [LeftOut]
  }

  /// Two levels deeper, without the newline at the end.
  private static func indented(_ element: [UInt8]) -> [UInt8] {
    var output = Array("    ".utf8)
    for byte in element.dropLast() {
      output.append(byte)
      if byte == 0x0A { output += "    ".utf8 }
    }
    return output
  }
}
