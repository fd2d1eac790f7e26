internal import Archives
public import Documents
internal import DurableFiles
public import ExternalTools

/// Makes a bundle: manifest, README, checksums, signature, archive, encryption.
///
/// The same files, key and `SOURCE_DATE_EPOCH` give the same bytes.
public struct BundleWriter: Sendable {
  public var kind: Manifest.Kind
  public var ticket: String
  public var client: String
  public var created: Timestamp
  public var expires: Timestamp?
  /// Nil: an unsigned bundle, which never verifies.
  public var key: SigningKey?
  /// What the README calls the signer.
  public var principal: String?
  /// Recipients of the encrypted bundle: keys, or files of them.
  public var recipients: [String] = []
  public var locator: ToolLocator

  public init(
    kind: Manifest.Kind, ticket: String, client: String,
    created: Timestamp = Timestamp.sourceDateEpoch ?? Timestamp.now, expires: Timestamp? = nil,
    key: SigningKey? = nil, principal: String? = nil, recipients: [String] = [],
    locator: ToolLocator
  ) {
    self.kind = kind
    self.ticket = ticket
    self.client = client
    self.created = created
    self.expires = expires
    self.key = key
    self.principal = principal
    self.recipients = recipients
    self.locator = locator
  }

  /// What was written.
  public struct Result: Sendable {
    public let manifest: Manifest
    public let files: Int
    /// Of all files, uncompressed.
    public let bytes: Int64
  }

  /// Writes the bundle; nothing remains when it fails.
  ///
  /// - Parameter files: everything but the manifest, the README, the checksums and the signature.
  public func write(
    _ files: [BundleFile], to name: BundleName, replacing: Bool = false
  ) async throws -> Result {
    let archive = try BundleArchive(
      name: name, recipients: recipients, locator: locator, replacing: replacing)
    var names = EntryNames(quota: .known)
    for own in [Manifest.fileName, "README.txt", Checksums.fileName, Checksums.signatureName] {
      try names.add(own, isFolder: false)
    }
    for file in files { try names.add(file.path, isFolder: false) }
    var measured = files.map { (file: $0, size: 0 as Int64, digest: "") }
    for index in measured.indices {
      let (digest, size) = try measured[index].file.measure()
      measured[index].digest = digest
      measured[index].size = size
    }
    let manifest = manifest(for: Checksums(digests: measured.map { ($0.file.path, $0.digest) }))
    let readme = BundleReadme(
      manifest: manifest,
      signer: key.map { (principal ?? "PRINCIPAL", $0.publicKey.fingerprint) })
    for file in [
      BundleFile(path: Manifest.fileName, content: .bytes(try manifest.encoded())),
      BundleFile(path: "README.txt", text: readme.text),
    ] {
      let (digest, size) = try file.measure()
      measured.append((file, size, digest))
    }
    let listed = measured.filter { Checksums.covers($0.file.path) }
    let sums = Checksums(digests: listed.map { ($0.file.path, $0.digest) }).text
    measured.append(
      (BundleFile(path: Checksums.fileName, content: .bytes(sums)), Int64(sums.count), ""))
    if let key {
      let signature = try await key.sign(sums, namespace: .bundle)
      let file = BundleFile(path: Checksums.signatureName, content: .bytes(signature))
      measured.append((file, Int64(signature.count), ""))
    }
    try await archive.write(
      measured.map { BundleArchive.Item(file: $0.file, size: $0.size, digest: $0.digest) },
      top: manifest.id)
    return Result(
      manifest: manifest, files: measured.count, bytes: measured.reduce(0) { $0 + $1.size })
  }

  /// The id says what and when, and comes from the content: equal content, equal id.
  private func manifest(for sums: Checksums) -> Manifest {
    let about = "\(kind.rawValue)\n\(ticket)\n\(client)\n\(created)\n"
    let digest = Digest.hex(Array(about.utf8) + sums.text)
    return Manifest(
      kind: kind, id: "\(ticket)-\(kind.rawValue)-\(created.compact)-\(digest.prefix(8))",
      ticket: ticket, client: client, created: created, expires: expires)
  }
}
