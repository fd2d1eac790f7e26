internal import DurableFiles
public import ExternalTools

/// Writes a verified bundle again with one more approval; what its author signed stays.
public struct BundleApproval: Sendable {
  private let bundle: String
  private let recipients: [String]
  private let locator: ToolLocator

  /// - Parameters:
  ///   - bundle: the bundle's file, which is replaced.
  ///   - recipients: for an encrypted one.
  public init(bundle: String, recipients: [String], locator: ToolLocator) {
    self.bundle = bundle
    self.recipients = recipients
    self.locator = locator
  }

  /// - Parameter verified: the same bundle, verified and extracted.
  public func add(_ pair: ApprovalPair, to verified: VerifiedBundle) async throws {
    guard let name = BundleName(bundle) else {
      throw BundleError(
        .usage, "\(bundle): the name does not end with .tar.zst or .tar.gz",
        hint: "rename it, or write a detached approval with -o FILE")
    }
    guard !name.isEncrypted || !recipients.isEmpty else {
      throw BundleError(
        .usage, "\(bundle): to write it again it must be encrypted again",
        hint: "add --encrypt-to RECIPIENT, or write a detached approval with -o FILE")
    }
    guard let folder = verified.folder, let manifest = verified.manifest else {
      throw BundleError(.usage, "\(bundle): it was not extracted")
    }
    let archive = try BundleArchive(
      name: name, recipients: recipients, locator: locator, replacing: true)
    let added = pair.bundleFiles
    let kept = try BundleFile.files(in: folder.path).filter { file in
      !added.contains { $0.path == file.path }
    }
    try await archive.write(BundleArchive.Item.measure(kept + added), top: manifest.id)
  }
}
