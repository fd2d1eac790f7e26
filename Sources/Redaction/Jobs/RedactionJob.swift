public import Documents
import DurableFiles
import SystemPackage

/// Redacts files and folders: finds, propagates, proves, then writes; all or nothing.
///
/// The first pass writes a draft of every file by the rules alone. The second looks in each for what
/// all of them together have shown, redacts again those where something is left, and proves that
/// nothing is before anything gets its name.
public struct RedactionJob: Sendable {
  /// Files above this are read piece by piece, by all workers: bytes.
  static let inMemoryLimit = 4 << 20

  let rules: CompiledRules
  let key: PlaceholderKey
  let vault: Vault?
  let vaultScope: Vault.Scope
  /// Workers at the same time.
  let jobs: Int
  /// Values from elsewhere that must not be left in any output either.
  package var learned: LearnedValues?
  /// Values that a person named: they go too.
  package var named = NamedValues()
  /// Bounds what the first pass keeps of its findings; a test makes it small.
  package var draftRoomBytes = 8 << 20
  /// Is told how far the job is.
  package var progress: JobProgress?
  /// Where the report is written, with the outputs.
  package var reports: [ReportFile] = []
  /// Whether the report tells where substitutes stand in the outputs; a written one does.
  package var readsOutputs = false
  /// Whether lists of recovery codes are left out, though they are text.
  package var leavesOutCodes = false
  /// What is done with pictures; nil leaves them out.
  package var pictures: PictureHandling?
  /// Damages what is written, so that a test sees the proof catch it.
  package var plantedDefect: (@Sendable (_ path: String, _ output: inout [UInt8]) -> Void)?

  /// - Parameter vault: keeps what may be revealed later; nil keeps nothing.
  public init(
    rules: CompiledRules, key: PlaceholderKey, vault: Vault? = nil,
    vaultScope: Vault.Scope = .personal, jobs: Int = 1
  ) {
    self.jobs = jobs
    self.rules = rules
    self.key = key
    self.vault = vault
    self.vaultScope = vaultScope
  }

  /// - Parameters:
  ///   - inputs: files and folders.
  ///   - output: a file for one file; a folder that mirrors one folder, or holds several inputs by
  ///     name.
  ///   - replacing: whether an existing output goes.
  /// - Throws: ``JobFault``, ``FileError``; then nothing was written.
  @discardableResult
  public func run(inputs: [String], output: String, replacing: Bool) throws -> RedactionReport {
    try masked {
      try run(JobPlan(inputs: inputs, output: output, replacing: replacing), output, replacing)
    }
  }

  /// Redacts inputs to chosen places below the folder `output`.
  package func run(placing inputs: [(path: String, place: String)], output: String) throws
    -> RedactionReport
  {
    try masked { try run(JobPlan(placing: inputs, output: output), output, false) }
  }

  /// A path in an error's text may hold a secret.
  private func masked<Result>(_ body: () throws -> Result) throws -> Result {
    do { return try body() } catch let error as FileError {
      throw try PathMask(rules, known: named.known(rules)).show(error)
    }
  }

