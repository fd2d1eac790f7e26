import TestSupport
import Testing

@Suite struct RulesCommandTests {
  private let scene = RedactScene()

  @Test func `a rule file of one's own is tested, listed and shown`() async throws {
    try await scene.shell(
      """
      cat > own.yaml <<'END'
      rules:
        - id: acme-token
          pattern: '\\b(acme_[a-z0-9]{12})\\b'
          check: length>=12
          examples: ['x ⟪acme_[~]a1b2c3d4e5f6⟫']
        - id: acme-other
          priority: 40
          pattern: '\\b(acme_[a-z0-9]{12})\\b'
          examples: ['x ⟪acme_[~]a1b2c3d4e5f6⟫', 'y ⟪acme_[~]short⟫']
          counterexamples: ['acme_docs']
      END
      fails 2 "error: own.yaml:9:44: rule 'acme-other' doesn't find its example" \\
        "$HANDOFF" rules test own.yaml
      code=0; "$HANDOFF" rules test own.yaml --json > test.json 2> /dev/null || code=$?
      [ $code = 2 ]
      jq -e '.ok == false and (.faults | length) == 1 and (.overlaps | any(. == {by: "priority",
        examples: 2, loser: "acme-other", place: "own.yaml:5:16", winner: "acme-token"}))' \\
        test.json > /dev/null
      "$HANDOFF" rules list --json --rules own.yaml | jq -e 'any(.id == "acme-token")' > /dev/null
      "$HANDOFF" rules show acme-token --json --rules own.yaml | jq -e '.priority == 50
        and .check == ["length>=12"] and .examples == 1 and .window == "line"' > /dev/null
      """)
  }
}
