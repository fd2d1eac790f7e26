/// Values that their neighbours call secret, whatever they are called: outputs and attributes in
/// Terraform's state and plans, parameters with `NoEcho` or of the type `SecureString`, Pulumi's
/// secrets.
final class SensitiveMembers {
  static let marks: [StaticString] = [
    "sensitive", "NoEcho", "SecureString", "\"random_password\"",
    "4dabf18193072939515e22adb298388d", ".vault.azure.net/secrets/", "\"cookies\"",
  ]

  private let block: UnsafeRawBufferPointer
  private let rule: Int
  private let isFinal: Bool
  private let context: LineContext
  /// Steps that may be taken in all: what nobody would write must not take long.
  private var budget: Int
  /// Objects that were read, by what was asked for.
  private var read: Set<[Int]> = []
  private var incompleteFrom: Int?

  init(block: UnsafeRawBufferPointer, rule: Int, isFinal: Bool, context: LineContext) {
    self.block = block
    self.rule = rule
    self.isFinal = isFinal
    self.context = context
    budget = max(1 << 20, 32 * block.count)
  }

  /// - Parameter mark: where one of ``marks`` stands.
  /// - Returns: where to begin again with more bytes, or nil.
  func scan(_ mark: Range<Int>, into findings: inout [Finding]) -> Int? {
    incompleteFrom = nil
    guard budget > 0, mark.lowerBound > 0 else { return nil }
    let window = Finder.window(around: mark.lowerBound, in: block)
    var start = mark.lowerBound
    while start > window.lowerBound,
      Bytes.isKey(block[start - 1]) || ":/".utf8.contains(block[start - 1])
    {
      start -= 1
    }
    if block[mark.lowerBound] == 0x22 { start += 1 }
    let json =
      start > 0 ? JSONMembers(block: block, quoteAt: start - 1, window: window) : nil
    if let json, scan(json, stringAt: start - 1 - json.depth, &findings) { return incompleteFrom }
    scanLines(mark, &findings)
    return incompleteFrom
  }

