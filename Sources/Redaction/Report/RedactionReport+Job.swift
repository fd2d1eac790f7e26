import Documents

extension RedactionReport {
  /// - Parameters:
  ///   - counts: findings and files, by rule index.
  ///   - allowed: what stayed, and how often such a value went all the same.
  ///   - seen: what stands in the outputs; nil where nobody asked.
  init(
    counts: [Int: (count: Int, files: Int)], files: [FileCount], leftOut: [LeftOut],
    allowed: (counts: [AllowedCount], overruled: Int), seen: Sightings?, rules: CompiledRules,
    key: PlaceholderKey
  ) {
    apiVersion = "handoff/v1"
    kind = "RedactionReport"
    version = 1
    tool = "handoff \(HandoffVersion.text)"
    created = Timestamp.sourceDateEpoch
    profile = rules.profile.rawValue
    rulesDigest = rules.digest
    keyFingerprint = key.fingerprint
    let ordered = counts.sorted {
      (-$0.value.count, rules.rules[$0.key].id) < (-$1.value.count, rules.rules[$1.key].id)
    }
    self.rules = ordered.map { index, count in
      let rule = rules.rules[index]
      return RuleCount(
        rule: rule.id, name: rule.name, category: rule.category.rawValue, count: count.count,
        files: count.files, rotate: rule.rotation?.how, docs: rule.rotation?.documentation)
    }
    let found = self.rules
    categories = RuleCategory.allCases.filter { rules.profile.categories.contains($0) }.map {
      category in
      let rules = found.filter { $0.category == category.rawValue }
      return CategoryCount(
        category: category.rawValue, count: rules.reduce(0) { $0 + $1.count }, rules: rules.count)
    }
    self.files = files.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    self.leftOut = leftOut.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    self.allowed = allowed.counts.sorted { $0.file.utf8.lexicographicallyPrecedes($1.file.utf8) }
    overruled = allowed.overruled
    let seen = (seen?.rules ?? [:]).sorted { left, right in
      let ids = (left.key.map { rules.rules[$0].id }, right.key.map { rules.rules[$0].id })
      // Those without a rule come last.
      guard let one = ids.0, let other = ids.1 else { return ids.0 != nil }
      return (-left.value.count, one) < (-right.value.count, other)
    }
    // What is known best comes first: a vendor's keys before what only a name gave away.
    let urgent = seen.map { index, sightings in (rule: index.map { rules.rules[$0] }, sightings) }
      .sorted { left, right in
        guard let one = left.rule, let other = right.rule else { return left.rule != nil }
        return (one.priority, other.id) > (other.priority, one.id)
      }
    rotate = urgent.compactMap { Exposure($0.1, rule: $0.rule) }
    context = seen.filter { !$0.value.lines.isEmpty }.map { index, sightings in
      Context(
        rule: index.map { rules.rules[$0].id } ?? "", count: sightings.count,
        lines: sightings.lines.map {
          ContextLine(
            file: $0.place.file, line: $0.place.line, before: $0.before, substitute: $0.substitute,
            after: $0.after)
        })
    }
  }
}

extension RedactionReport.Exposure {
  /// - Returns: nil where there is nothing to rotate.
  fileprivate init?(_ sightings: Sightings.OfRule, rule: Rule?) {
    let (listed, about) = sightings.values.listed()
    guard !listed.isEmpty else { return nil }
    self.rule = rule?.id ?? ""
    name = rule?.name ?? "Placeholders of rules that this job doesn't have"
    how =
      rule == nil
      ? "Look the rule up by its name in the placeholder: handoff rules show RULE"
      : rule?.rotation?.how
    docs = rule?.rotation?.documentation
    count = sightings.count
    valuesAbout = about
    let ordered = listed.sorted { left, right in
      guard let one = left.value.places.first, let other = right.value.places.first, one != other
      else { return left.number < right.number }
      return one < other
    }
    values = ordered.map { number, value in
      let digits = String(number, radix: 16)
      let hex = String(repeating: "0", count: 16 - digits.count) + digits
      return RedactionReport.Exposed(
        placeholder: Placeholder(rule: rule?.id ?? value.name ?? "", hex: hex).description,
        count: value.count, files: value.files, places: value.places)
    }
  }
}
