import Testing

@testable import Plans

/// Every rule that comes with the program, with its own examples.
@Suite struct PolicyRuleTests {
  private static func policy() throws -> Policy { try Policy.builtin() }

  private static func rules(for script: String) throws -> Set<String> {
    let judge = CommandJudge(policy: try policy())
    return Set(
      judge.judge(script: script, scopes: [.all, .plan, .reading, .diagnosis]).map(\.rule))
  }

  private static func quoted(_ text: String) -> String {
    "'" + text.replacing("'", with: "'\\''") + "'"
  }

  @Test func `every rule finds its examples and leaves its counterexamples`() throws {
    let judge = CommandJudge(policy: try Self.policy())
    for rule in try Self.policy().rules {
      for example in rule.examples {
        let found = Set(judge.judge(script: example, scopes: [.all, rule.scope]).map(\.rule))
        #expect(found.contains(rule.id), "\(rule.id) misses: \(example) (found \(found))")
      }
      for counterexample in rule.counterexamples {
        let found = Set(
          judge.judge(script: counterexample, scopes: [.all, rule.scope]).map(\.rule))
        #expect(!found.contains(rule.id), "\(rule.id) takes: \(counterexample)")
      }
    }
  }

  @Test func `every command rule has examples and counterexamples`() throws {
    for rule in try Self.policy().rules where rule.check == nil {
      #expect(rule.examples.count > 0 && rule.counterexamples.count > 0, "\(rule.id)")
    }
  }

  @Test func `a rule finds its examples through two wrappers`() throws {
    let judge = CommandJudge(policy: try Self.policy())
    for rule in try Self.policy().rules where rule.id != "interactive" {
      for example in rule.examples {
        let inner = Self.quoted(example)
        let wrapped = [
          "sudo -u root bash -c \(inner)",
          "ssh -p 22 host.example \(Self.quoted("sh -c \(inner)"))",
          "kubectl exec pod-0 -- timeout 5 bash -lc \(inner)",
          "echo hosts | xargs -n1 env A=b sh -c \(inner)",
          "bash <<'WRAP'\n( \(example)\n)\nWRAP",
          "if true; then eval \(inner); fi",
        ]
        for script in wrapped {
          let found = Set(judge.judge(script: script, scopes: [.all, rule.scope]).map(\.rule))
          let isJudged =
            found.contains(rule.id)
            || (["unparsable", "dynamic-command"].contains(rule.id) && !found.isEmpty)
          #expect(isJudged, "\(rule.id) misses: \(script) (found \(found))")
        }
      }
    }
  }

  @Test func `counterexamples of a rule are clean for every other blocking rule`() throws {
    let judge = CommandJudge(policy: try Self.policy())
    let policy = try Self.policy()
    for rule in policy.rules where rule.scope == .all {
      for counterexample in rule.counterexamples {
        let found = judge.judge(script: counterexample).filter {
          policy.rule($0.rule)?.level == .block
        }.map(\.rule)
        #expect(found.isEmpty, "\(counterexample): \(found)")
      }
    }
  }
}
