/// What of a report comes from the job's outputs, and what the report says in words of its own.
extension RedactionReport {
  /// Names and lines of the outputs, and people's reasons.
  var quotes: [String] {
    var quotes = files.map(\.path) + leftOut.map(\.path)
    for entry in allowed { quotes += [entry.file, entry.reason] }
    for exposure in rotate { quotes += exposure.values.flatMap { $0.places.map(\.file) } }
    for line in context.flatMap(\.lines) {
      quotes += [line.file, line.before + line.substitute + line.after]
    }
    quotes += pictures.map(\.path)
    quotes += captures.flatMap { [$0.path, $0.command] }
    return Array(Set(quotes))
  }

  /// The report without them.
  var withoutQuotes: RedactionReport {
    RedactionReport(
      apiVersion: apiVersion, kind: kind, version: version, tool: tool, created: created,
      profile: profile, rulesDigest: rulesDigest, keyFingerprint: keyFingerprint,
      categories: categories, rules: rules,
      files: files.prefix(1).map {
        FileCount(path: "", counts: $0.counts, propagated: $0.propagated)
      },
      leftOut: leftOut.map { LeftOut(path: "", reason: $0.reason) }, allowed: [],
      overruled: overruled,
      rotate: rotate.map {
        Exposure(
          rule: $0.rule, name: $0.name, how: $0.how, docs: $0.docs, count: $0.count, values: [],
          valuesAbout: $0.valuesAbout)
      }, context: context.map { Context(rule: $0.rule, count: $0.count, lines: []) })
  }
}
