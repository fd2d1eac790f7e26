package import Bundles
import Documents
import DurableFiles
import SystemPackage

/// Signs what the journal holds, so that it can't be rewritten or cut unseen.
package struct Sealer: Sendable {
  private let key: SigningKey
  private let verifier: SignatureVerifier
  private let principal: String

  /// - Parameters:
  ///   - verifier: must accept the key before anything runs.
  ///   - principal: whose key it is.
  package init(key: SigningKey, verifier: SignatureVerifier, principal: String) {
    self.key = key
    self.verifier = verifier
    self.principal = principal
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
    if occasion == "start" { try await check(signature, of: checkpoint) }
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

  /// A key that has expired, was revoked, or isn't the one that its public half says seals nothing.
  private func check(_ signature: String, of checkpoint: Checkpoint) async throws {
    do {
      let signer = try await checkpoint.signer(of: signature, verifier: verifier)
      guard signer.principal != principal else { return }
      throw RunRefusal(.gate, "the executor's key is \(signer.principal)'s, not \(principal)'s")
    } catch let error as BundleError {
      throw RunRefusal(
        .gate, "the executor's key can't seal this run: \(error.message)",
        hint: "execute with a current key of your own: --sign KEY")
    }
  }
}
