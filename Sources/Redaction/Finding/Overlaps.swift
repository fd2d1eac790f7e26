/// Which of two findings that touch the same bytes stands.
///
/// The longer one holds the shorter; of two with the same span the higher priority names it; two
/// that overlap in part become one, named by the higher priority. Whatever is decided, every byte
/// of every finding goes.
enum Overlaps {
  static func resolve(_ findings: inout [Finding], rules: [Rule]) {
    guard !areApart(findings) else { return }
    findings.sort {
      if $0.range.lowerBound != $1.range.lowerBound {
        return $0.range.lowerBound < $1.range.lowerBound
      }
      return ($1.range.upperBound, -rules[$0.rule].priority, $0.rule)
        < ($0.range.upperBound, -rules[$1.rule].priority, $1.rule)
    }
    var kept = 0
    for index in findings.indices.dropFirst() {
      let next = findings[index]
      let last = findings[kept]
      if next.range.lowerBound >= last.range.upperBound {
        kept += 1
        findings[kept] = next
      } else if next.range.upperBound > last.range.upperBound {
        join(next, into: &findings[kept], rules)
      } else if next.range == last.range {
        findings[kept] = merge(last, next, rules)
      }
    }
    findings.removeSubrange((kept + 1)...)
  }

  /// Adds what of `next` lies behind `last`, which begins before it, and the name of the stronger.
  static func join(_ next: Finding, into last: inout Finding, _ rules: [Rule]) {
    guard next.range.upperBound > last.range.upperBound else { return }
    let stronger = rules[next.rule].priority > rules[last.rule].priority ? next : last
    last = Finding(range: last.range.lowerBound..<next.range.upperBound, rule: stronger.rule)
  }

  /// Whether the findings stand in order and none touches another's bytes.
  private static func areApart(_ findings: [Finding]) -> Bool {
    var end = 0
    for finding in findings {
      guard finding.range.lowerBound >= end else { return false }
      end = finding.range.upperBound
    }
    return true
  }

  /// Two findings of the same span; `first` has the higher priority.
  private static func merge(_ first: Finding, _ second: Finding, _ rules: [Rule]) -> Finding {
    if let token = [first, second].first(where: \.isToken) {
      // What is decoded and encoded again stays decodable.
      let other = first.isToken ? second : first
      return other.form == .base64 ? renamed(other, first.rule) : token
    }
    // The rule's own finding knows the form and the quotes; a known value only the name.
    var merged = first.replacement >= 0 ? second : first
    if merged.replacement < 0 {
      let other = first.replacement >= 0 ? first : second
      if merged.surroundings.quote == 0 { merged.surroundings = other.surroundings }
      if merged.form == .raw { merged.form = other.form }
    }
    return renamed(merged, first.rule)
  }

  private static func renamed(_ finding: Finding, _ rule: Int) -> Finding {
    var finding = finding
    finding.rule = rule
    return finding
  }

  /// A token in which rules and known values were looked for stands for the known values in it; one
  /// that is touched in any other way goes whole.
  ///
  /// - Parameter own: how many findings are the rules'; known values follow.
  static func settleTokens(_ findings: inout [Finding], own: Int) {
    let tokens = findings.indices.prefix(own).filter { findings[$0].isToken }
      .sorted { findings[$0].range.lowerBound < findings[$1].range.lowerBound }
    guard !tokens.isEmpty else { return }
    var settled: Set<Int> = []
    for index in own..<findings.count {
      let range = findings[index].range
      var low = 0
      var high = tokens.count
      while low < high {
        let middle = (low + high) / 2
        if findings[tokens[middle]].range.upperBound <= range.lowerBound {
          low = middle + 1
        } else {
          high = middle
        }
      }
      while low < tokens.count, findings[tokens[low]].range.lowerBound < range.upperBound {
        let token = findings[tokens[low]].range
        if findings[index].isToken, token.contains(range) {
          settled.insert(index)
        } else if findings[index].isToken {
          makePlain(&findings[index])
        } else if !range.contains(token) || findings[index].isGlued {
          makePlain(&findings[tokens[low]])
        }
        low += 1
      }
    }
    var index = 0
    findings.removeAll { _ in
      index += 1
      return settled.contains(index - 1)
    }
  }

  private static func makePlain(_ finding: inout Finding) {
    finding.replacement = -1
    finding.isToken = false
  }
}
