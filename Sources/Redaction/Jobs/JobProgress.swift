import Synchronization

/// How far a job is: told by its workers, shown by whoever asks.
package final class JobProgress: Sendable {
  package enum Pass: Int, Sendable {
    case preparing, finding, writing, reading, checking, filtering, bundling
  }

  package struct Snapshot: Sendable {
    package var pass = Pass.preparing
    /// Read in this pass.
    package var bytes = 0
    /// What the pass has to read; nil where nobody knows.
    package var totalBytes: Int?
    package var files = 0
    package var totalFiles = 0
  }

  private let pass = Atomic<Int>(Pass.preparing.rawValue)
  private let bytes = Atomic<Int>(0)
  private let totalBytes = Atomic<Int>(-1)
  private let files = Atomic<Int>(0)
  private let totalFiles = Atomic<Int>(0)

  package init() {}

  /// - Parameter total: in bytes; nil where it isn't known.
  package func begin(_ pass: Pass, bytes total: Int? = nil, files: Int = 0) {
    bytes.store(0, ordering: .relaxed)
    self.files.store(0, ordering: .relaxed)
    totalBytes.store(total ?? -1, ordering: .relaxed)
    totalFiles.store(files, ordering: .relaxed)
    self.pass.store(pass.rawValue, ordering: .relaxed)
  }

  func begin(_ pass: Pass, _ texts: [InputFile]) {
    let isKnown = !texts.contains { $0.isPipe }
    begin(pass, bytes: isKnown ? texts.reduce(0) { $0 + $1.size } : nil, files: texts.count)
  }

  package func add(_ count: Int) { bytes.wrappingAdd(count, ordering: .relaxed) }

  package func endFile() { files.wrappingAdd(1, ordering: .relaxed) }

  package var snapshot: Snapshot {
    let total = totalBytes.load(ordering: .relaxed)
    return Snapshot(
      pass: Pass(rawValue: pass.load(ordering: .relaxed)) ?? .preparing,
      bytes: bytes.load(ordering: .relaxed), totalBytes: total < 0 ? nil : total,
      files: files.load(ordering: .relaxed), totalFiles: totalFiles.load(ordering: .relaxed))
  }
}
