/// Judges single commands and scripts by a policy's command rules.
public struct CommandJudge: Sendable {
  public let policy: Policy

  public init(policy: Policy) {
    self.policy = policy
  }

  /// One thing that is wrong with a script.
  public struct Verdict: Hashable, Sendable {
    public var rule: String
    /// 1-based, in the script.
    public var line: Int
    /// The command, with every secret masked; empty where there is none.
    public var command: String
    /// What is wrong beyond the rule's own reason.
    public var detail: String?
  }

  /// - Parameter scopes: which rules apply.
  func judge(
    script: String, scopes: Set<PolicyRule.Scope> = [.all], mask: CommandMask = CommandMask()
  ) -> [Verdict] {
    verdicts(on: ShellAnalysis(script: script), scopes: scopes, mask: mask)
  }

  /// Judges an argument vector that is executed without a shell.
  func judge(
    words: [ShellWord], scopes: Set<PolicyRule.Scope> = [.all], mask: CommandMask = CommandMask()
  ) -> [Verdict] {
    verdicts(on: ShellAnalysis(words: words), scopes: scopes, mask: mask)
  }

  private func verdicts(
    on analysis: ShellAnalysis, scopes: Set<PolicyRule.Scope>, mask: CommandMask
  ) -> [Verdict] {
    var verdicts: [Verdict] = []
    func add(_ rule: PolicyRule, line: Int, command: String = "", detail: String? = nil) {
      let verdict = Verdict(rule: rule.id, line: line, command: command, detail: detail)
      if !verdicts.contains(verdict) { verdicts.append(verdict) }
    }
    for fault in analysis.faults {
      let check: PolicyCheck = fault.kind == .unparsable ? .unparsable : .dynamicCommand
      for rule in policy.rules where rule.check == check {
        add(rule, line: fault.line, detail: fault.message)
      }
    }
    if analysis.hasForkBomb {
      for rule in policy.rules where rule.check == .forkBomb { add(rule, line: 1) }
    }
    for command in analysis.commands {
      let facts = CommandFacts(command)
      let candidates = (policy.index[command.program] ?? []) + (policy.index[""] ?? [])
      var display: String?
      for number in candidates.sorted() {
        let rule = policy.rules[number]
        guard scopes.contains(rule.scope), rule.matches.contains(where: { $0.matches(facts) })
        else { continue }
        let text = display ?? CommandDisplay.text(of: facts, mask: mask)
        display = text
        add(rule, line: command.line, command: text)
      }
    }
    return verdicts
  }
}

/// A command as it may be shown.
enum CommandDisplay {
  static func text(of facts: CommandFacts, mask: CommandMask) -> String {
    let command = facts.command
    var text = ([command.program] + facts.arguments).map(quoted).joined(separator: " ")
    let environment = command.environment.map { "\($0.name)=\($0.value.pattern)" }
    if !environment.isEmpty { text = environment.joined(separator: " ") + " " + text }
    // Before it is cut: a part of a secret is none to a rule.
    return String(mask.hide(text, known: SecretArguments.secrets(in: facts)).prefix(400))
  }

  private static func quoted(_ word: String) -> String {
    let safe = word.utf8.allSatisfy { $0.isNameByte || "-./:=,@%+$(){}*?~".utf8.contains($0) }
    let shown = word.unicodeScalars.map { scalar in
      scalar.value < 32 || scalar.value == 127 ? " " : String(scalar)
    }.joined()
    return safe && !word.isEmpty ? shown : "'\(shown)'"
  }
}
