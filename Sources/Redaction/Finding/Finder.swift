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
  let matcher: PatternMatcher
  var patterns: [Pattern?]
  /// By rule.
  let facts: [RuleFacts]
  /// By rule, in small letters.
  let keywords: [[[UInt8]]]
  private let known: KnownValueScanner?
  let knownValues: KnownValues?
  /// How many encodings are around the text that is searched.
  let depth: Int
  var inner: Finder?
  /// Which instructions look for personal data; a test compares them.
  var candidatePath = CandidateScanner.Path.best
  /// The rules of key names that were looked up already: few names make up a log.
  private var keyRules: [String: KeyNameTable.Match?] = [:]
  /// The last long value of a key, in ``findings``.
  private var longKey: Int?
  /// The last long match of a pattern, in ``findings``.
  var longMatch: Int?
  static let longValue = 1 << 10
  /// Keys whose lines stand apart, in order.
  var armouredKeys: [(finding: Finding, key: ArmouredKey)] = []

  /// What of the allow-list may speak of the text.
  var scope: AllowScope
  var path = ""
  var comments = AllowComments()
  /// Findings of other rules inside a long one, which went with it.
  var absorbed: [Finding] = []
  /// Whether `handoff:allow` in the text counts.
  var honoursComments: Bool

  /// Names before these places were seen in a table's header, or in a list of columns.
  private var tableEnd = 0
  private var listEnd = 0
  /// So many tables of SQL may be followed in one block: each costs a look at what it reaches.
  private var tablesLeft = 0

  /// What the last ``find(in:isFinal:)`` found, ordered and without overlaps.
  var findings: [Finding] = []
  /// Where the first thing begins that needs more bytes; the block's length where nothing does.
  var incompleteFrom = 0
  /// What stands in the place of known values, by ``Finding/replacement``.
  var replacements: [KnownValues.Replacement] = []

  /// What stays though a rule found it.
  private(set) var allowed: [AllowedFinding] = []
  /// Where something goes that would stay, because its value is known from elsewhere.
  private(set) var overruled: [Int] = []

  /// A picture that began before the next block, and where the piece begins in which it goes on.
  var carriedPicture: (picture: OpenPicture, from: Int)?
  /// Where the next block's pictures are wanted to be taken up again.
  var pictureBorder: Int?
  /// One that goes on there, or behind the block.
  var openPicture: OpenPicture?

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
    var pictures: [Int] = []
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
        case .picture(let offset): pictures.append(start - offset)
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
    findPictures(pictures, in: block, core: core, isFinal: isFinal)
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
