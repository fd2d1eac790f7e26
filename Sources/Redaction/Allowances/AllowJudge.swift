/// Decides which findings of one text stay.
struct AllowJudge {
  private let rules: CompiledRules
  private let scope: AllowScope
  private let comments: AllowComments
  private let block: UnsafeRawBufferPointer
  private(set) var allowed: [AllowedFinding] = []
  /// What stays inside texts that are encoded.
  private var inside: [AllowedFinding] = []
  /// Values whose inside stays, too; ordered, none holds another.
  private var whole: [Range<Int>] = []

  private struct Verdict {
    let source: AllowSource
    let isWhole: Bool
    let isOfOneRule: Bool
  }

  /// - Returns: nil where nothing can stay.
  init?(
    _ rules: CompiledRules, _ scope: AllowScope, _ comments: AllowComments,
    in block: UnsafeRawBufferPointer
  ) {
    guard !comments.isEmpty || !scope.isEmpty else { return nil }
    self.rules = rules
    self.scope = scope
    self.comments = comments
    self.block = block
  }

  private func verdict(_ finding: Finding) -> Verdict? {
    let place = finding.range.lowerBound
    if comments.allowAll(at: place) {
      return Verdict(source: .comment, isWhole: false, isOfOneRule: false)
    }
    let rule = rules.rules[finding.rule].id
    if comments.allow(rule, at: place) {
      return Verdict(source: .comment, isWhole: false, isOfOneRule: true)
    }
    guard !scope.isEmpty else { return nil }
    let value = UnsafeRawBufferPointer(rebasing: block[finding.range])
    guard
      let entry = scope.entry(taking: Array(value), of: rule)
        ?? (finding.form == .raw
          ? nil : scope.entry(taking: finding.form.decode(value), of: rule))
    else { return nil }
    return Verdict(
      source: .entry(entry), isWhole: scope.isWhole(entry), isOfOneRule: scope.isOfOneRule(entry))
  }

  /// Takes out of the findings of rules what stays.
  ///
  /// Each finding is judged by itself: one that stays protects neither what is longer nor what lies
  /// inside it. Where rules find the same bytes, the one that would name them speaks for all.
  ///
  /// - Returns: whether anything stays.
  mutating func sift(_ findings: inout [Finding]) -> Bool {
    let verdicts = findings.map { verdict($0) }
    guard verdicts.contains(where: { $0 != nil }) else { return false }
    var named: [Range<Int>: Int] = [:]
    for (finding, verdict) in zip(findings, verdicts) {
      guard let verdict else { continue }
      allowed.append(
        AllowedFinding(range: finding.range, rule: finding.rule, source: verdict.source))
      if verdict.isWhole { whole.append(finding.range) }
      guard verdict.isOfOneRule else { continue }
      named[finding.range] = max(
        named[finding.range] ?? .min, rules.rules[finding.rule].priority)
    }
    settleWhole()
    var index = -1
    findings.removeAll { finding in
      index += 1
      return verdicts[index] != nil || isInWhole(finding.range)
        || (named[finding.range].map { rules.rules[finding.rule].priority <= $0 } ?? false)
    }
    return true
  }

  private mutating func settleWhole() {
    whole.sort { ($0.lowerBound, $1.upperBound) < ($1.lowerBound, $0.upperBound) }
    var end = 0
    whole.removeAll { range in
      defer { end = max(end, range.upperBound) }
      return range.upperBound <= end
    }
  }

  /// Whether one more finding stays.
  mutating func allows(_ finding: Finding) -> Bool {
    if isInWhole(finding.range) { return true }
    guard let verdict = verdict(finding) else { return false }
    allowed.append(
      AllowedFinding(range: finding.range, rule: finding.rule, source: verdict.source))
    return true
  }

  /// Whether a value stays that stands inside an encoded text.
  mutating func allows(_ value: [UInt8], of rule: Int, in token: Range<Int>) -> Bool {
    guard let entry = scope.entry(taking: value, of: rules.rules[rule].id) else { return false }
    inside.append(AllowedFinding(range: token, rule: rule, source: .entry(entry)))
    return true
  }

  /// What a text inside this one keeps.
  mutating func add(_ inner: [AllowedFinding], in token: Range<Int>) {
    for finding in inner {
      inside.append(
        AllowedFinding(range: token, rule: finding.rule, source: finding.source))
    }
  }

  private func isInWhole(_ range: Range<Int>) -> Bool {
    var low = 0
    var high = whole.count
    while low < high {
      let middle = (low + high) / 2
      if whole[middle].lowerBound <= range.lowerBound { low = middle + 1 } else { high = middle }
    }
    return low > 0 && whole[low - 1].upperBound >= range.upperBound
  }

  /// Each place once, under the rule that would name it, without those that go after all.
  ///
  /// - Parameter findings: what goes; ordered, none overlaps another.
  /// - Returns: what stays, and where something goes because its value is known from elsewhere.
  func settled(_ findings: [Finding]) -> (allowed: [AllowedFinding], overruled: [Int]) {
    let sorted = allowed.sorted {
      if $0.range.lowerBound != $1.range.lowerBound {
        return $0.range.lowerBound < $1.range.lowerBound
      }
      return ($1.range.upperBound, -rules.rules[$0.rule].priority, $0.rule)
        < ($0.range.upperBound, -rules.rules[$1.rule].priority, $1.rule)
    }
    var kept: [AllowedFinding] = []
    var overruled: [Int] = []
    var end = 0
    var next = 0
    for place in sorted where place.range.upperBound > end {
      end = place.range.upperBound
      while next < findings.count, findings[next].range.upperBound <= place.range.lowerBound {
        next += 1
      }
      guard next < findings.count, findings[next].range.contains(place.range) else {
        kept.append(place)
        continue
      }
      if findings[next].replacement >= 0 || findings[next].range == place.range {
        overruled.append(place.range.lowerBound)
      }
    }
    return (kept + inside, overruled)
  }
}
