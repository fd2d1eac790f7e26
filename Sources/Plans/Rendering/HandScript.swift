internal import Documents

/// `run-by-hand.sh`: the plan for clients who may not install handoff. Plain bash 3.2.
struct HandScript {
  private let document: ChangeDocument
  private var plan: Plan { document.plan }

  init(_ document: ChangeDocument) {
    self.document = document
  }

  var text: String {
    [
      HandScriptParts.head(
        title: document.title.oneLine, plan: plan.metadata.id), constants, HandScriptParts.library,
      parameters, checks, steps, rollbacks, HandScriptParts.tail,
    ].joined(separator: "\n") + "\n"
  }

  private var constants: String {
    let window = plan.window
    return """
      plan_id=\(quoted(plan.metadata.id))
      plan_client=\(quoted(plan.metadata.client ?? ""))
      plan_author=\(quoted(plan.metadata.author ?? ""))
      expires=\(quoted(plan.metadata.expires?.description ?? ""))
      window_start=\(quoted(window?.start.description ?? ""))
      window_end=\(quoted(window?.end.description ?? ""))
      last_start=\(quoted((window?.lastStart ?? window?.end)?.description ?? ""))

      """
  }

  // MARK: Parameters

  private var parameters: String {
    var lines = ["read_parameters() {"]
    for parameter in plan.parameters {
      let variable = Self.variable(parameter.name)
      if let value = parameter.givenValue, !parameter.mustStayHidden {
        lines.append("  \(variable)=\(quoted(value))")
      } else {
        let flag = parameter.mustStayHidden ? "secret" : "shown"
        let origin = parameter.from.map { "the value of \($0)" } ?? (parameter.description ?? "")
        lines.append(
          "  ask_value \(variable) \(flag) \(quoted(parameter.name)) \(quoted(origin.oneLine))")
      }
    }
    for parameter in plan.parameters {
      guard let name = parameter.environmentVariable else { continue }
      lines.append("  export \(name)=\"$\(Self.variable(parameter.name))\"")
    }
    lines += ["  :", "}", ""]
    return lines.joined(separator: "\n")
  }

  private static func variable(_ name: String) -> String {
    "handoff_p_" + String(name.map { $0 == "-" || $0 == "." ? "_" : $0 })
  }

  // MARK: Checks

  private var checks: String {
    var lines = ["check_approvals() {"]
    for approval in plan.approvals {
      lines.append("  need_approvals \(quoted(approval.role)) \(approval.minimum)")
    }
    var roles: [String] = []
    for step in plan.steps {
      guard let role = step.gate.approval, !roles.contains(role) else { continue }
      roles.append(role)
      lines.append("  need_approvals \(quoted(role)) 1")
    }
    for waiver in plan.waivers { lines.append("  need_waiver \(quoted(waiver.key))") }
    lines += ["  :", "}", "", "check_preconditions() {"]
    for precondition in plan.preconditions {
      let title = quoted((precondition.title ?? precondition.id).oneLine)
      if let command = precondition.command {
        let name = "pre_\(functionName(precondition.id))"
        lines.insert(
          contentsOf: commandFunctions(
            name, command, expect: precondition.expect, owner: precondition.id, .precondition),
          at: 0)
        lines.append("  check_one \(title) \(name)")
      } else {
        lines.append("  confirm \(title) || stop 'a precondition does not hold'")
      }
    }
    if let backup = plan.backup, backup.required {
      if let verify = backup.verify {
        lines.insert(
          contentsOf: commandFunctions(
            "backup_verify", verify, expect: verify.expect ?? Expectation(), owner: "backup",
            .backup), at: 0)
        lines.append("  check_one 'the backup is there and good' backup_verify")
      } else {
        let what = backup.what.map { ": \($0.oneLine)" } ?? ""
        lines.append(
          "  confirm \(quoted("The backup is there and good\(what)?")) || stop 'there is no backup'"
        )
      }
    }
    lines += ["  :", "}", ""]
    return lines.joined(separator: "\n")
  }

  // MARK: Steps

