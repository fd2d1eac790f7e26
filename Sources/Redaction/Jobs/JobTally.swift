/// Counts what a job finds.
struct JobTally {
  private var counts: [Int: (count: Int, files: Int)] = [:]
  private var files: [RedactionReport.FileCount] = []
  private var allowed: [AllowedCount] = []
  private var overruled = 0

  /// - Parameter showReason: how the reasons of an allow-list are shown.
  mutating func add(
    _ path: String, _ outcome: ChunkPipeline.Outcome, rules: CompiledRules,
    showReason: (String) throws -> String
  ) rethrows {
    let perRule = outcome.perRule
    allowed += try outcome.allowed.counts(rules, file: path, show: showReason)
    overruled += outcome.allowed.overruled
    for (rule, count) in perRule {
      let known = counts[rule] ?? (0, 0)
      counts[rule] = (known.count + count, known.files + 1)
    }
    guard !perRule.isEmpty else { return }
    let named = perRule.map { (rules.rules[$0.key].id, $0.value) }
    files.append(
      RedactionReport.FileCount(
        path: path, counts: Dictionary(uniqueKeysWithValues: named), propagated: outcome.propagated)
    )
  }

  /// - Parameter seen: what stands in the outputs; nil where nobody asked.
  func report(
    rules: CompiledRules, key: PlaceholderKey, leftOut: [LeftOut], seen: Sightings?
  ) -> RedactionReport {
    RedactionReport(
      counts: counts, files: files, leftOut: leftOut,
      allowed: (counts: allowed, overruled: overruled), seen: seen, rules: rules, key: key)
  }
}
