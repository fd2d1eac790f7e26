public import Bundles
internal import Documents
public import ExternalTools

/// Makes the files of a change bundle from a plan that the policy accepts.
public struct PlanBuilder: Sendable {
  private let locator: ToolLocator
  private let findSecrets: SecretFinder?

  public init(locator: ToolLocator, findSecrets: SecretFinder?) {
    self.locator = locator
    self.findSecrets = findSecrets
  }

  public struct Result: Sendable {
    /// In the order of their paths.
    public var files: [BundleFile]
    public var patches: [BuiltPatch]
    /// What the person should know: a checker that isn't installed, what it says.
    public var notes: [String]
  }

  /// - Parameters:
  ///   - text: the plan's file, which goes into the bundle byte for byte.
  ///   - folder: what the paths of repositories start from.
  ///   - policy: whose digest the checklist names.
  ///   - findings: what the policy found; the checklist lists it.
  public func build(
    _ plan: Plan, text: String, folder: String, policy: Policy, findings: [Finding] = []
  ) async throws -> Result {
    var patches: [BuiltPatch] = []
    if !plan.patches.isEmpty {
      let maker = try PatchMaker(locator: locator)
      for source in plan.patches {
        do { patches.append(try await maker.make(source, from: folder)) } catch let fault
          as PlanFault
        {
          throw fault.placed(at: source.place)
        }
      }
      try ApprovalKinds.check(patches, of: plan, policy: policy)
    }
    let scripts = PlanScripts.files(of: plan)
    let notes = try await checkScripts(scripts)
    let document = ChangeDocument(
      plan: plan, patches: patches, policy: policy, findings: findings,
      scriptNotes: scripts.isEmpty || !notes.isEmpty
        ? notes : ["bash -n and shellcheck have nothing against them"])
    var files = [
      BundleFile(path: "plan.yaml", text: text),
      BundleFile(path: "CHECKLIST.md", text: ChecklistMarkdown(document).text),
      BundleFile(path: "CHECKLIST.html", text: ChecklistHTML(document).text),
      BundleFile(path: "ROLLBACK.md", text: RollbackMarkdown(document).text),
      BundleFile(path: "run-by-hand.sh", text: HandScript(document).text, isExecutable: true),
    ]
    for patch in patches {
      files.append(BundleFile(path: patch.path, content: .bytes(patch.patch)))
      files.append(BundleFile(path: patch.reversePath, content: .bytes(patch.reverse)))
      files.append(
        BundleFile(path: BuiltPatch.recordPath(of: patch.id), content: .bytes(try patch.record())))
    }
    for step in plan.steps where step.class == .pullRequest {
      files.append(
        BundleFile(
          path: PullRequestMarkdown.path(of: step),
          text: PullRequestMarkdown(document, step: step).text))
    }
    files += scripts.map { BundleFile(path: $0.path, text: $0.text, isExecutable: true) }
    try refuseSecrets(in: files)
    return Result(files: files.sorted { $0.path < $1.path }, patches: patches, notes: notes)
  }

  private func refuseSecrets(in files: [BundleFile]) throws {
    guard let findSecrets else { return }
    for file in files {
      guard case .bytes(let bytes) = file.content else { continue }
      let secrets =
        file.path == "plan.yaml"
        ? try SecretPlace.inPlan(String(decoding: bytes, as: UTF8.self), finder: findSecrets)
        : try findSecrets(bytes, file.path)
      guard let secret = secrets.first else { continue }
      throw PlanFault(
        .secret,
        "\(file.path):\(secret.line):\(secret.column): a credential (rule \(secret.rule)) would leave with the bundle",
        hint: "take it out, rotate it, and give it at run time by a parameter with 'from'")
    }
  }

  /// `bash -n` decides, and so do errors of `shellcheck`; its warnings go into the bundle.
  private func checkScripts(_ scripts: [PlanScripts.File]) async throws -> [String] {
    guard !scripts.isEmpty else { return [] }
    var notes: [String] = []
    if let bash = try? Tool("bash", locator: locator) {
      for script in scripts {
        let outcome = try await bash.run(["-n"], input: Array(script.text.utf8))
        guard outcome.status == 0 else {
          throw PlanFault(.script, "\(script.path): bash doesn't accept it")
        }
      }
    } else {
      notes.append("bash is not installed here: the scripts' syntax was not checked by it")
    }
    guard let shellcheck = try? Tool("shellcheck", locator: locator) else {
      return notes + ["shellcheck is not installed here: the scripts were not checked by it"]
    }
    for script in scripts {
      let outcome = try await shellcheck.run(
        ["--shell=bash", "--severity=warning", "--format=gcc", "-"],
        input: Array(script.text.utf8))
      let lines = outcome.outputText.split(separator: "\n")
      if let error = lines.first(where: { $0.contains(": error: ") }) {
        throw PlanFault(
          .script, "\(script.path)\(error.dropFirst(1))",
          hint: "mend the script; shellcheck's wiki explains the number at the end")
      }
      for line in lines.prefix(5) {
        notes.append("\(script.path)\(line.dropFirst(1))")
      }
    }
    return notes
  }
}