  private func text(_ range: Range<Int>) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(rebasing: block[range])
  }

  // MARK: JSON

  private enum Kind: Int { case value, attributes, after, secureString, random, pulumi, vault }

  /// - Returns: whether it stands in an object of JSON.
  private func scan(_ json: JSONMembers, stringAt start: Int, _ findings: inout [Finding]) -> Bool {
    guard let word = json.string(at: start) else { return false }
    if Bytes.equals(text(word), "cookies") { return takeCookies(behind: word, json, &findings) }
    let kind: Kind
    switch text(word) {
    case let name where Bytes.equals(name, "sensitive") || Bytes.equals(name, "NoEcho"):
      kind = .value
    case let name where Bytes.equals(name, "sensitive_attributes"): kind = .attributes
    case let name
    where Bytes.ends(name, with: "_sensitive") || Bytes.equals(name, "sensitive_values"):
      kind = .after
    case let name where Bytes.equals(name, "SecureString"): kind = .secureString
    case let name where Bytes.equals(name, "random_password"): kind = .random
    case let name where name.count == 32: kind = .pulumi
    case let name
    where Search.first(Array(".vault.azure.net/secrets/".utf8), in: name, from: 0) != nil:
      kind = .vault
    default: return false
    }
    guard let open = json.open(before: start) else {
      budget -= Finder.reach
      return false
    }
    budget -= start - open
    guard read.insert([open, kind.rawValue, kind == .after ? start : 0]).inserted else {
      return true
    }
    let (members, isWhole) = json.members(from: open)
    budget -= (members.last?.value.upperBound ?? json.window.upperBound) - open
    guard !members.isEmpty else { return false }
    if !isWhole, !isFinal, json.window.upperBound == block.count {
      incompleteFrom = context.line(at: open).lowerBound
    }
    take(members, kind, of: word, openedAt: open, json, &findings)
    return true
  }

  private func take(
    _ members: [JSONMembers.Member], _ kind: Kind, of word: Range<Int>, openedAt open: Int,
    _ json: JSONMembers, _ findings: inout [Finding]
  ) {
    func member(_ names: WordSet) -> JSONMembers.Member? {
      members.first { names.contains(text($0.key)) }
    }
    switch kind {
    case .value:
      guard let flag = member(Self.flags), isTrue(flag.value) else { return }
      for found in members where Self.values.contains(text(found.key)) {
        take(found.value, json, &findings)
      }
    case .secureString:
      for found in members where Self.values.contains(text(found.key)) {
        take(found.value, json, &findings)
      }
    case .vault:
      guard let found = member(WordSet(["value"])) else { return }
      take(found.value, json, &findings)
    case .pulumi:
      guard let found = member(WordSet(["plaintext"])) else { return }
      take(found.value, json, &findings)
    case .attributes:
      guard let list = member(WordSet(["sensitive_attributes"])),
        let attributes = member(WordSet(["attributes"])),
        block[attributes.value.lowerBound] == 0x7B
      else { return }
      takeAttributes(attributes.value.lowerBound, pathsAt: list.value, json, &findings)
    case .after:
      guard let flags = members.first(where: { $0.key == word }) else { return }
      let isValues = Bytes.equals(text(word), "sensitive_values")
      let other = members.first {
        isValues
          ? Bytes.equals(text($0.key), "values")
          : text($0.key).elementsEqual(text(word).dropLast("_sensitive".utf8.count))
      }
      if let other { takeFlagged(other.value, by: flags.value, json, &findings) }
    case .random:
      takeNamed(WordSet(["result", "bcrypt_hash"]), in: open, json, &findings)
    }
  }

  private static let flags = WordSet(["sensitive", "noecho"])
  private static let values = WordSet(["value", "default"])

  private func isTrue(_ range: Range<Int>) -> Bool {
    Bytes.equals(text(range), "true") || Bytes.equals(text(range), "\"true\"")
  }

  /// Every leaf of a value goes.
  private func take(_ value: Range<Int>, _ json: JSONMembers, _ findings: inout [Finding]) {
    let first = block[value.lowerBound]
    if first == 0x7B || first == 0x5B {
      for member in json.members(from: value.lowerBound).members {
        take(member.value, json, &findings)
      }
    } else if let inside = json.string(at: value.lowerBound) {
      let form: ValueForm = text(inside).contains(0x5C) ? .escaped(depth: json.depth + 1) : .raw
      add(inside, form: form, &findings)
    } else {
      add(
        value, in: Surroundings(quote: 0x22, depth: UInt8(clamping: json.depth)), &findings)
    }
  }

  private func add(
    _ range: Range<Int>, form: ValueForm = .raw, in surroundings: Surroundings = Surroundings(),
    _ findings: inout [Finding]
  ) {
    guard !range.isEmpty, !Reference.isReference(text(range)) else { return }
    findings.append(Finding(range: range, rule: rule, form: form, surroundings: surroundings))
  }

  /// The attributes that stand in `[[{"type": "get_attr", "value": "password"}]]`.
  private func takeAttributes(
    _ attributes: Int, pathsAt list: Range<Int>, _ json: JSONMembers, _ findings: inout [Finding]
  ) {
    guard block[list.lowerBound] == 0x5B else { return }
    var names: [UnsafeRawBufferPointer] = []
    for path in json.members(from: list.lowerBound).members {
      var step = path.value.lowerBound
      if block[step] == 0x5B, let first = json.members(from: step).members.first {
        step = first.value.lowerBound
      }
      guard block[step] == 0x7B else { continue }
      for part in json.members(from: step).members where Bytes.equals(text(part.key), "value") {
        if let name = json.string(at: part.value.lowerBound) { names.append(text(name)) }
      }
    }
    guard !names.isEmpty else { return }
    for member in json.members(from: attributes).members
    where names.contains(where: { $0.elementsEqual(text(member.key)) }) {
      take(member.value, json, &findings)
    }
  }

  /// What `flags` says `true` of: `{"password": true}` beside `{"password": "x"}`.
  private func takeFlagged(
    _ value: Range<Int>, by flags: Range<Int>, _ json: JSONMembers, _ findings: inout [Finding]
  ) {
    if isTrue(flags) { return take(value, json, &findings) }
    guard block[flags.lowerBound] == block[value.lowerBound],
      block[flags.lowerBound] == 0x7B || block[flags.lowerBound] == 0x5B
    else { return }
    let marked = json.members(from: flags.lowerBound).members
    guard !marked.isEmpty else { return }
    for (index, member) in json.members(from: value.lowerBound).members.enumerated() {
      let flag =
        block[value.lowerBound] == 0x5B
        ? (index < marked.count ? marked[index] : nil)
        : marked.first { text($0.key).elementsEqual(text(member.key)) }
      if let flag { takeFlagged(member.value, by: flag.value, json, &findings) }
    }
  }

  private func takeNamed(
    _ names: WordSet, in open: Int, _ json: JSONMembers, _ findings: inout [Finding]
  ) {
    for member in json.members(from: open).members {
      let first = block[member.value.lowerBound]
      if names.contains(text(member.key)) {
        take(member.value, json, &findings)
      } else if first == 0x7B || first == 0x5B {
        takeNamed(names, in: member.value.lowerBound, json, &findings)
      }
    }
  }

  /// `"cookies": [{"name": "sid", "value": "x"}]` and `"cookies": {"sid": "x"}`: what is no word.
  private func takeCookies(
    behind word: Range<Int>, _ json: JSONMembers, _ findings: inout [Finding]
  ) -> Bool {
    var open = word.upperBound + json.depth + 1
    while open < json.window.upperBound, Bytes.isSpace(block[open]) || block[open] == 0x3A {
      open += 1
    }
    guard open < json.window.upperBound, block[open] == 0x5B || block[open] == 0x7B else {
      return false
    }
    let (members, isWhole) = json.members(from: open)
    budget -= (members.last?.value.upperBound ?? json.window.upperBound) - open
    if !isWhole, !isFinal, json.window.upperBound == block.count {
      incompleteFrom = context.line(at: word.lowerBound).lowerBound
    }
    for member in members {
      let isObject = block[member.value.lowerBound] == 0x7B
      let values = isObject ? json.members(from: member.value.lowerBound).members : [member]
      for cookie in values where !isObject || Bytes.equals(text(cookie.key), "value") {
        guard let value = json.string(at: cookie.value.lowerBound),
          TokenLikeness.meets(.mixed, text(value))
        else { continue }
        take(cookie.value, json, &findings)
      }
    }
    return true
  }

  // MARK: Lines

  /// `Default: x` beside `NoEcho: true`, `value = "x"` beside `type = "SecureString"`.
  private func scanLines(_ mark: Range<Int>, _ findings: inout [Finding]) {
    let own = context.line(at: mark.lowerBound)
    guard let flag = LineMember(block, own), isFlag(flag) else { return }
    let width = Indentation.width(in: block, line: own)
    guard width > 0, read.insert([own.lowerBound]).inserted else { return }
    var cursor = own.upperBound + 1
    var isOver = false
    for _ in 0..<Self.longest where cursor < block.count && !isOver {
      let line = Finder.line(at: cursor, in: block)
      isOver = !take(line, width, &findings)
      cursor = line.upperBound + 1
    }
    if !isOver, cursor >= block.count, !isFinal { incompleteFrom = own.lowerBound }
    cursor = own.lowerBound - 1
    for _ in 0..<Self.longest where cursor >= 0 {
      let line = Finder.line(at: cursor, in: block)
      guard take(line, width, &findings) else { break }
      cursor = line.lowerBound - 1
    }
  }

  private static let longest = 24

  private func isFlag(_ member: LineMember) -> Bool {
    let value = text(member.value)
    if Bytes.equals(text(member.key), "NoEcho") || Bytes.equals(text(member.key), "sensitive") {
      return Bytes.equals(value, "true")
    }
    return Bytes.equals(value, "SecureString")
  }

  /// - Returns: whether the line belongs to the same mapping or block.
  private func take(_ line: Range<Int>, _ width: Int, _ findings: inout [Finding]) -> Bool {
    guard let first = line.first(where: { !Bytes.isSpace(block[$0]) }) else { return true }
    let own = Indentation.width(in: block, line: line)
    guard own >= width, block[first] != 0x7D else { return own > width }
    guard own == width, let member = LineMember(block, line),
      Self.values.contains(text(member.key)),
      !member.value.isEmpty, !"{[|>!&*$".utf8.contains(block[member.value.lowerBound])
    else { return true }
    let isYAML = block[member.sign] == 0x3A
    // What stands without quotes behind `=` is a reference, or a number.
    guard isYAML || member.isQuoted || Bytes.isDigit(block[member.value.lowerBound]) else {
      return true
    }
    let needsQuotes = !isYAML && !member.isQuoted
    add(
      member.value, form: text(member.value).contains(0x5C) ? .escaped(depth: 1) : .raw,
      in: needsQuotes ? Surroundings(quote: 0x22) : Surroundings(), &findings)
    return true
  }
}

