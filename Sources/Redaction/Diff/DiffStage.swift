import DurableFiles
import Synchronization

/// The diff until all of it is proven: in a file without a name.
final class DiffStage: Sendable {
  private let file: DraftFile
  private let end = Mutex(0)

  init() throws(FileError) {
    file = try Self.file()
  }

  /// For redacted texts that wait.
  static func file() throws(FileError) -> DraftFile {
    try DraftFile(beside: PrivateFolder.temporaryFolder + "/handoff")
  }

  func append(_ bytes: UnsafeRawBufferPointer) throws {
    let start = end.withLock { end in
      defer { end += bytes.count }
      return end
    }
    try file.write(bytes, at: start)
  }

  func forEachPiece(_ body: (UnsafeRawBufferPointer) throws -> Void) throws {
    try file.read(0..<end.withLock { $0 }, body)
  }
}

/// What the files of a diff became, in their order.
final class DiffOutcomes: Sendable {
  private let outcomes = Mutex<[FileOutcome]>([])

  func append(_ outcome: FileOutcome) { outcomes.withLock { $0.append(outcome) } }

  var all: [FileOutcome] { outcomes.withLock { $0 } }
}
