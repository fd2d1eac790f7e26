import PatternMatching

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Finds secrets in blocks of bytes; one a thread.
///
/// A block is a piece of a text that begins at a line's start. What can't be judged without bytes
/// behind the block is reported by ``incompleteFrom``, so that a text cut into blocks gives the
/// same findings as the whole.
final class Finder {
  /// How far an evaluation looks from its literal: bytes.
  static let reach = 64 << 10

  let rules: CompiledRules
  private let scanner: LiteralScanner
  private let matcher: PatternMatcher
  private var patterns: [Pattern?]
  /// By rule.
  private let facts: [RuleFacts]
  /// By rule, in small letters.
  private let keywords: [[[UInt8]]]
  private let known: KnownValueScanner?
  private let knownValues: KnownValues?
  /// How many encodings are around the text that is searched.
  private let depth: Int
  private var inner: Finder?
  /// Which instructions look for personal data; a test compares them.
  var candidatePath = CandidateScanner.Path.best
  /// The rules of key names that were looked up already: few names make up a log.
  private var keyRules: [String: KeyNameTable.Match?] = [:]
  /// The last long value of a key, in ``findings``.
  private var longKey: Int?
  /// The last long match of a pattern, in ``findings``.
  private var longMatch: Int?
  private static let longValue = 1 << 10
  /// Keys whose lines stand apart, in order.
  private var armouredKeys: [(finding: Finding, key: ArmouredKey)] = []

  /// What of the allow-list may speak of the text.
  private var scope: AllowScope
  private var path = ""
  private var comments = AllowComments()
  /// Findings of other rules inside a long one, which went with it.
  private var absorbed: [Finding] = []
  /// Whether `handoff:allow` in the text counts.
  var honoursComments: Bool

  /// Names before these places were seen in a table's header, or in a list of columns.
  private var tableEnd = 0
  private var listEnd = 0
  /// So many tables of SQL may be followed in one block: each costs a look at what it reaches.
  private var tablesLeft = 0

  /// What the last ``find(in:isFinal:)`` found, ordered and without overlaps.
  private(set) var findings: [Finding] = []
  /// Where the first thing begins that needs more bytes; the block's length where nothing does.
  private(set) var incompleteFrom = 0
  /// What stands in the place of known values, by ``Finding/replacement``.
  private(set) var replacements: [KnownValues.Replacement] = []

  /// What stays though a rule found it.
  private(set) var allowed: [AllowedFinding] = []
  /// Where something goes that would stay, because its value is known from elsewhere.
  private(set) var overruled: [Int] = []

  /// Keeps what each rule found by itself, in ``all``.
  var keepsAll = false
  private(set) var all: [Finding] = []

  /// - Parameter known: values that are looked for beside what the rules find.
  init(_ rules: CompiledRules, known: KnownValues? = nil, depth: Int = 0) throws {
    self.rules = rules
    self.depth = depth
    knownValues = known
    self.known = known.map { KnownValueScanner($0) }
    scanner = try LiteralScanner(rules.literals)
    matcher = try PatternMatcher()
    patterns = Array(repeating: nil, count: rules.rules.count)
    facts = rules.rules.map { RuleFacts($0) }
    keywords = rules.rules.map { $0.keywords.map { $0.utf8.map(Bytes.lowercased) } }
    scope = AllowScope(rules.allowances.list, path: "", matcher)
    // An encoded text can't be read by whoever reads its line.
    honoursComments = depth == 0
  }

  /// Says which file is searched: an allow-list may speak of it.
  func setPath(_ path: String) {
    guard path != self.path else { return }
    self.path = path
    scope = AllowScope(rules.allowances.list, path: path, matcher)
    inner?.setPath(path)
  }

