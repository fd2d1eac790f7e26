internal import Archives
internal import Bundles
internal import Documents
internal import DurableFiles
internal import Execution

/// Reads what `close --report` names: a redaction report, a support bundle, or a folder with either.
struct TicketReports {
  let settings: ClientSettings
  let allowedSigners: String?
  /// The run's.
  let ticket: String

  private static let name = "redaction-report.json"
  private static let hint =
    "name a redaction report (.json), a support bundle, or a folder that holds one"
  private static let largest = 256 << 20

  func read(_ path: String) async throws -> [ExposureReport] {
    guard RegularFile.exists(path) else {
      throw FileError(
        code: .missing, path: path, message: "no such file or folder", hint: Self.hint)
    }
    if RegularFile.isFolder(path) { return try await read(folder: path) }
    if path.hasSuffix(".json") { return [try report(path)] }
    if path.hasSuffix(".html") {
      throw FileError(
        code: .notRegular, path: path, message: "is a page for people",
        hint: "name the report that ends in .json; it holds the same")
    }
    if path.hasSuffix(".age") {
      throw FileError(
        code: .notRegular, path: path, message: "is encrypted",
        hint: "open it, then name the folder: handoff open \(path) -o DIR --identity FILE")
    }
    guard path.contains(".tar.") else {
      throw FileError(
        code: .notRegular, path: path,
        message: "is neither a redaction report nor a support bundle", hint: Self.hint)
    }
    return [try await read(bundle: path)]
  }

  private func report(_ path: String) throws -> ExposureReport {
    let bytes = try DurableFile.read(path, limit: Self.largest)
    do {
      return try ExposureReport(bytes, file: path, source: RegularFile.lastComponent(path))
    } catch let error as Diagnostic {
      throw Diagnostic(
        file: error.file, line: error.line, column: error.column,
        message: "is no redaction report: \(error.message)", hint: Self.hint)
    }
  }

  private func read(folder: String) async throws -> [ExposureReport] {
    if RegularFile.exists("\(folder)/\(Manifest.fileName)") {
      let bundle = try await verified(folder)
      return [try report(bundle, DurableFile.read("\(folder)/\(Self.name)", limit: Self.largest))]
    }
    let reports = try FolderTree(root: folder).entries.filter { entry in
      !entry.isFolder && entry.path.hasSuffix(".json")
        && (!entry.path.contains("/") || entry.path.hasSuffix("/" + Self.name))
    }.compactMap { entry in try? report("\(folder)/\(entry.path)") }
    guard !reports.isEmpty else {
      throw FileError(
        code: .missing, path: folder, message: "holds no redaction report", hint: Self.hint)
    }
    return reports
  }

  private func read(bundle path: String) async throws -> ExposureReport {
    let bundle = try await verified(path)
    var reader = try ArchiveReader(path: path, quota: .known)
    while let entry = try reader.next() {
      guard entry.path.split(separator: "/", maxSplits: 1).last == Self.name[...],
        entry.size <= Self.largest
      else { continue }
      var bytes: [UInt8] = []
      try reader.readData { span in span.withUnsafeBytes { bytes += $0 } }
      return try report(bundle, bytes)
    }
    throw FileError(
      code: .missing, path: path, message: "holds no \(Self.name)", hint: Self.hint)
  }

  /// What a signature and its checksums vouch for.
  private func report(_ bundle: VerifiedBundle, _ bytes: [UInt8]) throws -> ExposureReport {
    guard let manifest = bundle.manifest, bundle.digests[Self.name] == Digest.hex(bytes) else {
      throw BundleError(.checksum, "'\(Self.name)' was changed while it was read")
    }
    return try ExposureReport(bytes, file: Self.name, source: manifest.id)
  }

  /// A bundle may be older than it is good for: what it tells is no younger.
  private func verified(_ path: String) async throws -> VerifiedBundle {
    let bundle = try await BundleVerifier(settings: settings, allowedSigners: allowedSigners)
      .verify(path)
    if let problem = bundle.problems.first(where: { $0.code != .expired }) {
      throw BundleError(
        problem.code,
        problem.message.hasPrefix(path) ? problem.message : "\(path): \(problem.message)",
        hint: problem.hint ?? "name the redaction report itself, if you know where it comes from")
    }
    if let manifest = bundle.manifest, manifest.kind != .support || manifest.ticket != ticket {
      throw BundleError(
        .manifest,
        "\(path): a \(manifest.kind.rawValue) bundle of the ticket \(manifest.ticket)",
        hint: "the run is of \(ticket): name a support bundle of that ticket")
    }
    return bundle
  }
}