  private var steps: String {
    var functions: [String] = []
    var lines = ["run_steps() {"]
    for (number, step) in plan.steps.enumerated() {
      let name = functionName(step.id)
      let gate = gateWord(of: step)
      var done = "none"
      if let command = step.precheck?.alreadyDone {
        done = "done_\(name)"
        functions += commandFunctions(
          done, command, expect: command.expect ?? Expectation(), owner: step.id, .alreadyDone)
      }
      var pre = "none"
      if let command = step.precheck?.command {
        pre = "precheck_\(name)"
        functions += commandFunctions(
          pre, command, expect: step.precheck?.expect ?? Expectation(), owner: step.id, .precheck)
      }
      functions += runFunctions("step_\(name)", step)
      functions += showFunction("show_\(name)", step)
      lines.append(
        "  one_step \(number + 1) \(plan.steps.count) \(quoted(step.id)) \(name) \(gate) \(step.onFailure.rawValue) \(pre) \(done) \(quoted(step.needs.joined(separator: " ")))"
      )
    }
    lines += ["}", ""]
    return (functions + lines).joined(separator: "\n")
  }

  private func gateWord(of step: Step) -> String {
    if step.class == .destroy { return "typed" }
    switch step.gate.confirm {
    case .typed: return "typed"
    default: return "plain"
    }
  }

  private func runFunctions(_ name: String, _ step: Step) -> [String] {
    switch step.class {
    case .manual:
      return ["\(name)() {", "  confirm 'Do it now. Is it done?'", "}", ""]
    case .pullRequest:
      var lines = verifyOnly(name, step)
      if let run = step.run {
        var expect = step.expect
        expect.verify = nil
        lines += commandFunctions("\(name)_run", run, expect: expect, owner: step.id, .run)
      }
      lines += ["\(name)() {"]
      lines.append(
        step.run == nil
          ? "  confirm 'Open and merge it. Is it merged?' || return 1" : "  \(name)_run || return 1"
      )
      lines.append("  ask_merge \(quoted(step.id)) || return 1")
      if step.expect.verify != nil {
        lines.append("  verify_within \(step.expect.within) \(name)_verify")
      }
      return lines + ["}", ""]
    case .patch:
      guard let patch = document.patch(of: step) else { return [] }
      var lines = verifyOnly(name, step)
      lines += ["\(name)() {"]
      lines.append(
        "  apply_patch \(quoted(patch.path)) \(patchFolder(of: step)) || return 1")
      if step.expect.verify != nil {
        lines.append("  verify_within \(step.expect.within) \(name)_verify")
      }
      return lines + ["}", ""]
    default:
      guard let run = step.run else { return [] }
      return commandFunctions(name, run, expect: step.expect, owner: step.id, .run)
    }
  }

  /// For a patch step with expectations: they hold after the patch.
  private func verifyOnly(_ name: String, _ step: Step) -> [String] {
    guard let verify = step.expect.verify else { return [] }
    return commandFunctions(
      "\(name)_verify", verify, expect: verify.expect ?? Expectation(), owner: step.id, .verify)
  }

  private func patchFolder(of step: Step) -> String {
    let folder = step.patch?.directory ?? plan.patchSource(of: step)?.directory
    return folder.map(word) ?? "."
  }

  private func showFunction(_ name: String, _ step: Step) -> [String] {
    var lines = ["\(name)() {", "  cat <<'HANDOFF_TEXT'"]
    lines.append(step.title.oneLine)
    if let description = step.description { lines += description.safeLines }
    if let run = step.run { lines += CommandText.block(run).safeLines.map { "    " + $0 } }
    if step.class == .pullRequest {
      lines.append("    its text is in \(PullRequestMarkdown.path(of: step))")
    } else if let patch = document.patch(of: step) {
      lines.append("    git apply \(patch.path)")
    }
    for line in ChangeDocument.expected(step.expect, isCommand: step.run != nil) {
      lines.append("  expected: \(line.oneLine)")
    }
    lines.append("  rollback: \(document.rollbackLine(of: step).oneLine)")
    return lines + ["HANDOFF_TEXT", "}", ""]
  }

  // MARK: Rollback

