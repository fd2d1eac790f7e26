import PatternMatching

/// What a literal sets off: a rule's pattern, or the lines of a private key.
extension Finder {
  func evaluate(
    _ trigger: CompiledRules.Trigger, start: Int, end: Int, line: Range<Int>,
    block: UnsafeRawBufferPointer, isFinal: Bool
  ) throws {
    let rule = facts[trigger.rule]
    if trigger.needsBorder, !TokenBorder.isBefore(start, in: block) { return }
    let armour =
      rule.spansLines
      ? readArmour(trigger.rule, at: start, line: line, in: block, isFinal: isFinal) : nil
    if let armour, armour.isWhole { return }
    let pattern = try pattern(trigger.rule)
    let lower = line.lowerBound
    var upper = line.upperBound
    if rule.spansLines { upper = min(block.count, start + Self.reach) }
    let subject = RawSpan(_unsafeBytes: UnsafeRawBufferPointer(rebasing: block[lower..<upper]))
    var from = start - lower
    var until = start - lower
    if trigger.kind == .near {
      until = min(upper, end + rule.near) - lower
      from = max(0, from - rule.near)
    }
    while from <= until, from <= subject.byteCount {
      switch matcher.match(
        pattern, in: subject, from: from, until: trigger.kind == .near ? until : nil)
      {
      case .none:
        if rule.spansLines, !isFinal, start + Self.reach > block.count {
          incompleteFrom = min(incompleteFrom, lower)
        }
        return
      case .undecided:
        // Nothing is known of the rest: all of it goes.
        add(start..<max(upper, end), trigger.rule, block)
        return
      case .match(let whole, let group):
        if trigger.kind == .near, whole.lowerBound > until { return }
        if rule.spansLines, !isFinal,
          !Self.isDecided(behind: lower + whole.upperBound, start, in: block)
        {
          incompleteFrom = min(incompleteFrom, lower)
        }
        if let armour, lower + group.upperBound <= armour.end { return }
        if trigger.kind == .near || !rule.hasKeywords
          || isNearKeyword(
            trigger.rule, (lower + whole.lowerBound)..<(lower + whole.upperBound), block)
        {
          add((lower + group.lowerBound)..<(lower + group.upperBound), trigger.rule, block)
        }
        if trigger.kind == .anchored { return }
        from = max(whole.upperBound, from + 1)
      }
    }
  }

  /// Whether more bytes could make a match over lines longer: not once a whole line stands behind it
  /// that it didn't take, or its reach is filled.
  private static func isDecided(
    behind end: Int, _ start: Int, in block: UnsafeRawBufferPointer
  ) -> Bool {
    guard start + reach > block.count else { return true }
    guard let first = block[end...].firstIndex(of: 0x0A) else { return false }
    return block[(first + 1)...].contains(0x0A)
  }

  /// - Returns: where a key ends whose lines stand apart.
  private func readArmour(
    _ rule: Int, at start: Int, line: Range<Int>, in block: UnsafeRawBufferPointer, isFinal: Bool
  ) -> (end: Int, isWhole: Bool)? {
    guard let kind = rules.scanned.armoured[rule] else { return nil }
    switch ArmouredKey.read(kind, at: start, line: line, in: block, isFinal: isFinal) {
    case .plain: return nil
    case .incomplete:
      incompleteFrom = min(incompleteFrom, line.lowerBound)
      return nil
    case .lines(let key):
      var finding = Finding(range: key.range, rule: rule)
      finding.replacement = replacements.count
      replacements.append(key.replacement(rule: rule, in: block))
      findings.append(finding)
      armouredKeys.append((finding, key))
      return (key.range.upperBound, key.isWhole)
    }
  }

  /// What another finding takes between a key's lines goes too: then each line is one of its own.
  func partArmouredKeys() {
    guard !armouredKeys.isEmpty else { return }
    let keys = armouredKeys.map(\.key)
    var parted: Set<Int> = []
    for finding in findings {
      var low = 0
      var high = keys.count
      while low < high {
        let middle = (low + high) / 2
        if keys[middle].range.upperBound <= finding.range.lowerBound {
          low = middle + 1
        } else {
          high = middle
        }
      }
      while low < keys.count, keys[low].range.lowerBound < finding.range.upperBound {
        if !finding.range.contains(keys[low].range), !keys[low].covers(finding.range) {
          parted.insert(armouredKeys[low].finding.replacement)
        }
        low += 1
      }
    }
    guard !parted.isEmpty else { return }
    let standing = Set(findings.map(\.replacement))
    findings.removeAll { parted.contains($0.replacement) }
    for (finding, key) in armouredKeys
    where parted.contains(finding.replacement) && standing.contains(finding.replacement) {
      var part = finding
      for (index, piece) in key.pieces.enumerated() {
        part.range = piece
        part.replacement = replacements.count
        replacements.append(
          KnownValues.Replacement(
            parts: index == 0 ? [.value(key.value, rule: finding.rule)] : [], encoding: .lines))
        findings.append(part)
      }
    }
  }

  private func add(_ range: Range<Int>, _ index: Int, _ block: UnsafeRawBufferPointer) {
    guard !range.isEmpty else { return }
    if let long = longMatch, findings[long].rule == index,
      findings[long].range.contains(range.lowerBound), findings[long].range != range
    {
      return Overlaps.join(Finding(range: range, rule: index), into: &findings[long], rules.rules)
    }
    let value = UnsafeRawBufferPointer(rebasing: block[range])
    // A checksum never lets a vendor's own prefix through: such rules state no check.
    if facts[index].hasChecks {
      guard rules.rules[index].checks.allSatisfy({ $0.accepts(value) }) else { return }
    }
    guard !Reference.isReference(value) else { return }
    let form: ValueForm =
      value.contains(0x25) && URLContext.holds(range.lowerBound, in: block) ? .percent : .raw
    findings.append(Finding(range: range, rule: index, form: form))
    if range.count >= Self.longValue { longMatch = findings.count - 1 }
  }

  private func isNearKeyword(
    _ rule: Int, _ match: Range<Int>, _ block: UnsafeRawBufferPointer
  ) -> Bool {
    let near = facts[rule].near
    let window = UnsafeRawBufferPointer(
      rebasing: block[
        max(0, match.lowerBound - near)..<min(block.count, match.upperBound + near)])
    return keywords[rule].contains { Search.holds(window, caseless: $0) }
  }

  private func pattern(_ rule: Int) throws -> Pattern {
    if let known = patterns[rule] { return known }
    let pattern = try rules.pattern(of: rule)
    patterns[rule] = pattern
    return pattern
  }
}
