internal import Archives
public import Documents
internal import DurableFiles
internal import ExternalTools

/// Verifies a bundle against the verifier's own settings and signers.
public struct BundleVerifier: Sendable {
  private let settings: ClientSettings
  private let verifier: Result<SignatureVerifier, BundleError>
  private let identities: [String]

  /// - Parameters:
  ///   - allowedSigners: a list that goes before the settings' own.
  ///   - identities: files of age or SSH private keys, for encrypted bundles.
  ///   - time: by which keys are judged; nil: now.
  public init(
    settings: ClientSettings, allowedSigners: String? = nil, identities: [String] = [],
    at time: Timestamp? = nil
  ) throws {
    self.settings = settings
    self.identities = identities
    do {
      verifier = .success(try settings.verifier(allowedSigners: allowedSigners).at(time))
    } catch let error as BundleError {
      verifier = .failure(error)
    }
  }

  /// Verifies a bundle that may have been split: by its list, one of its parts, or all of them.
  ///
  /// - Parameters:
  ///   - paths: in any order.
  ///   - kinds: what is extracted; nil: a bundle of any kind.
  public func verify(
    _ paths: [String], extractingFor target: String? = nil, only kinds: Set<Manifest.Kind>? = nil
  ) async throws -> VerifiedBundle {
    var bundle = VerifiedBundle()
    do {
      guard let join = try PartJoin(paths) else {
        return try await verify(paths[0], extractingFor: target, only: kinds)
      }
      let folder = try target.map { try PrivateFolder(beside: $0) } ?? PrivateFolder()
      return try await verify(join.join(in: folder), extractingFor: target, only: kinds)
    } catch let error as PartProblems {
      bundle.problems = error.problems
    } catch let error as BundleError where error.code == .part {
      bundle.problems = [error]
    }
    return bundle
  }

  /// Verifies a bundle's file, or the folder of an extracted one.
  ///
  /// - Parameters:
  ///   - target: the files are extracted into a private folder beside it; nil: nowhere.
  ///   - kinds: what is extracted; nil: a bundle of any kind.
  /// - Returns: also for a bundle that is refused: its ``VerifiedBundle/problems`` say why.
  /// - Throws: ``FileError`` or ``ToolError`` when something else fails.
  public func verify(
    _ path: String, extractingFor target: String? = nil, only kinds: Set<Manifest.Kind>? = nil
  ) async throws -> VerifiedBundle {
    guard RegularFile.exists(path) else {
      throw FileError(
        code: .missing, path: path, message: "no such file",
        hint: "give the path of a bundle, such as change.tar.gz, or of its extracted folder")
    }
    var bundle = VerifiedBundle()
    do {
      if RegularFile.isFolder(path) {
        try await check(BundleContents(folder: path), bundle: &bundle)
      } else {
        try await verify(archive: path, extractingFor: target, only: kinds, bundle: &bundle)
      }
    } catch let error as ArchiveError {
      guard error.code != .library else { throw error }
      bundle.problems.append(
        BundleError(
          .archive, "\(path): \(error)",
          hint: "ask for the bundle again, and compare its sha256 over a line that you trust"))
    } catch let error as BundleError {
      bundle.problems.append(error)
    }
    return bundle
  }

  private func verify(
    archive path: String, extractingFor target: String?, only kinds: Set<Manifest.Kind>?,
    bundle: inout VerifiedBundle
  ) async throws {
    guard Encryption.isEncrypted(path) else {
      return try await verify(
        plain: path, extractingFor: target, only: kinds, bundle: &bundle)
    }
    let folder = try PrivateFolder()
    let plain = folder.path + "/plain"
    try await Encryption(locator: settings.locator).decrypt(
      path, to: plain, identities: identities)
    try await verify(plain: plain, extractingFor: target, only: kinds, bundle: &bundle)
  }

