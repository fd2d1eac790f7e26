internal import Bundles
internal import Documents
internal import DurableFiles
internal import Execution
internal import Plans

/// The journal of a run with its plan, verified: of a run's folder, or of evidence.
struct AuditedJournal {
  let plan: Plan
  let events: [JournalEvent]

  /// - Parameters:
  ///   - path: a run's folder, an evidence bundle, or the folder of an opened one.
  ///   - time: by which keys are judged; nil: now.
  /// - Throws: what ends with 3, where the journal or the bundle doesn't hold.
  init(_ path: String, allowedSigners: String?, at time: Timestamp?) async throws {
    guard DurableFile.exists(path) else {
      throw FileError(
        code: .missing, path: path, message: "no such file or folder",
        hint: "name the folder that 'handoff run' reported, or its evidence bundle")
    }
    let settings = try ClientSettings.load()
    if !RegularFile.isFolder(path) || DurableFile.exists(path + "/bundle.json") {
      self = try await Self.evidence(path, settings, allowedSigners, time)
    } else {
      self = try await Self.folder(path, settings, allowedSigners, time)
    }
    guard !RunProgress(events).isRehearsal else {
      throw RunRefusal(
        .gate, "\(path): is the journal of a rehearsal: nothing of it was executed",
        hint: "name the folder of the run itself")
    }
  }

  private init(plan: Plan, events: [JournalEvent]) {
    self.plan = plan
    self.events = events
  }

  private static func folder(
    _ path: String, _ settings: ClientSettings, _ allowedSigners: String?, _ time: Timestamp?
  ) async throws -> AuditedJournal {
    let existing = try ExistingRun(path)
    let verifier = try existing.verifier(settings, allowedSigners: allowedSigners).at(time)
    let verdict = try await JournalVerifier(verifier).verify(
      folder: existing.folder.path, plan: existing.plan)
    if let problem = verdict.problems.first {
      throw JournalError(
        code: .damaged, path: existing.folder.journal, message: problem.description,
        hint: "handoff journal verify \(existing.folder.path)")
    }
    let events = JournalText(try DurableFile.read(existing.folder.journal)).events
    return AuditedJournal(plan: existing.plan, events: events)
  }

  private static func evidence(
    _ path: String, _ settings: ClientSettings, _ allowedSigners: String?, _ time: Timestamp?
  ) async throws -> AuditedJournal {
    let scratch = try PrivateFolder()
    let verified = try await BundleVerifier(
      settings: settings, allowedSigners: allowedSigners, at: time
    ).verify([path], extractingFor: scratch.path + "/bundle", only: [.evidence])
    try verified.requireVerified()
    guard verified.manifest?.kind == .evidence else {
      throw RunRefusal(
        .gate, "\(path): is no evidence bundle", hint: "only those hold the journal of a run")
    }
    let folder = verified.folder?.path ?? path
    let verdict = try await EvidenceVerifier(
      settings: settings, allowedSigners: allowedSigners, at: time
    ).verify(verified, in: folder)
    if let problem = verdict.problems.first { throw problem }
    guard let plan = verdict.plan else {
      throw RunRefusal(.gate, "\(path): holds no plan")
    }
    let events = JournalText(try DurableFile.read(folder + "/journal.jsonl")).events
    return AuditedJournal(plan: plan, events: events)
  }
}
