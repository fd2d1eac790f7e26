/// Which of two findings that touch the same bytes stands.
///
/// The longer one holds the shorter; of two with the same span the higher priority names it; two
/// that overlap in part become one, named by the higher priority. Whatever is decided, every byte
/// of every finding goes.
enum Overlaps {
  static func resolve(_ findings: inout [Finding], rules: [Rule]) {
    guard findings.count > 1 else { return }
    findings.sort {
      ($0.range.lowerBound, $1.range.upperBound, -rules[$0.rule].priority, $0.rule)
        < ($1.range.lowerBound, $0.range.upperBound, -rules[$1.rule].priority, $1.rule)
    }
    var kept = 0
    for index in findings.indices.dropFirst() {
      let next = findings[index]
      let last = findings[kept]
      if next.range.lowerBound >= last.range.upperBound {
        kept += 1
        findings[kept] = next
      } else if next.range.upperBound > last.range.upperBound {
        let stronger = rules[next.rule].priority > rules[last.rule].priority ? next : last
        findings[kept] = Finding(
          range: last.range.lowerBound..<next.range.upperBound, rule: stronger.rule)
      } else if next.range == last.range, last.surroundings.quote.isEmpty {
        // Sorted by priority: the first one named it; the format's own needs are kept.
        findings[kept].surroundings = next.surroundings
        if last.form == .raw { findings[kept].form = next.form }
      }
    }
    findings.removeSubrange((kept + 1)...)
  }
}