  /// - Parameters:
  ///   - searched: where literals are looked for; around it is only looked at. All by default.
  ///   - core: which findings are wanted, by any byte of theirs. The searched part by default.
  ///   - hint: what the file's name says of its format.
  ///   - isFinal: nothing comes behind the block.
  func find(
    in block: UnsafeRawBufferPointer, searching searched: Range<Int>? = nil,
    core: Range<Int>? = nil, hint: FormatHint, isFinal: Bool
  ) throws {
    let searched = searched ?? 0..<block.count
    let core = core ?? searched
    let origin = searched.lowerBound
    findings.removeAll(keepingCapacity: true)
    replacements.removeAll(keepingCapacity: true)
    allowed.removeAll(keepingCapacity: true)
    absorbed.removeAll(keepingCapacity: true)
    comments.removeAll()
    overruled.removeAll(keepingCapacity: true)
    armouredKeys.removeAll(keepingCapacity: true)
    incompleteFrom = block.count
    tableEnd = 0
    listEnd = 0
    tablesLeft = 256
    let text = RawSpan(_unsafeBytes: UnsafeRawBufferPointer(rebasing: block[searched]))
    let context = LineContext(block)
    var kubernetes: KubernetesSecretScanner?
    var sensitive: SensitiveMembers?
    var byteLists: [Int] = []
    var compressed: [Int] = []
    longKey = nil
    longMatch = nil
    var line = 0..<0
    var lastKeyEnd = -1
    try scanner.scan(text) { hits in
      for index in hits.indices {
        let hit = hits[index]
        let literal = Int(hit.literal)
        let end = Int(hit.end) + origin
        let start = end - rules.literals.literals[literal].bytes.count
        let triggers = rules.triggers[literal]
        if !triggers.isEmpty {
          if !line.contains(start) { line = Self.line(at: start, in: block) }
          for trigger in triggers {
            try evaluate(
              trigger, start: start, end: end, line: line, block: block, isFinal: isFinal)
          }
        }
        if rules.endsKey[literal] {
          let scan = KeyValueScanner(
            block: block, hint: hint, isFinal: isFinal, context: context)
          if let name = scan.keyName(endingAt: end, from: start), name.upperBound != lastKeyEnd,
            scan.mayHaveValue(name, isTold: rules.isTold[literal]),
            // The rule's name in a placeholder is none of a key: `('REDACTED_…-key-id_…', '…')`.
            !Placeholder.covers(byteBefore: end, in: block)
          {
            lastKeyEnd = name.upperBound
            evaluateKey(name, scan)
          }
        }
        switch rules.marks[literal] {
        case .at: findEmail(at: start..<end, in: block)
        case .allow:
          if honoursComments {
            comments.add(start..<end, on: Self.line(at: start, in: block), in: block)
          }
        case .kubernetesData:
          if let rule = rules.scanned.kubernetesData {
            let scanner =
              kubernetes
              ?? KubernetesSecretScanner(
                block: block, rule: rule, isFinal: isFinal, context: context)
            kubernetes = scanner
            if let from = scanner.scan(dataAt: start..<end, into: &findings) {
              incompleteFrom = min(incompleteFrom, from)
            }
          }
        case .sensitive:
          if let rule = rules.scanned.sensitive {
            let scanner =
              sensitive
              ?? SensitiveMembers(block: block, rule: rule, isFinal: isFinal, context: context)
            sensitive = scanner
            if let from = scanner.scan(start..<end, into: &findings) {
              incompleteFrom = min(incompleteFrom, from)
            }
          }
        case .byteList: byteLists.append(end)
        case .gzip: compressed.append(start)
        case nil: break
        }
      }
    }
    PersonalDataScanner(rules: rules.scanned, block: block).scan(
      core, path: candidatePath, into: &findings)
    removeAddressesOfLogins(in: block)
    if isFinal, depth == 0, let secret = SecretFile.value(in: block, path: path, rules.scanned) {
      findings.append(Finding(range: secret.range, rule: secret.rule))
    }
    findings.removeAll { !$0.range.overlaps(core) }
    var judge = AllowJudge(rules, scope, comments, in: block)
    try judgeEncodedValues(in: block, &judge)
    encodeAgain(in: block)
    findings.removeAll { SubstituteRecognition.isSettled($0, in: block) }
    if judge?.sift(&findings) == true { try bringBackAbsorbed(&judge, core, block) }
    try judgeEncodedRuns(
      in: block, searched.lowerBound..<core.upperBound, core: core, isFinal: isFinal, &judge)
    try judgeByteLists(byteLists, in: block, &judge)
    try judgeCompressed(compressed, in: block, isFinal: isFinal, &judge)
    let own = findings.count
    known?.scan(block, searched, into: &findings, &replacements)
    if findings.count > own { Overlaps.settleTokens(&findings, own: own) }
    partArmouredKeys()
    if keepsAll { all = findings }
    Overlaps.resolve(&findings, rules: rules.rules)
    if let judge { (allowed, overruled) = judge.settled(findings) }
  }

