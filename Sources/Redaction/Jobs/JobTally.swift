import Documents

/// Counts what a job finds.
struct JobTally {
  private var counts: [Int: (count: Int, files: Int)] = [:]
  private var files: [RedactionReport.FileCount] = []
  var bytesRead = 0

  /// - Parameter perRule: findings by rule index.
  mutating func add(
    path: String, perRule: [Int: Int], propagated: Int, rules: CompiledRules
  ) {
    for (rule, count) in perRule {
      let known = counts[rule] ?? (0, 0)
      counts[rule] = (known.count + count, known.files + 1)
    }
    guard !perRule.isEmpty else { return }
    let named = perRule.map { (rules.rules[$0.key].id, $0.value) }
    files.append(
      RedactionReport.FileCount(
        path: path, counts: Dictionary(uniqueKeysWithValues: named), propagated: propagated))
  }

  func report(rules: CompiledRules, key: PlaceholderKey, leftOut: [LeftOut]) -> RedactionReport {
    RedactionReport(
      apiVersion: "handoff/v1", tool: "handoff \(HandoffVersion.text)",
      profile: rules.profile.rawValue, rulesDigest: rules.digest, keyFingerprint: key.fingerprint,
      bytesRead: bytesRead,
      rules: counts.sorted {
        (-$0.value.count, rules.rules[$0.key].id) < (-$1.value.count, rules.rules[$1.key].id)
      }.map { index, count in
        let rule = rules.rules[index]
        return RedactionReport.RuleCount(
          rule: rule.id, name: rule.name, category: rule.category.rawValue, count: count.count,
          files: count.files, rotate: rule.rotation?.how)
      },
      files: files.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) },
      leftOut: leftOut)
  }
}
