internal import Bundles
internal import Documents
internal import DurableFiles
internal import Execution
internal import ExternalTools
internal import Plans

/// A run folder that exists, opened for a command.
struct ExistingRun {
  let folder: RunFolder
  let plan: Plan
  let manifest: Manifest
  /// SHA-256 of the bundle's SHA256SUMS, as it was when the run began.
  let sums: String
  /// When this machine accepted the bundle.
  let begun: Timestamp
  /// Nothing of it was executed, and nothing is.
  let isRehearsal: Bool

  /// - Throws: `RunRefusal` when the folder holds no run.
  init(_ path: String) throws {
    folder = RunFolder(OwnProgram.absolute(path))
    try folder.requireJournal(named: path)
    let journal = JournalText(try DurableFile.read(folder.journal))
    guard let start = journal.events.first(where: { $0.type == .started }),
      let sums = start.sums
    else {
      throw RunRefusal(
        .folder, "\(path): holds no run that was begun",
        hint: "name the folder that 'handoff run' reported")
    }
    self.sums = sums
    begun = start.ts
    isRehearsal = RunProgress(journal.events).isRehearsal
    plan = try RunPlan.parse(folder.verifiedFile("plan.yaml", sums: sums))
    manifest = try Manifest(parsing: folder.verifiedFile(Manifest.fileName, sums: sums))
  }

  /// The verifier by the settings, or by the signers that the run began with.
  func verifier(_ settings: ClientSettings, allowedSigners: String?) throws -> SignatureVerifier {
    do {
      return try settings.verifier(allowedSigners: allowedSigners)
    } catch let error as BundleError where error.code == .signer {
      guard DurableFile.exists(folder.allowedSigners) else { throw error }
      return try settings.verifier(allowedSigners: folder.allowedSigners)
    }
  }
}

enum RunPlan {
  static func parse(_ bytes: [UInt8]) throws -> Plan {
    try Plan.parse(text: String(decoding: bytes, as: UTF8.self), file: "plan.yaml")
  }

  /// Where a bundle's run stands by default.
  static func folder(of id: String) -> String {
    "\(ProcessEnvironment.stateFolder)/runs/\(id)"
  }
}
