import Documents
package import ExternalTools
package import Plans

/// Compares the account, project, subscription or context that the plan names with what the
/// provider's own tool tells on this machine.
package struct TargetIdentity: Sendable {
  /// A field that no tool tells: a precondition of the plan or a person must.
  package struct Open: Hashable, Sendable {
    package var field: String
    package var value: String
    package var reason: String

    package init(field: String, value: String, reason: String) {
      self.field = field
      self.value = value
      self.reason = reason
    }

    /// Whether a precondition stands for the field: `target`, or `target-<field>`.
    package func isAnswered(by precondition: Precondition) -> Bool {
      precondition.id == "target" || precondition.id == "target-\(field)"
    }
  }

  /// Who this machine is to the provider, as the journal says it.
  package struct Caller: Sendable {
    package static let prefix = "identity ("

    /// The provider's first name.
    package let provider: String
    package let name: String

    init(provider: String, name: String) {
      (self.provider, self.name) = (provider, name)
    }

    /// - Parameter note: a gate's; nil for any other gate.
    package init?(note: String) {
      guard note.hasPrefix(Self.prefix), let open = note.firstRange(of: "): '"),
        let close = note.firstRange(of: "', told by ")
      else { return nil }
      guard open.upperBound <= close.lowerBound else { return nil }
      provider = String(note[..<open.lowerBound].dropFirst(Self.prefix.count))
      name = String(note[open.upperBound..<close.lowerBound])
    }

    func note(_ path: String) -> String { "\(Self.prefix)\(provider)): '\(name)', told by \(path)" }
  }

  package struct Answer: Sendable {
    /// In words for the journal.
    package var passed: [String] = []
    package var open: [Open] = []
  }

  private let plan: Plan
  private let locator: ToolLocator
  private let tool: SideCommand
  private let provider: TargetProvider?
  private let workingDirectory: String?

  /// - Parameters:
  ///   - locator: where the provider's tool is; `PATH` isn't asked.
  ///   - timeout: of each reading, in seconds.
  package init(
    _ plan: Plan, locator: ToolLocator, launcher: [String], workingDirectory: String? = nil,
    timeout: Int = 30
  ) throws {
    self.plan = plan
    self.locator = locator
    self.workingDirectory = workingDirectory
    tool = SideCommand(launcher: launcher, timeout: timeout)
    provider = try TargetProvider.builtin(of: plan)
  }

  /// - Throws: ``RunRefusal`` where what is read differs, or nothing can be read.
  package func check(signals: SignalPipe? = nil) throws -> Answer {
    var answer = Answer()
    let uses = provider.map { TargetUse.all(in: plan, of: $0) } ?? []
    for (field, value) in plan.target.parts {
      guard let provider, let reading = provider.readings.first(where: { $0.field == field })
      else { continue }
      try compare(reading, value, provider, uses, &answer, signals)
    }
    for (field, value) in plan.target.identities
    where provider?.readings.contains(where: { $0.field == field }) != true {
      let name = plan.target.provider.map { "the provider '\($0)'" } ?? "a plan without provider"
      answer.open.append(
        Open(field: field, value: value, reason: "handoff can't read it for \(name)"))
    }
    if let provider { answer.passed += try callers(of: provider, uses, signals) }
    return answer
  }

  private func compare(
    _ reading: TargetReading, _ value: String, _ provider: TargetProvider, _ uses: [TargetUse],
    _ answer: inout Answer, _ signals: SignalPipe?
  ) throws {
    if reading.isReadWhereUsed {
      let uses = uses.filter { !$0.isCompanion }
      if uses.allSatisfy({ $0.named[reading.field]?.isEmpty == false }) { return }
    } else {
      for use in uses {
        if let other = use.others(than: value, for: reading.field).first {
          throw RunRefusal(
            .gate, at: .target,
            "the target's \(reading.field) is '\(value)', but '\(use.owner)' names \(TargetReading.shown([other]))",
            hint: "ask the author for a plan that acts in one place")
        }
      }
    }
    let isNamed =
      !uses.isEmpty
      && uses.allSatisfy { use in
        let named = use.named[reading.field] ?? []
        return !named.isEmpty && named.allSatisfy { $0 == value }
      }
    guard let arguments = reading.arguments(for: plan.target, isNamed: isNamed) else {
      answer.passed.append("target: each command names the \(reading.field) '\(value)'")
      return
    }
    let places = Set(uses.map(\.surroundings))
    if places.contains(where: { !$0.isKnown }) {
      answer.open.append(
        Open(
          field: reading.field, value: value,
          reason: "a command's own options or variables decide it, and they aren't known yet"))
      return
    }
    let shared = TargetUse.shared(in: plan, of: provider)
    for place in places.isEmpty ? [shared] : places.sorted(by: { $0.text < $1.text }) {
      guard
        let refusal = try read(reading, value, provider.program, arguments, place, signals)
      else { continue }
      guard uses.isEmpty else { throw refusal }
      // What the plan runs acts on this machine, whatever account its tools would take.
      answer.passed.append(
        "target: \(reading.field) '\(value)' is not compared: no command of the plan runs \(provider.program), and it can't be read here"
      )
      return
    }
    answer.passed.append(
      "target: \(reading.field) '\(value)', told by \(try locator.path(of: provider.program))")
  }

  /// Who acts, in words for the journal; empty where no command of the plan acts there, or where it
  /// can't be read.
  private func callers(
    of provider: TargetProvider, _ uses: [TargetUse], _ signals: SignalPipe?
  ) throws -> [String] {
    guard let reading = provider.caller, let name = provider.names.first,
      let arguments = reading.arguments(for: plan.target, isNamed: false),
      let path = try? locator.path(of: provider.program)
    else { return [] }
    let known = Set(plan.target.parts.map(\.value))
    var notes: [String] = []
    for place in Set(uses.map(\.surroundings)).filter(\.isKnown).sorted(by: { $0.text < $1.text }) {
      let end = try run(path, arguments, place, signals)
      guard end.exit == 0,
        let caller = TargetReading.name(
          reading.values(in: end.output).filter { !known.contains($0) })
      else { continue }
      let note = Caller(provider: name, name: caller).note(path)
      if !notes.contains(note) { notes.append(note) }
    }
    return notes
  }

  private func run(
    _ path: String, _ arguments: [String], _ place: TargetSurroundings, _ signals: SignalPipe?
  ) throws -> SideCommand.End {
    var environment = CommandPreparation.inheritedEnvironment()
    environment["PATH"] = ToolLocator.folders.joined(separator: ":")
    environment.merge(place.environment) { $1 }
    return try tool.run(
      [path] + arguments + place.options, environment: environment,
      workingDirectory: workingDirectory, signals: signals)
  }

  /// - Returns: why nothing could be read, nil where what was read is the target's.
  /// - Throws: ``RunRefusal`` where it is another one.
  private func read(
    _ reading: TargetReading, _ value: String, _ program: String, _ arguments: [String],
    _ place: TargetSurroundings, _ signals: SignalPipe?
  ) throws -> RunRefusal? {
    let words = arguments + place.options
    let shown = ([program] + words).joined(separator: " ")
    let expected = "the target's \(reading.field) is '\(value)'"
    let path: String
    do { path = try locator.path(of: program) } catch {
      return RunRefusal(
        .gate, at: .target,
        "\(expected), and nothing on this machine can tell whether that is so: \(error)",
        hint:
          "install \(program), or name its absolute path in client.yaml: tools: {\(program): /path/to/\(program)}"
      )
    }
    let end = try run(path, arguments, place, signals)
    guard end.exit == 0 else {
      let how =
        end.isTooLong
        ? "did not end in time" : end.exit.map { "ended with exit code \($0)" } ?? "was killed"
      return RunRefusal(
        .gate, at: .target, "\(expected), but it could not be read: '\(shown)' \(how)",
        hint: "run it yourself and mend what it says; then: \(reading.mend(for: plan.target))")
    }
    let told = reading.values(in: end.output)
    guard !told.contains(value) else { return nil }
    let refusal = RunRefusal(
      .gate, at: .target, "\(expected), but '\(shown)' tells \(TargetReading.shown(told))",
      hint: reading.mend(for: plan.target))
    guard told.isEmpty else { throw refusal }
    return refusal
  }
}

extension TargetSurroundings {
  /// For an order that is always the same.
  fileprivate var text: String {
    (options + environment.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" })
      .joined(separator: "\n")
  }
}
