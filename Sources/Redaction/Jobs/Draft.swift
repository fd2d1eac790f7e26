import Synchronization

/// What a file became by the rules alone, while the job still learns what its other files hold.
struct Draft: Sendable {
  let place: DraftPlace
  let outcome: ChunkPipeline.Outcome
  /// By chunk, from each chunk's core; nil where the file has to be redacted again as soon as a
  /// value is known.
  let ranges: [Int: FindingRanges]?
}

/// What the first pass made of a file.
enum FirstPass: Sendable {
  case draft(Draft)
  /// Its values are known; there is no draft of what is packed.
  case packed
  /// What was read of a picture; nil where it goes as it is.
  case picture(PictureReading?)
  /// Where pictures begin in a text, and what was read of each.
  case illustrated([Int], [IllustrationReading])
  case leftOut(String)
}

/// What a file became.
struct FileOutcome: Sendable {
  /// Its text, or the texts in it, by the paths that reports name.
  var texts: [(path: String, outcome: ChunkPipeline.Outcome)] = []
  /// Of what is in it.
  var leftOut: [LeftOut] = []
  var pictures: [RedactionReport.Picture] = []
}

/// Gathers the findings of one draft from all workers.
final class DraftRecord: Sendable {
  private let room: DraftRoom
  private let ranges = Mutex<[Int: FindingRanges]?>([:])

  init(_ room: DraftRoom) {
    self.room = room
  }

  /// - Parameter found: nil where the chunk can't be judged by ranges.
  func add(_ chunk: Int, _ found: FindingRanges?) {
    guard let found, room.take(found.bytes.count) else { return ranges.withLock { $0 = nil } }
    ranges.withLock { $0?[chunk] = found }
  }

  var all: [Int: FindingRanges]? { ranges.withLock { $0 } }
}

/// Bounds what all drafts of a job keep.
final class DraftRoom: Sendable {
  private let left: Atomic<Int>

  /// - Parameter bytes: for all drafts together.
  init(bytes: Int) {
    left = Atomic(bytes)
  }

  /// - Returns: whether so many bytes may be kept.
  func take(_ bytes: Int) -> Bool {
    left.wrappingSubtract(bytes + 64, ordering: .relaxed).newValue >= 0
  }
}
