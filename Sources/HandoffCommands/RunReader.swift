internal import Bundles
internal import Documents
internal import DurableFiles
internal import Execution
internal import Plans

/// Reads and verifies the journals of many runs, several at a time.
struct RunReader: Sendable {
  enum Reading: Sendable {
    case run(Run)
    case rehearsal
    case running
    case fault(String)
    /// A bundle of another kind.
    case other
  }

  struct Run: Sendable {
    let facts: RunFacts
    /// Of each line.
    let digests: [String]
    let hasPlan: Bool
    let isSealed: Bool
  }

  let settings: ClientSettings
  let allowedSigners: String?
  let identities: [String]
  let time: Timestamp?
  /// Nil: no list is pinned, and each run folder's own counts.
  let verifier: SignatureVerifier?

  /// - Throws: `BundleError` for a list of signers that can't be read.
  init(
    settings: ClientSettings, allowedSigners: String?, identities: [String], at time: Timestamp?
  ) throws {
    self.settings = settings
    self.allowedSigners = allowedSigners
    self.identities = identities
    self.time = time
    do {
      verifier = try settings.verifier(allowedSigners: allowedSigners)
    } catch let error as BundleError where error.code == .signer {
      verifier = nil
    }
  }

  /// In the order of the places.
  func read(_ places: [RunCollection.Place], workers: Int) async throws -> [Reading] {
    try await withThrowingTaskGroup(of: (Int, Reading).self) { group in
      var readings: [Reading?] = Array(repeating: nil, count: places.count)
      var next = 0
      func begin(_ group: inout ThrowingTaskGroup<(Int, Reading), any Error>) {
        guard next < places.count else { return }
        let number = next
        next += 1
        group.addTask { (number, try await read(places[number])) }
      }
      for _ in 0..<max(1, workers) { begin(&group) }
      while let (number, reading) = try await group.next() {
        readings[number] = reading
        begin(&group)
      }
      return readings.compactMap(\.self)
    }
  }

  /// What is wrong with one run is no reason not to count the others.
  private func read(_ place: RunCollection.Place) async throws -> Reading {
    do {
      switch place {
      case .folder(let path):
        let isEvidence = RegularFile.exists("\(path)/\(Checksums.fileName)")
        return isEvidence ? try await evidence(path) : try await run(path)
      case .bundle(let path): return try await evidence(path)
      }
    } catch let error as any ReportedError {
      return .fault(error.report)
    } catch let error as FileError where error.code == .missing {
      return .fault(error.description)
    }
  }

  private func run(_ path: String) async throws -> Reading {
    let folder = RunFolder(path)
    guard !RunStatus.isHeld(folder) else { return .running }
    let start = Self.start(in: try DurableFile.read(folder.journal))
    let plan = try start?.sums.map {
      try RunPlan.parse(folder.verifiedFile("plan.yaml", sums: $0))
    }
    let own = try verifier ?? settings.verifier(allowedSigners: folder.allowedSigners)
    // This machine has written it, under a key that may have expired since.
    let verdict = try await JournalVerifier(
      own.at(time), trustsTimes: time == nil, scope: .journal
    ).verify(folder: path, plan: plan)
    return reading(verdict, plan: plan)
  }

  /// Almost always the first line: the whole is read and judged later.
  private static func start(in journal: [UInt8]) -> JournalEvent? {
    let newline = UInt8(ascii: "\n")
    let head = journal.split(separator: newline, maxSplits: 2).prefix(2).flatMap { $0 + [newline] }
    return [head, journal].lazy
      .compactMap { JournalText($0).events.first { $0.type == .started } }.first
  }

  /// - Parameter path: of a bundle, or of the folder of one that was opened.
  private func evidence(_ path: String) async throws -> Reading {
    let scratch = try PrivateFolder()
    let bundle = try await BundleVerifier(
      settings: settings, allowedSigners: allowedSigners, identities: identities, at: time
    ).verify([path], extractingFor: scratch.path + "/bundle", only: [.evidence])
    if let kind = bundle.manifest?.kind, kind != .evidence { return .other }
    try bundle.requireVerified()
    let verdict = try await EvidenceVerifier(
      settings: settings, allowedSigners: allowedSigners, at: time
    ).verify(bundle, in: bundle.folder?.path ?? path)
    if let problem = verdict.problems.first { return .fault(problem.message) }
    return reading(verdict.journal, plan: verdict.plan)
  }

  private func reading(_ verdict: JournalVerifier.Verdict, plan: Plan?) -> Reading {
    if let problem = verdict.problems.first { return .fault(problem.description) }
    if verdict.isRehearsal { return .rehearsal }
    return .run(
      Run(
        facts: RunFacts(verdict.text.events, plan: plan),
        digests: verdict.text.marks.map(\.sha256), hasPlan: plan != nil,
        isSealed: verdict.sealedLines == verdict.lines))
  }
}
