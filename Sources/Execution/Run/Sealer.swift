package import Bundles
import Documents
import DurableFiles
import SystemPackage

/// Signs what the journal holds, so that it can't be rewritten or cut unseen.
package struct Sealer: Sendable {
  private let key: SigningKey

  package init(key: SigningKey) {
    self.key = key
  }

  /// Appends a checkpoint and leaves a copy of it beside the journal.
  @discardableResult
  func seal(_ record: Recorder, _ occasion: String, in folder: RunFolder) async throws
    -> Checkpoint
  {
    let journal = record.journal
    let checkpoint = Checkpoint(
      run: journal.run, lines: journal.lineCount, size: journal.byteCount,
      sha256: journal.lastLineDigest, time: .now, occasion: occasion)
    let signature = try await checkpoint.sign(by: key)
    try record(.checkpoint) {
      $0.ts = checkpoint.time
      $0.checkpoint = JournalEvent.Seal(
        lines: checkpoint.lines, size: checkpoint.size, occasion: occasion, signature: signature)
    }
    try DurableFile.write(
      Array("\(checkpoint.text)\n\(signature)\n".utf8), to: folder.checkpoint,
      mode: .ownerReadWrite, replacing: true)
    return checkpoint
  }
}
