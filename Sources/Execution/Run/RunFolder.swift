package import Bundles
import Documents
import DurableFiles
import ExternalTools
import SystemPackage

/// The folder of one run: the journal, the redacted outputs, the verified copy of the bundle.
package struct RunFolder: Sendable {
  package let path: String
  private let bundleName: String

  package var journal: String { path + "/journal.jsonl" }
  package var outputs: String { path + "/outputs" }
  package var bundle: String { path + "/" + bundleName }
  /// Those that the run was admitted with, each named by its digest.
  package var approvals: String { path + "/approvals" }
  /// Of each command that was started; see ``LaunchGate``.
  package var marks: String { path + "/marks" }
  package var checkpoint: String { path + "/checkpoint.txt" }
  package var allowedSigners: String { path + "/allowed_signers" }
  /// Names the sealed values that the run must not show (and `.vault`).
  package var learned: String { path + "/learned" }
  private var record: String { path + "/run.json" }

  /// What a later call needs to know; no secrets, and nothing that verification rests on.
  package struct Record: Codable, Sendable {
    package var workingDirectory: String
    package var signingKey: String

    package init(workingDirectory: String, signingKey: String) {
      self.workingDirectory = workingDirectory
      self.signingKey = signingKey
    }
  }

  /// - Parameter bundle: what the copy of the change bundle is called in it.
  package init(_ path: String, bundle: String = "bundle") {
    self.path = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    bundleName = bundle
  }

  /// Makes the folder's parts; only this user can enter them.
  package func make() throws {
    for folder in [path, outputs, marks] {
      try DurableFile.makeFolders(folder, mode: .ownerReadWriteExecute)
    }
  }

  package func write(_ value: Record) throws {
    try DurableFile.write(
      JSONText.encode(value, pretty: true), to: record, mode: .ownerReadWrite, replacing: true)
  }

  package func readRecord() throws -> Record {
    try JSONText.decode(Record.self, from: DurableFile.read(record), file: record)
  }

  /// What the files of a command's attempt are called, without suffix: `name-1`, `name-1.verify`.
  package static func fileName(
    _ name: String, phase: JournalEvent.Phase, attempt: Int
  ) -> String {
    let plain = String(name.map { $0 == ":" ? "." : $0 })
    return "\(plain)-\(attempt)" + (phase == .run ? "" : ".\(phase.rawValue)")
  }

  // MARK: A rehearsal

  private var script: String { path + "/rehearsal.json" }

  /// So that a rollback or a close in this folder goes by it too.
  package func write(_ value: RehearsalScript) throws {
    try DurableFile.write(
      JSONText.encode(value, pretty: true), to: script, mode: .ownerReadWrite, replacing: true)
  }

  package func readScript() throws -> RehearsalScript {
    try JSONText.decode(RehearsalScript.self, from: DurableFile.read(script), file: script)
  }

  // MARK: Approvals

  /// Keeps an approval as it was signed, for the evidence.
  package func keep(_ approval: VerifiedApproval) throws {
    let path = "\(approvals)/\(approval.digest.prefix(16)).json"
    if DurableFile.exists(path), DurableFile.exists(path + ".sig") { return }
    try DurableFile.makeFolders(approvals, mode: .ownerReadWriteExecute)
    try DurableFile.write(
      approval.file, to: path, mode: .ownerReadWrite, replacing: true)
    try DurableFile.write(
      approval.signature, to: path + ".sig", mode: .ownerReadWrite, replacing: true)
  }

  /// - Throws: what can't be read or is no approval.
  package func keptApprovals() throws -> [EvidenceApproval] {
    guard DurableFile.exists(approvals) else { return [] }
    return try BundleFile.files(in: approvals).map(\.path).filter { $0.hasSuffix(".json") }.map {
      try EvidenceApproval(
        file: DurableFile.read("\(approvals)/\($0)", limit: 1 << 20),
        signature: DurableFile.read("\(approvals)/\($0).sig", limit: 1 << 16))
    }
  }

  /// - Parameter name: as a person wrote it.
  /// - Throws: ``RunRefusal`` where the folder holds no run.
  package func requireJournal(named name: String) throws {
    guard !DurableFile.exists(journal) else { return }
    if DurableFile.exists(path + "/bundle.json") {
      throw RunRefusal(
        .folder, "\(name): holds an opened bundle, not a run",
        hint: "'handoff verify' reads bundles; of evidence its EVIDENCE.html tells what was done")
    }
    throw RunRefusal(
      .folder, "\(name): \(DurableFile.exists(path) ? "holds no run" : "no such folder")",
      hint: "name the folder that 'handoff run' reported; without --journal it is in "
        + "\(ProcessEnvironment.stateFolder)/runs")
  }

  // MARK: The bundle

  /// Copies a verified bundle's listed files. An existing copy stays; it is checked at each use.
  ///
  /// - Parameter source: the bundle's top folder.
  package func adopt(bundleAt source: String) throws {
    if (try? DurableFile.read(bundle + "/SHA256SUMS")) != nil { return }
    let part = path + "/.bundle.part"
    TemporaryPaths.removeTree(part)
    TemporaryPaths.register(part)
    defer { TemporaryPaths.forget(part) }
    let sums = try DurableFile.read(source + "/SHA256SUMS")
    var names = try Checksums(parsing: sums).digests.map(\.path)
    names += ["SHA256SUMS", "SHA256SUMS.sig"]
    try DurableFile.makeFolders(part, mode: .ownerReadWriteExecute)
    for name in names {
      let target = FilePath(part + "/" + name)
      try DurableFile.makeFolders(
        target.removingLastComponent().string, mode: .ownerReadWriteExecute)
      try DurableFile.write(
        DurableFile.read(source + "/" + name), to: target.string, mode: .ownerReadWrite)
    }
    TemporaryPaths.removeTree(bundle)
    do { try FilePath(part).rename(to: FilePath(bundle)) } catch {
      throw FileError(error, path: bundle, doing: "name it")
    }
    try DurableFile.syncFolder(of: bundle)
  }

  /// Reads a file of the bundle's copy whose digest is the signed one.
  ///
  /// - Parameter sums: the SHA-256 of the SHA256SUMS that was verified.
  /// - Throws: ``RunRefusal`` where anything was changed since.
  package func verifiedFile(_ name: String, sums: String) throws -> [UInt8] {
    let list = try DurableFile.read(bundle + "/SHA256SUMS")
    guard JournalText.digest(list) == sums else {
      throw RunRefusal(.gate, "\(bundle)/SHA256SUMS was changed since the run began")
    }
    guard let entry = try Checksums(parsing: list).digests.first(where: { $0.path == name }) else {
      throw RunRefusal(.gate, "the bundle lists no \(name)")
    }
    let bytes = try DurableFile.read(bundle + "/" + name)
    guard JournalText.digest(bytes) == entry.digest else {
      throw RunRefusal(.gate, "\(bundle)/\(name) was changed since the run began")
    }
    return bytes
  }

  /// Whether the bundle lists this file.
  package func lists(_ name: String) -> Bool {
    guard let list = try? DurableFile.read(bundle + "/SHA256SUMS"),
      let entries = try? Checksums(parsing: list).digests
    else { return false }
    return entries.contains { $0.path == name }
  }
}

extension FilePath {
  fileprivate func rename(to target: FilePath) throws(Errno) {
    guard renamePath(string, target.string) == 0 else { throw Errno.current }
  }
}