  private func verify(
    plain path: String, extractingFor target: String?, only kinds: Set<Manifest.Kind>?,
    bundle: inout VerifiedBundle
  ) async throws {
    var contents = BundleContents()
    var quota = ArchiveQuota.stranger
    do {
      try BundleContents.read(archive: path, quota: quota, into: nil, contents: &contents)
    } catch let error as ArchiveError where [.ratio, .size, .entries].contains(error.code) {
      // Only a signer who is known may send that much.
      do {
        _ = try await signer(of: contents)
      } catch let problem as BundleError {
        if contents.kept[Checksums.signatureName] != nil { bundle.problems.append(problem) }
        throw error
      }
      contents = BundleContents()
      quota = .known
      try BundleContents.read(archive: path, quota: quota, into: nil, contents: &contents)
    }
    try await check(contents, bundle: &bundle)
    guard let target, bundle.isVerified, let kind = bundle.manifest?.kind,
      kinds?.contains(kind) ?? true
    else { return }
    // Nothing of a bundle that is refused reaches the disk, however much it is.
    var again = BundleContents()
    try BundleContents.read(
      archive: path, quota: quota, into: PrivateFolder(beside: target), contents: &again)
    guard again.isSame(as: contents) else {
      throw BundleError(.archive, "the bundle was changed while it was read")
    }
    bundle.folder = again.extraction
  }

  private func check(_ contents: BundleContents, bundle: inout VerifiedBundle) async throws {
    bundle.remarks = (try? verifier.get())?.signers.faults ?? []
    try checkManifest(contents, bundle: &bundle)
    bundle.plan = contents.kept[BundleContents.planName]
    checkSums(contents, bundle: &bundle)
    do {
      bundle.signers = [try await signer(of: contents)]
    } catch let error as BundleError {
      bundle.problems.append(error)
    }
    checkAuthor(&bundle)
    // Anybody can add approvals to an archive; they cost time only where its author is known.
    if let manifest = bundle.manifest, !bundle.signers.isEmpty {
      try await checkApprovals(contents, id: manifest.id, bundle: &bundle)
    }
  }

  private func checkManifest(
    _ contents: BundleContents, bundle: inout VerifiedBundle
  ) throws(BundleError) {
    guard let bytes = contents.kept[Manifest.fileName] else {
      throw BundleError(.manifest, "not a bundle: it has no \(Manifest.fileName)")
    }
    let manifest: Manifest
    do throws(BundleError) {
      manifest = try Manifest(parsing: bytes)
    } catch {
      bundle.problems.append(error)
      return
    }
    bundle.manifest = manifest
    if let top = contents.top, top != manifest.id {
      bundle.problems.append(
        BundleError(.manifest, "the top folder is not named as the bundle's id"))
    }
    if let client = settings.client, client != manifest.client {
      bundle.problems.append(
        BundleError(
          .client,
          "the bundle is for client '\(PrintableText.name(manifest.client))', not for '\(client)'"
        ))
    }
    if let expires = manifest.expires, expires < Timestamp.now {
      bundle.problems.append(BundleError(.expired, "the bundle expired at \(expires)"))
    }
  }

  /// Complete and exact both ways.
  private func checkSums(_ contents: BundleContents, bundle: inout VerifiedBundle) {
    guard let sums = contents.kept[Checksums.fileName] else {
      bundle.problems.append(BundleError(.checksum, "it has no \(Checksums.fileName)"))
      return
    }
    bundle.sums = sums
    let checksums: Checksums
    do throws(BundleError) {
      checksums = try Checksums(parsing: sums)
    } catch {
      bundle.problems.append(error)
      return
    }
    var parents: Set<Substring> = []
    var listed: Set<BytePath> = []
    for (path, digest) in checksums.digests {
      bundle.digests[path] = digest
      var end = path.startIndex
      while let slash = path[end...].firstIndex(of: "/") {
        parents.insert(path[..<slash])
        end = path.index(after: slash)
      }
      let name = PrintableText.name(path)
      listed.insert(BytePath(path))
      if let found = contents.digests[BytePath(path)] {
        if found != digest {
          bundle.problems.append(BundleError(.checksum, "'\(name)' was changed"))
        }
      } else {
        bundle.problems.append(BundleError(.checksum, "'\(name)' is missing"))
      }
    }
    let unlisted =
      contents.digests.keys.filter { Checksums.covers($0.text) && !listed.contains($0) }.map(\.text)
      + contents.folders.filter { Checksums.covers($0) && !parents.contains($0[...]) }
    for path in unlisted.sorted() {
      bundle.problems.append(
        BundleError(.unlisted, "'\(PrintableText.name(path))' is not listed"))
    }
  }

