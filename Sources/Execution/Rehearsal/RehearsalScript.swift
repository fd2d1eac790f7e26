import Documents
import DurableFiles
package import Plans

/// What the commands of a rehearsal are said to do. What it doesn't name does as the plan expects.
package struct RehearsalScript: Codable, Equatable, Sendable {
  package struct Outcome: Codable, Equatable, Sendable {
    /// A step's id, or the journal's name for another command: `precondition:ID`, `backup:verify`,
    /// `post:ID`.
    var step: String
    var phase: JournalEvent.Phase
    /// Nil: each attempt; of a crash the first.
    var attempt: Int?
    /// Nil: what the plan expects.
    var exit: Int?
    var stdout: String?
    var stderr: String?
    var milliseconds = 0
    var isTooLong = false
    /// The runner dies once the command has begun.
    var isCrash = false
  }

  private(set) var outcomes: [Outcome] = []

  package init() {}

  package var isEmpty: Bool { outcomes.isEmpty }

  /// - Parameter isProbe: whether the command only asks if something is done already; only an
  ///   outcome of that very attempt counts for it.
  func outcome(
    of name: String, _ phase: JournalEvent.Phase, attempt: Int, isProbe: Bool
  ) -> Outcome? {
    outcomes.last { one in
      guard one.step == name, one.phase == phase else { return false }
      if let only = one.attempt { return only == attempt }
      return !isProbe && (!one.isCrash || attempt == 1)
    }
  }

  // MARK: A failure that was chosen

  /// Adds `STEP`, `STEP=EXIT`, `STEP/PHASE=EXIT`; `crash` and `timeout` stand for an exit code too.
  ///
  /// - Throws: ``RehearsalFault``.
  package mutating func fail(_ text: String, in plan: Plan) throws(RehearsalFault) {
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let place = parts[0].split(separator: "/", maxSplits: 1).map(String.init)
    let name = place.first ?? ""
    try Self.check(name, in: plan)
    var phase = Self.phase(of: name)
    if place.count > 1 {
      guard let named = JournalEvent.Phase(rawValue: place[1]) else {
        throw RehearsalFault("'\(text)': unknown phase '\(place[1])'", hint: Self.phases)
      }
      phase = named
    }
    var outcome = Outcome(step: name, phase: phase)
    switch parts.count > 1 ? String(parts[1]) : "1" {
    case "crash": outcome.isCrash = true
    case "timeout": outcome.isTooLong = true
    case let code:
      guard let exit = Int(code), (0...255).contains(exit) else {
        throw RehearsalFault(
          "'\(text)': '\(code)' is no exit code", hint: "0 to 255, or crash, or timeout")
      }
      outcome.exit = exit
    }
    outcomes.append(outcome)
  }

  private static let phases =
    "one of "
    + ["run", "precheck", "verify", "rollback", "rollbackVerify", "postVerify"]
    .joined(separator: ", ")

  private static func phase(of name: String) -> JournalEvent.Phase {
    if name.hasPrefix("precondition:") { return .precondition }
    if name.hasPrefix("backup:") { return .backup }
    return name.hasPrefix("post:") ? .post : .run
  }

  private static func check(_ name: String, in plan: Plan) throws(RehearsalFault) {
    let names =
      plan.steps.map(\.id) + plan.preconditions.map { "precondition:\($0.id)" }
      + (plan.backup == nil ? [] : ["backup:verify"]) + plan.post.map { "post:\($0.id)" }
    guard !names.contains(name) else { return }
    throw RehearsalFault(
      "the plan has no '\(name)'",
      hint: ClosestName.find(name, in: names).map { "did you mean '\($0)'?" }
        ?? "it has \(names.joined(separator: ", "))")
  }

  // MARK: A file

  /// Reads `outcomes: [{step, phase, attempt, exit, stdout, stderr, seconds, timeout, crash}]`.
  ///
  /// - Throws: `Diagnostic` or ``RehearsalFault``.
  package init(parsing text: String, file: String, plan: Plan) throws {
    var document = try StrictMapping(
      YAMLValue.parse(text, file: file), of: "the rehearsal's answers")
    for value in try document.required("outcomes").sequence() {
      var mapping = try StrictMapping(value, of: "an outcome")
      let step = try mapping.required("step")
      let name = try step.string()
      do throws(RehearsalFault) {
        try Self.check(name, in: plan)
      } catch {
        throw step.diagnostic(error.report, hint: error.hint ?? "")
      }
      var outcome = Outcome(step: name, phase: Self.phase(of: name))
      if let phase = mapping.optional("phase") {
        guard let named = JournalEvent.Phase(rawValue: try phase.string()) else {
          throw phase.diagnostic("unknown phase", hint: Self.phases)
        }
        outcome.phase = named
      }
      outcome.attempt = try mapping.optional("attempt").map { try Self.whole($0, in: 1...1000) }
      outcome.exit = try mapping.optional("exit").map { try Self.whole($0, in: 0...255) }
      outcome.stdout = try mapping.optional("stdout")?.rawText()
      outcome.stderr = try mapping.optional("stderr")?.rawText()
      outcome.milliseconds = (try mapping.optional("seconds")?.seconds() ?? 0) * 1000
      outcome.isTooLong = try mapping.optional("timeout")?.bool() ?? false
      outcome.isCrash = try mapping.optional("crash")?.bool() ?? false
      try mapping.finish()
      outcomes.append(outcome)
    }
    try document.finish()
  }

  private static func whole(_ value: YAMLValue, in range: ClosedRange<Int>) throws -> Int {
    let number = try value.int()
    guard range.contains(number) else {
      throw value.diagnostic("expected \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  // MARK: An earlier run

  /// Takes what the commands of a run have done, attempt by attempt.
  ///
  /// - Parameter folder: of a run, or of opened evidence.
  /// - Throws: also ``RehearsalFault`` where it is of another plan.
  package init(recordedIn folder: RunFolder, plan: Plan) throws {
    let text = JournalText(try DurableFile.read(folder.journal))
    if let problem = text.problems.first {
      throw JournalError(
        code: .damaged, path: folder.journal, message: problem.description,
        hint: "handoff journal verify \(folder.path)")
    }
    for event in text.events where event.type == .result {
      guard let step = event.step, let phase = event.phase, let attempt = event.attempt else {
        continue
      }
      let base = RunFolder.fileName(step, phase: phase, attempt: attempt)
      outcomes.append(
        Outcome(
          step: step, phase: phase, attempt: attempt,
          exit: event.exit ?? event.signal.map { 128 + $0 },
          stdout: Self.output("\(folder.outputs)/\(base).txt"),
          stderr: Self.output("\(folder.outputs)/\(base).stderr.txt"),
          milliseconds: event.milliseconds ?? 0,
          isTooLong: event.outcome == CommandOutcome.timedOut.rawValue))
    }
    let ids = Set(plan.steps.map(\.id))
    guard outcomes.contains(where: { ids.contains($0.step) }) else {
      throw RehearsalFault(
        "\(folder.path) holds no result of a step of this plan",
        hint: "name the folder of a run of this plan, or a file")
    }
  }

  private static func output(_ path: String) -> String {
    guard let bytes = try? DurableFile.read(path) else { return "" }
    let own = bytes.starts(with: Rehearsal.outputHead)
    return String(
      decoding: bytes.dropFirst(own ? Rehearsal.outputHead.count : 0), as: UTF8.self)
  }

  /// What `other` says goes before.
  package mutating func add(_ other: RehearsalScript) { outcomes += other.outcomes }
}

/// A chosen failure that can't be read.
package struct RehearsalFault: ReportedError, Sendable {
  package var exitStatus: Int32 { 1 }
  package let report: String
  package let hint: String?

  init(_ report: String, hint: String? = nil) {
    self.report = report
    self.hint = hint
  }
}
