/// A value that a sentence tells: `the password is X`, `token for staging was 'X'`,
/// `use X as the password`, `login with bob / password X`.
///
/// A sentence tells far more often something about a secret than the secret: words between are
/// known or names, and ``ProseWord`` judges the value.
struct ProseValue {
  let block: UnsafeRawBufferPointer
  let name: Range<Int>
  /// Where the line, or what of it may be looked at, ends.
  let limit: Int
  private let kind: ProseWord.Kind

  init(block: UnsafeRawBufferPointer, name: Range<Int>, limit: Int) {
    self.block = block
    self.name = name
    self.limit = limit
    kind = ProseWord.Kind(name: UnsafeRawBufferPointer(rebasing: block[name]))
  }

  private static let copulas = WordSet([
    "is", "was", "are", "were", "be", "being", "equals", "now", "ist", "war", "lautet", "es", "era",
    "est", "était", "foi", "é", "è", "är", "este", "brzmi", "=",
  ])
  /// `changed … to X`, `set as X`.
  private static let directions = WordSet(["to", "as"])
  private static let changes = WordSet([
    "set", "sets", "setting", "reset", "resets", "resetting", "change", "changes", "changed",
    "changing", "update", "updates", "updated", "updating", "rotated", "defaults", "default",
    "initialized", "equal",
  ])
  /// What joins name and value in the language of the name, and is something else in others.
  private static let nativeCopulas: [(names: [StaticString], copula: WordSet)] = [
    (["salasana"], WordSet(["on"])), (["adgangskoden", "passordet"], WordSet(["er"])),
    (["heslo"], WordSet(["je"])), (["hasło", "haslo"], WordSet(["to"])),
  ]
  /// A value follows the word only where the name stands right before it: `password set to X`.
  private static let between = WordSet([
    "for", "of", "on", "to", "in", "the", "a", "an", "my", "our", "your", "his", "her", "this",
    "that", "user", "account", "set", "reset", "changed", "updated", "again", "here", "below",
    "für", "del", "de", "la", "el", "pour", "le", "do", "da",
  ])
  private static let owners = WordSet(["the", "my", "our", "your", "his", "her", "a", "new", "old"])
  private static let users = WordSet(["user", "username", "login", "account", "user:", "login:"])
  private static let leads = WordSet(["with", "and", "using", "use", "enter", "type", "/", "&"])
  private static let verbs = WordSet([
    "use", "using", "with", "enter", "type", "try", "set", "send", "pass", "choose", "chose",
  ])
  private static let longest = 8

  func value() -> Range<Int>? { valueBehind() ?? valueBefore() }

  // MARK: Behind the name

  private func valueBehind() -> Range<Int>? {
    if let copula = WideCopula.length(in: block, at: name.upperBound, to: limit) {
      guard let word = nextWord(from: name.upperBound + copula, mayJoin: true) else { return nil }
      return judged(word)
    }
    var index = name.upperBound
    var count = 0
    var isConnected = false
    var mayTurn = isChangedBefore
    while count < Self.longest {
      guard var word = nextWord(from: index) else { return nil }
      index = word.upperBound
      let endsNames = count > 0 && (block[index - 1] == 0x3A || block[index - 1] == 0x3D)
      if endsNames { word = word.lowerBound..<(index - 1) }
      let text = UnsafeRawBufferPointer(rebasing: block[word])
      if isConnected || count == 0 && (isDirect || isDrawn(word)), let value = judged(word) {
        return value
      }
      if Self.changes.contains(text) { mayTurn = true }
      if Self.copulas.contains(text) || isNativeCopula(text)
        || mayTurn && Self.directions.contains(text)
      {
        isConnected = true
      } else if text.last == 0x3A,
        Self.copulas.contains(UnsafeRawBufferPointer(rebasing: text.dropLast()))
      {
        // `Your password is: X`
        isConnected = true
      } else if isConnected {
        guard Self.between.contains(text) else { return nil }
      } else if !isPlain(text) || count == 0 && !Self.between.contains(text) {
        // Names of users and systems may stand between, once a sentence has begun.
        return nil
      }
      // `password for bob: X`: the value is the next word or there is none.
      if endsNames { return nextWord(from: index).flatMap { judged($0) } }
      if index < limit, block[index] == 0x3A || block[index] == 0x3D { index += 1 }
      count += 1
    }
    return nil
  }

  /// The name follows a user's name, or stands in a list of what to sign in with.
  private var isDirect: Bool {
    if name.lowerBound > 0, block[name.lowerBound - 1] == 0x28 { return true }
    if isWholeLine { return true }
    guard let last = previousWord(before: name.lowerBound) else { return false }
    if Self.leads.contains(UnsafeRawBufferPointer(rebasing: block[last])) { return true }
    guard let user = previousWord(before: last.lowerBound) else { return false }
    return Self.users.contains(UnsafeRawBufferPointer(rebasing: block[user]))
  }