  private func run(_ plan: JobPlan, _ output: String, _ replacing: Bool) throws -> RedactionReport {
    var tally = JobTally()
    var readable: [JobText] = []
    var leftOut = plan.leftOut
    let openings = try Workers(jobs).map(plan.files) { file, _, _ in
      try JobText.open(file, sparingCodes: !leavesOutCodes, pictures: pictures)
    } makeWorker: {
    }
    for (file, opening) in zip(plan.files, openings) {
      switch opening {
      case .text(let text): readable.append(text)
      case .leftOut(let reason):
        let left = LeftOut(path: file.relativePath, reason: reason, source: file.path)
        if plan.isSingleFile { throw JobFault.unreadable(left) }
        leftOut.append(left)
      }
    }
    let reporting = try ReportStage(
      reports, inputs: plan.inputs, output: output, isFile: plan.isSingleFile, replacing: replacing)
    let stage = try OutputStage(output: output, isFile: plan.isSingleFile, replacing: replacing)
    let keeping = try vault.map { try VaultWriter($0, scope: vaultScope, rules: rules) }
    var given = learned?.values ?? FoundValues()
    named.add(to: &given, rules: rules)
    let found = SharedValues(
      rules, known: given, named: named,
      foldsValues: pictures?.mode == .redact)
    let drafting = FileDrafting(
      job: self, stage: stage, vault: keeping, found: found, room: DraftRoom(bytes: draftRoomBytes))
    progress?.begin(.finding, readable.map(\.file))
    let firsts = try Workers(jobs).map(readable, isLarge: \.isStreamed) { text, _, worker in
      try drafting.begin(text, worker)
    } makeWorker: {
      try drafting.makeWorker()
    }
    var taken: [(text: JobText, first: FirstPass)] = []
    for (text, first) in zip(readable, firsts) {
      if case .leftOut(let reason) = first {
        leftOut.append(
          LeftOut(path: text.file.relativePath, reason: reason, source: text.file.path))
      } else {
        taken.append((text, first))
      }
    }
    let known = try found.takeKnown()
    let proof = Proof(known: known, rules: rules)
    let names = try NameRedactor(
      rules: rules, key: key, known: known, proof: proof, vault: keeping)
    if plan.isSingleFile, let file = leftOut.first {
      throw JobFault.unreadable(
        LeftOut(path: "", reason: file.reason, source: try names.show(file.source)))
    }
    for folder in plan.folders { try stage.makeFolder(names.redact(folder)) }
    let places = try taken.map { item in
      let path = item.text.file.relativePath
      return path.isEmpty ? "" : try names.redact(path)
    }
    // What stands in a packed output is told by that output's name.
    let name = try names.show(FilePath(output).lastComponent?.string ?? "")
    let labels = zip(taken, places).map { $0.text.isPacked && $1.isEmpty ? name : $1 }
    progress?.begin(.writing, taken.map(\.text.file))
    let reader = reports.isEmpty && !readsOutputs ? nil : OutputReader(rules: rules, jobs: jobs)
    let rewriting = FileRedaction(
      job: self, known: known, folded: try found.takeFolded(), proof: proof, stage: stage,
      vault: keeping, reader: reader)
    let outcomes = try Workers(jobs).map(taken, isLarge: \.text.isStreamed) { item, index, worker in
      try rewriting.finish(
        item.first, of: item.text, named: places[index], label: labels[index], worker)
    } makeWorker: {
      try rewriting.makeWorker()
    }
    var named = try leftOut.map { file in
      LeftOut(
        path: try names.show(file.path), reason: file.reason, source: try names.show(file.source))
    }
    var painted: [RedactionReport.Picture] = []
    for outcome in outcomes {
      for (path, text) in outcome.texts {
        try tally.add(path, text, rules: rules) { try names.show(text: $0) }
      }
      named += outcome.leftOut
      painted += outcome.pictures
    }
    if let reader {
      try readBack(taken.indices.map { (taken[$0].text, places[$0], labels[$0]) }, stage, reader)
    }
    var report = tally.report(
      rules: rules, key: key, leftOut: named, seen: reader?.sightings)
    report.captures = captures(in: places, stage)
    report.add(painted, rules: rules)
    try reporting.write(report, beside: places, in: stage, proof, jobs: jobs)
    try keeping?.finish()
    try stage.commit()
    try reporting.commit()
    return report
  }

  private func captures(in places: [String], _ stage: OutputStage) -> [RedactionReport.Capture] {
    guard readsOutputs || !reports.isEmpty else { return [] }
    return places.compactMap { CapturedFolder.read(stage.path(of: $0), at: $0) }
  }

  /// Reads outputs before they get their names; small texts were read when they were written.
  private func readBack(
    _ outputs: [(text: JobText, place: String, label: String)], _ stage: OutputStage,
    _ reader: OutputReader
  ) throws {
    let outputs = outputs.filter { $0.text.isPacked || $0.text.isStreamed }
    if !outputs.isEmpty { progress?.begin(.reading, outputs.map(\.text.file)) }
    _ = try Workers(jobs).map(outputs, isLarge: \.text.isStreamed) { output, _, search in
      defer { progress?.endFile() }
      let path = stage.path(of: output.place)
      if output.text.isPacked {
        defer { progress?.add(output.text.file.size) }
        return try PackedRedaction.read(path, label: output.label, reader, search)
      }
      try reader.read(large: OpenedFile(path), path: output.place) { progress?.add($0) }
    } makeWorker: {
      try SubstituteSearch(rules)
    }
  }

  /// Calls `body` with what is about to be written, which a test may have damaged.
  func withDefect<Result>(
    in output: UnsafeRawBufferPointer, of file: InputFile,
    _ body: (UnsafeRawBufferPointer) throws -> Result
  ) rethrows -> Result {
    guard let plantedDefect else { return try body(output) }
    var damaged = Array(output)
    plantedDefect(file.path, &damaged)
    return try damaged.withUnsafeBytes(body)
  }
}

/// Why a job stopped; nothing was written.
public struct JobFault: ReportedError {
  public struct Code: Sendable, Hashable {
    private enum Kind { case unreadable, overlap, proof, values }
    private let kind: Kind
    public static let unreadable = Code(kind: .unreadable)
    /// The output lies in the input, or the other way round.
    public static let overlap = Code(kind: .overlap)
    /// A found value would have been left in an output.
    public static let proof = Code(kind: .proof)
    /// More values were found than can be looked for everywhere.
    public static let values = Code(kind: .values)
  }

  public let code: Code
  public let report: String
  public let hint: String?
  public var exitStatus: Int32 { 1 }

  static func unreadable(_ file: LeftOut, hint: String? = nil) -> JobFault {
    let mending =
      FileKind.isPicture(file.reason)
      ? "PNG, JPEG, WebP, TIFF and PDF files can be redacted, with --images redact"
      : "unpack, export or retype what is in it as text, and redact that"
    return JobFault(
      code: .unreadable, report: "\(file.source): can't be redacted: \(file.reason)",
      hint: hint ?? mending)
  }

  static let tooManyValues = JobFault(
    code: .values,
    report:
      "more than \(ValueCollector.limit) different credentials were found, too many to look for "
      + "everywhere; nothing was written",
    hint: "redact fewer files at a time")
}
