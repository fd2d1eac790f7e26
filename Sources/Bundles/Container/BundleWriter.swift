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
  public var limits = BundleLimits()
  /// Is told how many bytes of the files were packed since it was told last.
  package var progress: (@Sendable (Int) -> Void)?

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
    /// Of the bundle as it is sent.
    public let size: Int64
    /// Nil where it is one file.
    public let parts: PartList?
  }

  /// Writes the bundle; nothing remains when it fails.
  ///
  /// - Parameter files: everything but the manifest, the README, the checksums and the signature.
  public func write(
    _ files: [BundleFile], to name: BundleName, replacing: Bool = false
  ) async throws -> Result {
    let archive = try archive(name, replacing: replacing)
    var (manifest, items, sums) = try list(files)
    if let key {
      let signature = try await key.sign(sums, namespace: .bundle)
      items.append(BundleArchive.Item(path: Checksums.signatureName, bytes: signature))
    }
    return result(manifest, items, try await archive.write(items, top: manifest.id))
  }

  /// What ``write(_:to:replacing:)`` would write: nothing of it is kept, and nobody signs.
  public func estimate(
    _ files: [BundleFile], to name: BundleName, replacing: Bool = false
  ) throws -> Result {
    let archive = try archive(name, replacing: replacing)
    var (manifest, items, _) = try list(files)
    if key != nil {
      let signature = [UInt8](repeating: 0x2E, count: 300)
      items.append(BundleArchive.Item(path: Checksums.signatureName, bytes: signature))
    }
    return result(manifest, items, try archive.measure(items, top: manifest.id))
  }

  /// All that the bundle holds but the signature, and what that is made of.
  private func list(
    _ files: [BundleFile]
  ) throws -> (manifest: Manifest, items: [BundleArchive.Item], sums: [UInt8]) {
    var names = EntryNames(quota: .known)
    for own in [Manifest.fileName, "README.txt", Checksums.fileName, Checksums.signatureName] {
      try names.add(own, isFolder: false)
    }
    for file in files { try names.add(file.path, isFolder: false) }
    var items = try BundleArchive.Item.measure(files)
    let manifest = manifest(for: Self.sums(items))
    let readme = BundleReadme(
      manifest: manifest,
      signer: key.map { (principal ?? "PRINCIPAL", $0.publicKey.fingerprint) })
    items += try BundleArchive.Item.measure([
      BundleFile(path: Manifest.fileName, content: .bytes(try manifest.encoded())),
      BundleFile(path: "README.txt", text: readme.text),
    ])
    let sums = Self.sums(items.filter { Checksums.covers($0.file.path) }).text
    items.append(BundleArchive.Item(path: Checksums.fileName, bytes: sums))
    return (manifest, items, sums)
  }

  private static func sums(_ items: [BundleArchive.Item]) -> Checksums {
    Checksums(digests: items.map { ($0.file.path, $0.digest) })
  }

  private func result(
    _ manifest: Manifest, _ items: [BundleArchive.Item], _ written: BundleArchive.Written
  ) -> Result {
    Result(
      manifest: manifest, files: items.count, bytes: items.reduce(0) { $0 + $1.size },
      size: written.size, parts: written.parts)
  }

  /// Whether it could be written there: what takes long needn't begin otherwise.
  public func checkPlace(_ name: BundleName, replacing: Bool) throws {
    _ = try archive(name, replacing: replacing)
  }

  private func archive(_ name: BundleName, replacing: Bool) throws -> BundleArchive {
    try BundleArchive(
      name: name, recipients: recipients, locator: locator, replacing: replacing, limits: limits,
      progress: progress)
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