  private func signer(of contents: BundleContents) async throws -> Signer {
    guard let sums = contents.kept[Checksums.fileName],
      let signature = contents.kept[Checksums.signatureName]
    else {
      throw BundleError(
        .signature, "it is not signed", hint: "make it again with --sign KEY")
    }
    return try await verifier.get().verify(
      sums, signature: signature, namespace: .bundle,
      claimed: Self.author(of: contents.kept[BundleContents.planName]))
  }

  /// Whom a plan names as its author.
  private static func author(of plan: [UInt8]?) -> String? {
    guard let plan,
      case .object(let document)? = try? YAMLValue.parse(
        String(decoding: plan, as: UTF8.self), file: BundleContents.planName
      ).json,
      case .object(let metadata)? = document["metadata"],
      case .string(let author)? = metadata["author"]
    else { return nil }
    return author
  }

  /// Whoever the plan names as its author has signed it. A name that the verifier's list doesn't
  /// know proves nothing and counts for nothing: who signed is the author, and that is said.
  private func checkAuthor(_ bundle: inout VerifiedBundle) {
    guard let author = Self.author(of: bundle.plan), !bundle.signers.isEmpty,
      !bundle.signers.contains(where: { $0.principal == author })
    else { return }
    let signers = bundle.signers.map(\.principal).joined(separator: ", ")
    guard (try? verifier.get())?.signers.knows(author) == true else {
      bundle.remarks.append(
        "the plan names '\(PrintableText.name(author))' as its author, whom no allowed signer is;"
          + " \(signers) signed it and counts as the author")
      return
    }
    bundle.problems.append(
      BundleError(
        .signer,
        "its plan names '\(PrintableText.name(author))' as the author, but \(signers) signed it",
        hint: "ask for a bundle that the author signed, or that names its signer as the author"))
  }

  /// Only whole, valid pairs may stand in the folder.
  private func checkApprovals(
    _ contents: BundleContents, id: String, bundle: inout VerifiedBundle
  ) async throws {
    let prefix = Checksums.approvalsFolder + "/"
    if contents.kept[Checksums.approvalsFolder] != nil {
      bundle.problems.append(BundleError(.unlisted, "'approvals' is a file, not a folder"))
    }
    for path in contents.kept.keys.sorted() where path.hasPrefix(prefix) {
      let name = String(path.dropFirst(prefix.count))
      let isSignature = name.hasSuffix(".json.sig")
      guard isSignature || name.hasSuffix(".json"), !name.contains("/") else {
        bundle.problems.append(
          BundleError(.approval, "'\(PrintableText.name(path))' is not an approval"))
        continue
      }
      let partner = isSignature ? String(path.dropLast(4)) : path + ".sig"
      guard let other = contents.kept[partner] else {
        bundle.problems.append(
          BundleError(.approval, "'\(PrintableText.name(path))' has no partner"))
        continue
      }
      guard !isSignature, let file = contents.kept[path] else { continue }
      do {
        bundle.approvals.append(
          try await VerifiedApproval(
            file: file, signature: other, name: name, bundleId: id, sums: bundle.sums,
            verifier: verifier.get(), settings: settings))
      } catch let error as BundleError {
        bundle.problems.append(error)
      }
    }
    for folder in contents.folders.sorted() where folder.hasPrefix(prefix) {
      bundle.problems.append(
        BundleError(.approval, "'\(PrintableText.name(folder))' is not an approval"))
    }
  }
}