  private var rollbacks: String {
    var functions: [String] = []
    var lines = ["roll_back_steps() {"]
    for step in plan.steps.reversed() {
      let name = "undo_\(functionName(step.id))"
      switch step.rollback {
      case .command(let command):
        functions += commandFunctions(
          name, command, expect: command.expect ?? Expectation(), owner: step.id, .rollback)
        lines.append("  undo_step \(quoted(step.id)) \(name)")
      case .text(let text):
        functions += [
          "\(name)() {", "  confirm \(quoted("By hand: \(text.oneLine). Is it done?"))", "}", "",
        ]
        lines.append("  undo_step \(quoted(step.id)) \(name)")
      case .irreversible(let reason):
        lines.append("  undo_nothing \(quoted(step.id)) \(quoted(reason.oneLine))")
      case nil:
        if step.class == .patch, let patch = document.patch(of: step) {
          functions += [
            "\(name)() {", "  apply_patch \(quoted(patch.reversePath)) \(patchFolder(of: step))",
            "}",
            "",
          ]
          lines.append("  undo_step \(quoted(step.id)) \(name)")
        } else if step.class == .manual || step.class == .pullRequest {
          functions += ["\(name)() {", "  confirm 'Take it back by hand. Is it done?'", "}", ""]
          lines.append("  undo_step \(quoted(step.id)) \(name)")
        }
      }
    }
    lines += ["  :", "}", ""]
    return (functions + lines).joined(separator: "\n")
  }

  // MARK: Commands

  /// A function that runs the command with its limit and looks at what it left.
  private func commandFunctions(
    _ name: String, _ command: Command, expect: Expectation, owner: String,
    _ purpose: CommandUse.Purpose
  ) -> [String] {
    var lines = ["\(name)_command() {"]
    if let folder = command.workingDirectory { lines.append("  cd \(quoted(folder)) || return 1") }
    for (variable, value) in command.environment {
      lines.append("  export \(variable)=\(word(value))")
    }
    let input = command.standardInput.map { "printf '%s' \(word($0)) | " } ?? ""
    switch command.action {
    case .argv(let elements):
      lines.append("  \(input)\(elements.map(word).joined(separator: " "))")
    case .script:
      lines.append("  \(input)bash \"$bundle\"/\(quoted(PlanScripts.path(owner, purpose)))")
    }
    lines += ["}", "", "\(name)() {"]
    let codes = expect.exit.map(String.init).joined(separator: " ")
    lines.append(
      "  run_limited \(quoted(name)) \(command.effectiveTimeout) \(quoted(codes)) \(name)_command || return 1"
    )
    for match in expect.stdout { lines.append("  \(demand(match, stream: "out")) || return 1") }
    for match in expect.stderr { lines.append("  \(demand(match, stream: "err")) || return 1") }
    var functions: [String] = []
    if let verify = expect.verify {
      functions = commandFunctions(
        "\(name)_verify", verify, expect: verify.expect ?? Expectation(), owner: owner, .verify)
      lines.append("  verify_within \(expect.within) \(name)_verify || return 1")
    }
    if let text = expect.text {
      lines.append("  confirm \(quoted("Is it so: \(text.oneLine)?")) || return 1")
    }
    return functions + lines + ["}", ""]
  }

  private func demand(_ match: OutputMatch, stream: String) -> String {
    switch match {
    case .contains(let text): "output_contains \(stream) \(quoted(text))"
    case .equals(let text): "output_equals \(stream) \(quoted(text))"
    case .matches(let pattern): "output_matches \(stream) \(quoted(pattern))"
    case .excludes(let text): "output_excludes \(stream) \(quoted(text))"
    case .isEmpty: "output_equals \(stream) ''"
    }
  }

  /// A word of bash; references become the parameters' variables.
  private func word(_ text: PlanText) -> String {
    let parts = text.parts.map { part in
      switch part {
      case .literal(let text): quoted(text)
      case .reference(let name): "\"$\(Self.variable(name))\""
      }
    }
    return parts.isEmpty ? "''" : parts.joined()
  }

  private func quoted(_ text: String) -> String { QuotedWord.singleQuoted(text) }

  private func functionName(_ id: String) -> String {
    String(id.map { $0 == "-" || $0 == "." ? "_" : $0 })
      + (id.contains("-") || id.contains(".")
        ? "_\(id.utf8.reduce(7) { ($0 &* 31 &+ Int($1)) & 0xFFFF })" : "")
  }
}

extension String {
  /// Without line ends and control characters.
  var oneLine: String {
    String(map { $0.isNewline || ($0.asciiValue ?? 32) < 32 ? " " : $0 })
  }

  /// Lines none of which ends the here-document that shows them.
  var safeLines: [String] {
    split(separator: "\n", omittingEmptySubsequences: false).map { line in
      let text = String(line).oneLine
      return text == "HANDOFF_TEXT" ? " " + text : text
    }
  }
}
