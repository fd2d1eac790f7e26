package import Bundles
import Documents

/// An approval as it lies beside a run: what its file says, and which key signed it. Whether the
/// signature holds is asked elsewhere.
package struct EvidenceApproval: Sendable {
  package let file: [UInt8]
  package let signature: [UInt8]
  package let approval: Approval
  /// SHA-256 of the file.
  package let digest: String
  package let fingerprint: String

  /// - Throws: `Diagnostic` or `BundleError` for what is no approval.
  package init(file: [UInt8], signature: [UInt8]) throws {
    self.file = file
    self.signature = signature
    approval = try JSONText.decode(Approval.self, from: file, file: "the approval")
    digest = Digest.hex(file)
    fingerprint = PublicKey(blob: try SignatureArmour(signature).keyBlob).fingerprint
  }

  /// Without suffix.
  package var name: String { String(digest.prefix(16)) }

  /// Whether a gate's note in the journal names it.
  func isNamed(in note: String) -> Bool { note.contains("(\(name))") }
}
