internal import ArgumentParser
internal import Bundles
internal import Documents
internal import DurableFiles
internal import ExternalTools
internal import Plans

struct PlanCheckCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Judge a plan, or a list of commands, by the policy; exit 2 when it is refused.")

  @Argument(help: "The plan's file.")
  var file: String?

  @Option(name: .long, help: "Judge this file's commands instead, one a line.")
  var commands: String?

  @OptionGroup var json: JSONOption
  @OptionGroup var quiet: QuietOption

  func validate() throws {
    guard (file == nil) != (commands == nil) else {
      throw ValidationError("Give a plan's FILE, or --commands FILE.")
    }
  }

  func run() async throws {
    let console = quiet.console
    let findings: [Plans.Finding]
    let name: String
    if let commands {
      name = commands
      let text = String(decoding: try DurableFile.read(commands), as: UTF8.self)
      let policy = try PlanPolicy.load(settings: try ClientSettings.load())
      findings = PlanChecker(policy: policy).findings(inCommands: text, file: commands)
    } else {
      name = file ?? ""
      findings = try await check(name, console: console)
    }
    if json.json { try console.write(json: PlanFindings(findings: findings)) }
    PlanFindings(findings: findings).tell(console)
    guard !findings.contains(where: \.refuses) else {
      if file != nil { PlanFindings(findings: findings).refuse(name, outcome: "", console) }
      throw ExitCode(2)
    }
    console.note("\(name): nothing in the policy is against it")
  }

  private func check(_ file: String, console: Console) async throws -> [Plans.Finding] {
    let text: String
    let plan: Plan
    do {
      text = try PlanFile.text(file)
      plan = try Plan.parse(text: text, file: file)
    } catch let diagnostic as Diagnostic where diagnostic.file == file {
      if json.json {
        try console.write(json: PlanFindings(findings: [Finding(diagnostic)]))
      }
      console.error(diagnostic.description, hint: diagnostic.hint)
      throw ExitCode(2)
    }
    let checker = try PlanPolicy.checker()
    return try await checker.findings(in: plan, text: text)
      + checker.findings(in: patches(of: plan, file: file, console: console), of: plan)
  }

  /// Those that can be made here: where the plan is checked its repositories need not be.
  private func patches(
    of plan: Plan, file: String, console: Console
  ) async throws -> [BuiltPatch] {
    guard !plan.patches.isEmpty else { return [] }
    var patches: [BuiltPatch] = []
    for source in plan.patches {
      do {
        patches.append(
          try await PatchMaker(locator: ClientSettings.load().locator)
            .make(source, from: PlanFile.folder(of: file)))
      } catch let error as any ReportedError {
        warn(source, error.report, console)
      } catch let error as ToolError {
        warn(source, error.description, console)
      }
    }
    return patches
  }

  private func warn(_ source: PatchSource, _ reason: String, _ console: Console) {
    console.warning(
      "\(source.place.file):\(source.place.line): the patch '\(source.id)' isn't judged here: \(reason)",
      hint: "'plan build' makes it and judges it")
  }
}