/// `key: value` or `key = value` on a line, the value without its quotes and without a comment.
private struct LineMember {
  let key: Range<Int>
  let sign: Int
  let value: Range<Int>
  let isQuoted: Bool

  init?(_ block: UnsafeRawBufferPointer, _ line: Range<Int>) {
    var index = line.lowerBound
    func skipBlanks() { while index < line.upperBound, Bytes.isBlank(block[index]) { index += 1 } }
    skipBlanks()
    let start = index
    while index < line.upperBound, Bytes.isWord(block[index]) { index += 1 }
    key = start..<index
    skipBlanks()
    guard !key.isEmpty, index < line.upperBound, block[index] == 0x3A || block[index] == 0x3D else {
      return nil
    }
    sign = index
    index += 1
    skipBlanks()
    var end = line.upperBound
    guard index < end else {
      value = end..<end
      isQuoted = false
      return
    }
    let quote = block[index]
    isQuoted = Bytes.isQuote(quote)
    if isQuoted {
      let inside = index + 1
      index = inside
      while index < end, block[index] != quote {
        index += block[index] == 0x5C && quote == 0x22 ? 2 : 1
      }
      guard index < end else { return nil }
      value = inside..<index
      return
    }
    if let comment = (index..<end).first(where: {
      block[$0] == 0x23 && $0 > index && Bytes.isBlank(block[$0 - 1])
    }) {
      end = comment
    }
    while end > index, Bytes.isSpace(block[end - 1]) { end -= 1 }
    value = index..<end
  }
}