  /// `invalid token 'x'`: what stands in quotes looks drawn by a machine.
  private func isDrawn(_ word: Range<Int>) -> Bool {
    word.count > 2 && Bytes.isQuote(block[word.lowerBound])
      && TokenLikeness.isToken(UnsafeRawBufferPointer(rebasing: block[word.dropFirst().dropLast()]))
  }

  /// Two words make the line: `password X`, as in `.netrc`.
  private var isWholeLine: Bool {
    var lower = name.lowerBound
    while lower > 0, Bytes.isBlank(block[lower - 1]) { lower -= 1 }
    guard lower == 0 || block[lower - 1] == 0x0A, let word = nextWord(from: name.upperBound) else {
      return false
    }
    return block[word.upperBound..<limit].allSatisfy(Bytes.isSpace)
  }

  private var isChangedBefore: Bool {
    var index = name.lowerBound
    for _ in 0..<5 {
      guard let word = previousWord(before: index) else { return false }
      if Self.changes.contains(UnsafeRawBufferPointer(rebasing: block[word])) { return true }
      index = word.lowerBound
    }
    return false
  }

  private func isNativeCopula(_ text: UnsafeRawBufferPointer) -> Bool {
    guard text.count <= 2 else { return false }
    let name = UnsafeRawBufferPointer(rebasing: block[name])
    return Self.nativeCopulas.contains { entry in
      entry.copula.contains(text) && entry.names.contains { WordSet([$0]).contains(name) }
    }
  }

  // MARK: Before the name

  /// `use X as the password`, `X is the new password`.
  private func valueBefore() -> Range<Int>? {
    var index = name.lowerBound
    for count in 0..<4 {
      guard let word = previousWord(before: index) else { return nil }
      let text = UnsafeRawBufferPointer(rebasing: block[word])
      index = word.lowerBound
      let isAs = Bytes.equals(text, "as")
      if isAs || count > 0 && Bytes.equals(text, "is") {
        guard let value = previousWord(before: index), let found = judged(value) else { return nil }
        guard Bytes.isQuote(block[value.lowerBound]) else { return found }
        guard isAs, let verb = previousWord(before: value.lowerBound) else { return nil }
        return Self.verbs.contains(UnsafeRawBufferPointer(rebasing: block[verb])) ? found : nil
      }
      guard count > 0 || Self.owners.contains(text) || isPlain(text), isPlain(text) else {
        return nil
      }
    }
    return nil
  }

  // MARK: Words

  private func judged(_ word: Range<Int>) -> Range<Int>? {
    ProseWord(block: block, kind: kind).value(in: word)
  }

  private func nextWord(from start: Int, mayJoin: Bool = false) -> Range<Int>? {
    var lower = start
    while lower < limit, Bytes.isBlank(block[lower]) { lower += 1 }
    guard lower > start || mayJoin else { return nil }
    var upper = lower
    let stop = min(limit, lower + ProseWord.longest + 2)
    if lower < limit, Bytes.isQuote(block[lower]) {
      upper += 1
      while upper < stop, block[upper] != block[lower] { upper += 1 }
      return upper < stop ? lower..<(upper + 1) : nil
    }
    while upper < stop, !Bytes.isSpace(block[upper]) { upper += 1 }
    return upper > lower ? lower..<upper : nil
  }

  private func previousWord(before end: Int) -> Range<Int>? {
    var upper = end
    while upper > 0, Bytes.isBlank(block[upper - 1]) { upper -= 1 }
    guard upper > 0, upper < end, block[upper - 1] != 0x0A else { return nil }
    var lower = upper
    let floor = max(0, upper - ProseWord.longest)
    while lower > floor, !Bytes.isSpace(block[lower - 1]) { lower -= 1 }
    guard lower == 0 || Bytes.isSpace(block[lower - 1]) else { return nil }
    return lower..<upper
  }

  private func isPlain(_ text: UnsafeRawBufferPointer) -> Bool {
    text.allSatisfy { Bytes.isWord($0) || $0 == 0x2D || $0 == 0x2E || $0 >= 0x80 }
  }
}

/// What joins name and value in scripts without blanks: `密码是X`, `パスワードはX`.
enum WideCopula {
  private static let all: [StaticString] = ["是", "为", "為", "は", "는", "은"]

  static func length(in block: UnsafeRawBufferPointer, at index: Int, to limit: Int) -> Int? {
    guard index < limit, block[index] >= 0xE3, index + 3 <= limit else { return nil }
    let text = UnsafeRawBufferPointer(rebasing: block[index..<limit])
    return all.contains { Bytes.starts(text, with: $0) } ? 3 : nil
  }
}
