internal import DurableFiles

/// An approval's file and its signature.
public struct ApprovalPair: Sendable {
  /// The file's name in a bundle.
  public let name: String
  public let file: [UInt8]
  public let signature: [UInt8]

  /// Signs an approval.
  public init(_ approval: Approval, key: SigningKey) async throws {
    name = Approval.fileName(role: approval.role, key: key.publicKey)
    file = try approval.encoded()
    signature = try await key.sign(file, namespace: .approval)
  }

  /// Writes `path` and `path.sig`.
  public func write(detached path: String, replacing: Bool) throws {
    try DurableFile.write(file, to: path, replacing: replacing)
    try DurableFile.write(signature, to: path + ".sig", replacing: replacing)
  }

  /// Writes the pair into an extracted bundle.
  public func write(intoFolder folder: String) throws {
    let approvals = folder + "/" + Checksums.approvalsFolder
    try DurableFile.makeFolders(approvals)
    try write(detached: approvals + "/" + name, replacing: true)
  }

  var bundleFiles: [BundleFile] {
    let path = Checksums.approvalsFolder + "/" + name
    return [
      BundleFile(path: path, content: .bytes(file)),
      BundleFile(path: path + ".sig", content: .bytes(signature)),
    ]
  }
}
