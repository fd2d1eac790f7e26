import DurableFiles
import Synchronization

/// Where a draft stands.
struct DraftPlace: Sendable {
  let file: DraftFile
  let range: Range<Int>
  /// Nothing else stands in the file.
  let isWhole: Bool

  /// Moves a small draft into a buffer, in the place of what it holds.
  func take(into buffer: inout OutputBuffer) throws {
    buffer.removeAll()
    try buffer.append(count: range.count) { try file.read(range.lowerBound, into: $0) }
    file.release()
  }
}

/// The drafts of a job.
///
/// Large ones have a file each, which then gets the output's name; small ones share files, and are
/// copied.
final class DraftStore: Sendable {
  private struct State {
    var shared: DraftFile
    /// Of the shared file that is written to.
    var end = 0
    /// Of all shared files.
    var total = 0
    var ownLeft = DraftStore.ownLimit
  }

  private let output: String
  private let state: Mutex<State>

  /// Files of their own are open all at once.
  private static let ownLimit = 200
  /// A shared file holds this much, or a share of all drafts: so few are open at a time, and each
  /// gives its space back.
  private static let sharedSize = 64 << 20
  private static let sharedParts = 32

  /// - Parameter output: the job's; drafts stand on its file system.
  init(output: String) throws(FileError) {
    self.output = output
    let first = try DraftFile(beside: output)
    state = Mutex(State(shared: first))
  }

  /// Keeps a small draft.
  func write(_ bytes: UnsafeRawBufferPointer) throws -> DraftPlace {
    let (file, start) = try reserve(bytes.count)
    file.retain()
    try file.write(bytes, at: start)
    return DraftPlace(file: file, range: start..<start + bytes.count, isWhole: false)
  }

  /// Keeps a large draft; one at a time.
  ///
  /// - Parameter body: is given where it goes, and returns its end.
  func stream(_ body: (DraftFile, _ offset: Int) throws -> Int) throws -> DraftPlace {
    let isOwn = state.withLock { state in
      state.ownLeft -= 1
      return state.ownLeft >= 0
    }
    let (file, start) = try isOwn ? (DraftFile(beside: output), 0) : reserve(0)
    file.retain()
    let end = try body(file, start)
    if !isOwn { _ = try reserve(end - start) }
    return DraftPlace(file: file, range: start..<end, isWhole: isOwn)
  }

  private func reserve(_ count: Int) throws -> (file: DraftFile, start: Int) {
    try state.withLock { state in
      if state.end >= max(Self.sharedSize, state.total / Self.sharedParts) {
        state.shared = try DraftFile(beside: output)
        state.end = 0
      }
      defer {
        state.end += count
        state.total += count
      }
      return (state.shared, state.end)
    }
  }
}