  /// What went with a long finding that stays goes by itself.
  private func bringBackAbsorbed(
    _ judge: inout AllowJudge?, _ core: Range<Int>, _ block: UnsafeRawBufferPointer
  ) throws {
    absorbed.removeAll {
      !$0.range.overlaps(core) || SubstituteRecognition.isSettled($0, in: block)
    }
    _ = judge?.sift(&absorbed)
    findings += absorbed
  }

  // MARK: Patterns

  private func evaluate(
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
  private func partArmouredKeys() {
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

  // MARK: Keys, marks

  private func evaluateKey(_ name: Range<Int>, _ scan: KeyValueScanner) {
    let text = String(decoding: UnsafeRawBufferPointer(rebasing: scan.block[name]), as: UTF8.self)
    guard let match = match(ofKey: text) else { return }
    scan.context.demand = match.demand
    findColumns(name, scan)
    switch scan.value(ofKey: name) {
    case .none: return
    case .incomplete(let from): incompleteFrom = min(incompleteFrom, from)
    case .value(let value): add(value, match, scan.block)
    case .values(let values): for value in values { add(value, match, scan.block) }
    }
  }

  /// The key says what it is: a check only judges guesses of a pattern.
  ///
  /// A value that lies in a long one goes with it, and two long ones that overlap are one: what
  /// ``Overlaps`` would say in the end, said before each byte is judged once for every key.
  private func add(
    _ value: KeyValueScanner.Value, _ match: KeyNameTable.Match, _ block: UnsafeRawBufferPointer
  ) {
    let text = UnsafeRawBufferPointer(rebasing: block[value.range])
    guard TokenLikeness.meets(match.demand, text) else { return }
    let finding = Finding(
      range: value.range, rule: match.rule, form: value.form, surroundings: value.surroundings)
    if let index = longKey, findings[index].range.contains(value.range.lowerBound),
      findings[index].range != value.range
    {
      if findings[index].rule != finding.rule { absorbed.append(finding) }
      return Overlaps.join(finding, into: &findings[index], rules.rules)
    }
    findings.append(finding)
    if value.range.count >= Self.longValue { longKey = findings.count - 1 }
  }

  /// The name may stand in a table's header, or in a list of columns.
  private func findColumns(_ name: Range<Int>, _ scan: KeyValueScanner) {
    if name.lowerBound >= listEnd, scan.hint == .unknown || scan.hint == .source {
      let list = SQLColumns(block: scan.block, isFinal: scan.isFinal)
      if let outcome = list.scan(name, match(ofKey:), into: &findings) {
        listEnd = outcome.end
        incompleteFrom = min(incompleteFrom, outcome.incompleteFrom ?? incompleteFrom)
      } else if tablesLeft > 0 {
        let table = SQLTable(block: scan.block, isFinal: scan.isFinal)
        if let outcome = table.scan(name, match(ofKey:), into: &findings) {
          listEnd = outcome.end
          tablesLeft -= 1
        }
      }
    }
    let table = DelimitedTable(block: scan.block, isFinal: scan.isFinal)
    guard name.lowerBound >= tableEnd, scan.hint == .unknown,
      let separator = table.separator(around: name)
    else { return }
    let line = scan.context.line(at: name.lowerBound)
    let outcome = table.scan(line, separator, match(ofKey:), into: &findings)
    tableEnd = outcome.end
    incompleteFrom = min(incompleteFrom, outcome.incompleteFrom ?? incompleteFrom)
  }

  private func match(ofKey name: String) -> KeyNameTable.Match? {
    if let known = keyRules[name] { return known }
    let match = rules.keyNames.match(KeyName(name))
    if keyRules.count >= 1 << 12 { keyRules.removeAll(keepingCapacity: true) }
    keyRules[name] = .some(match)
    return match
  }

  private func findEmail(at sign: Range<Int>, in block: UnsafeRawBufferPointer) {
    guard let rule = rules.scanned.email,
      let range = EmailScanner.address(
        at: sign, in: block, keepsLogins: rules.scanned.keepsLogins)
    else { return }
    let form: ValueForm =
      sign.count == 1 ? .raw : block[sign.lowerBound] == 0x25 ? .percent : .escaped(depth: 1)
    findings.append(Finding(range: range, rule: rule, form: form))
  }

  /// `orders/x@db-1.internal`: what a rule takes for a password is no person's name.
  private func removeAddressesOfLogins(in block: UnsafeRawBufferPointer) {
    guard let email = rules.scanned.email else { return }
    var ends: Set<Int> = []
    for finding in findings
    where finding.rule != email && finding.range.upperBound < block.count
      && block[finding.range.upperBound] == 0x40
    {
      ends.insert(finding.range.upperBound)
    }
    guard !ends.isEmpty else { return }
    findings.removeAll { finding in
      guard finding.rule == email,
        let sign = block[finding.range].firstIndex(of: 0x40)
      else { return false }
      return ends.contains(sign)
    }
  }

  // MARK: Values that are texts of their own

  /// An encoded value that holds a placeholder, or a connection string, is judged by what it says:
  /// the rest of it stays, encoded again.
  private func judgeEncodedValues(
    in block: UnsafeRawBufferPointer, _ judge: inout AllowJudge?
  ) throws {
    guard depth < 4 else { return }
    for index in findings.indices.reversed() {
      let value = UnsafeRawBufferPointer(rebasing: block[findings[index].range])
      let isConnection = findings[index].rule == rules.scanned.kubernetesData
      let isRelease = findings[index].rule == rules.scanned.release
      // The shortest placeholder has 27 bytes.
      guard value.count >= (isConnection ? 16 : 36),
        let decoded = EncodedText.decode(value, orRaw: isConnection)
      else { continue }
      let holdsPlaceholder = decoded.bytes.withUnsafeBytes {
        Search.first(Placeholder.prefix, in: $0, from: 0) != nil
      }
      let holdsCredentials = decoded.bytes.withUnsafeBytes {
        Reference.holdsCredentialsOfItsOwn($0)
      }
      guard
        (holdsPlaceholder || isRelease) && decoded.encoding != .none
          || isConnection && holdsCredentials
      else { continue }
      if let replacement = try redactInside(
        decoded, of: findings[index].range, &judge)
      {
        findings[index].replacement = replacements.count
        findings[index].isToken = true
        replacements.append(replacement)
      } else if holdsPlaceholder || isRelease {
        findings.remove(at: index)
      }
    }
  }

  /// What programs decode stays decodable: `auths` of Docker, `_password` of npm, keys of kubectl.
  private func encodeAgain(in block: UnsafeRawBufferPointer) {
    for index in findings.indices
    where rules.scanned.decoded.contains(findings[index].rule) && findings[index].form == .raw
      && findings[index].replacement < 0
    {
      let value = UnsafeRawBufferPointer(rebasing: block[findings[index].range])
      guard value.count >= 8, let text = EncodedText.decode(value, orRaw: false),
        text.bytes.allSatisfy({ $0 < 0x80 })
      else { continue }
      guard let login = EncodedCredentials.login(text, rule: findings[index].rule) else {
        findings[index].form = .base64
        continue
      }
      findings[index].replacement = replacements.count
      findings[index].isToken = true
      replacements.append(login)
    }
  }

  /// Base64 that no key tells of is judged by what it says.
  private func judgeEncodedRuns(
    in block: UnsafeRawBufferPointer, _ range: Range<Int>, core: Range<Int>, isFinal: Bool,
    _ judge: inout AllowJudge?
  ) throws {
    guard depth < 4 else { return }
    var others = OtherFindings(findings)
    var lines = 0..<0
    try EncodedRunScanner(block: block, path: candidatePath).scan(range) { line in
      guard !lines.contains(line.lowerBound) else { return }
      var token = line
      switch WrappedText.lines(from: line, in: block, isFinal: isFinal) {
      case .single: break
      case .incomplete:
        incompleteFrom = min(incompleteFrom, Self.line(at: line.lowerBound, in: block).lowerBound)
      case .lines(let range):
        token = range
        lines = range
      }
      guard token.overlaps(core), let place = others.around(token),
        let text = EncodedText(UnsafeRawBufferPointer(rebasing: block[token])),
        let replacement = try redactInside(text, of: token, &judge)
          ?? credentials(in: text, of: token, &judge),
        let rule = replacement.values.max(by: {
          rules.rules[$0].priority < rules.rules[$1].priority
        })
      else { return }
      var finding = Finding(range: token, rule: rule)
      if judge?.allows(finding) == true { return }
      // Every byte of another finding goes: then the token goes whole.
      if place == .apart {
        finding.replacement = replacements.count
        finding.isToken = true
        replacements.append(replacement)
      }
      findings.append(finding)
    }
  }

  private func credentials(
    in text: EncodedText, of token: Range<Int>, _ judge: inout AllowJudge?
  ) -> KnownValues.Replacement? {
    guard let replacement = EncodedCredentials.replacement(of: text, rules.scanned) else {
      return nil
    }
    for case .value(let password, let rule) in replacement.parts {
      if judge?.allows(password, of: rule, in: token) == true { return nil }
    }
    return replacement
  }

  /// - Parameter starts: behind the lists' brackets.
  private func judgeByteLists(
    _ starts: [Int], in block: UnsafeRawBufferPointer, _ judge: inout AllowJudge?
  ) throws {
    guard depth < 4 else { return }
    for start in starts {
      guard let list = EncodedText.byteList(in: block, from: start),
        let replacement = try redactInside(list.text, of: list.range, &judge),
        let rule = replacement.values.max(by: {
          rules.rules[$0].priority < rules.rules[$1].priority
        })
      else { continue }
      var finding = Finding(range: list.range, rule: rule)
      if judge?.allows(finding) == true { continue }
      finding.replacement = replacements.count
      finding.isToken = true
      replacements.append(replacement)
      findings.append(finding)
    }
  }

  /// - Parameter starts: of tokens.
  private func judgeCompressed(
    _ starts: [Int], in block: UnsafeRawBufferPointer, isFinal: Bool, _ judge: inout AllowJudge?
  ) throws {
    guard depth < 4, let unread = rules.scanned.sensitive, !starts.isEmpty else { return }
    var others = OtherFindings(findings)
    for start in starts {
      guard let token = CompressedToken.range(at: start, in: block) else { continue }
      if token.upperBound == block.count, !isFinal, token.count < Self.reach {
        incompleteFrom = min(incompleteFrom, Self.line(at: start, in: block).lowerBound)
        continue
      }
      guard let place = others.around(token) else { continue }
      var finding = Finding(range: token, rule: unread)
      switch CompressedToken.content(of: UnsafeRawBufferPointer(rebasing: block[token])) {
      case .unread: break
      case .text(let bytes):
        let text = EncodedText(bytes: bytes, encoding: .gzip)
        guard let replacement = try redactInside(text, of: token, &judge),
          let rule = replacement.values.max(by: {
            rules.rules[$0].priority < rules.rules[$1].priority
          })
        else { continue }
        finding.rule = rule
        if place == .apart {
          finding.replacement = replacements.count
          finding.isToken = true
          replacements.append(replacement)
        }
      }
      if judge?.allows(finding) != true { findings.append(finding) }
    }
  }

  /// - Returns: nil where nothing is found inside.
  private func redactInside(
    _ text: EncodedText, of token: Range<Int>, _ judge: inout AllowJudge?
  ) throws -> KnownValues.Replacement? {
    let finder = try inner ?? Finder(rules, known: knownValues, depth: depth + 1)
    inner = finder
    finder.setPath(path)
    return try text.bytes.withUnsafeBytes { block in
      try finder.find(in: block, hint: .unknown, isFinal: true)
      judge?.add(finder.allowed, in: token)
      guard !finder.findings.isEmpty else { return nil }
      var parts: [KnownValues.Replacement.Part] = []
      var position = 0
      for finding in finder.findings {
        parts.append(.bytes(Array(block[position..<finding.range.lowerBound])))
        if finding.replacement >= 0 {
          parts.append(.nested(finder.replacements[finding.replacement]))
        } else {
          let span = UnsafeRawBufferPointer(rebasing: block[finding.range])
          parts.append(.value(finding.form.decode(span), rule: finding.rule))
        }
        position = finding.range.upperBound
      }
      parts.append(.bytes(Array(block[position...])))
      return KnownValues.Replacement(parts: parts, encoding: text.encoding)
    }
  }

  // MARK: Lines

  /// The line that holds `position`, without its newline, at most its ``window(around:in:)``.
  static func line(at position: Int, in block: UnsafeRawBufferPointer) -> Range<Int> {
    let window = window(around: position, in: block)
    var lower = position
    while lower > window.lowerBound, block[lower - 1] != 0x0A { lower -= 1 }
    return
      lower..<(Search.first(0x0A, in: block, position..<window.upperBound) ?? window.upperBound)
  }

  /// At least ``reach`` bytes to both sides. It ends at pages: what was found out about one place on
  /// a line without end holds for the next.
  static func window(around position: Int, in block: UnsafeRawBufferPointer) -> Range<Int> {
    let page = 1 << 12
    let lower = max(0, position - reach) & -page
    return lower..<min(block.count, (position + reach + page - 1) & -page)
  }
}
