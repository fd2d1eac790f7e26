internal import DurableFiles
internal import Redaction
internal import Synchronization
internal import SystemPackage

/// Writes findings as they come: lines at once, a document when it is whole.
final class FindingOutput: Sendable {
  private struct State {
    var count = 0
    var pending: [UInt8] = []
    var format: any FindingFormat
  }

  private let state: Mutex<State>
  /// Holds the findings of the document, so that memory doesn't; nil for lines.
  private let document: FileDescriptor?
  private static let block = 1 << 16

  init(_ format: some FindingFormat) throws {
    document = format.isDocument ? try NamelessFile.open() : nil
    state = Mutex(State(format: format))
  }

  deinit { try? document?.close() }

  func add(_ finding: SecretCheck.Finding) throws {
    try state.withLock { state in
      try state.format.append(finding, isFirst: state.count == 0, to: &state.pending)
      state.count += 1
      if state.pending.count >= Self.block { try flush(&state) }
    }
  }

  /// - Returns: how many there were.
  func finish(_ outcome: SecretCheck.Outcome) throws -> Int {
    try state.withLock { state in
      try flush(&state)
      if let document {
        let frame = try state.format.frame(outcome, isEmpty: state.count == 0)
        // What comes before and behind the findings is small, and written in one piece each.
        try Console().write(frame.before)
        try copy(document)
        try Console().write(frame.behind)
      }
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

  private func copy(_ document: FileDescriptor) throws {
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
      try Console().write(Array(buffer[..<count]))
      offset += Int64(count)
    }
  }
}
