/// What stands behind a key and a colon and tells something about the secret, or has nothing to do
/// with one: `auth: don't log the token`, `Pass: 674`, `pam_unix(passwd:chauthtok)`.
///
/// Asked only where no file name says that values stand behind colons.
struct Remark {
  let block: UnsafeRawBufferPointer
  let name: Range<Int>
  /// A colon stands between name and value.
  let isColon: Bool

  /// Words that make a sentence, whose first word is then no value.
  private static let sentence = WordSet([
    "a", "an", "the", "this", "that", "these", "it", "its", "is", "are", "was", "were", "be",
    "been", "has", "have", "had", "to", "of", "in", "on", "at", "by", "for", "from", "with",
    "without", "into", "when", "while", "if", "or", "and", "but", "not", "no", "as", "per", "via",
    "after", "before", "than", "then", "because", "so", "all", "any", "only", "now", "again",
    "don't", "doesn't", "can't", "cannot", "isn't", "unused", "twice", "more", "less", "instead",
    "expected", "got", "must", "should", "may", "will", "such", "file", "directory",
  ])
  /// What a change or a message begins with.
  private static let verbs = WordSet([
    "fix", "add", "remove", "rename", "update", "hash", "rotate", "retry", "document", "drop",
    "use", "make", "bump", "move", "refactor", "handle", "allow", "deny", "check", "support", "log",
    "skip", "improve", "clean", "revert", "merge", "test", "open", "close", "change", "set",
    "store", "load", "parse", "validate", "verify", "please", "enter", "type", "show", "hide",
    "print", "read", "write", "reject", "accept", "require", "return", "replace", "rework", "split",
    "send", "keep", "extend", "reduce", "increase", "ignore", "avoid", "enable", "disable",
    "create",
    "delete", "initial", "wip", "docs", "tests", "missing", "malformed", "could", "failed",
    "unable", "see", "refer",
  ])
  private static let architectures = WordSet([
    "amd64", "arm64", "armhf", "armel", "i386", "all", "any", "ppc64el", "s390x", "riscv64",
    "mips64el", "x86_64", "aarch64",
  ])

  /// - Parameters:
  ///   - value: what would go.
  ///   - end: the line's end.
  func isOne(_ value: Range<Int>, to end: Int) -> Bool {
    let text = UnsafeRawBufferPointer(rebasing: block[value])
    if isCount(text) || isSessionNumber(text) { return true }
    guard isColon else { return false }
    return isSentence(value, text, to: end) || isPublic || isService(text)
      || isPhase(value, text) || isDigest || isMessageOfParameter || isTest(text) || isSyntax
      || Self.architectures.contains(text) && isGlued(value)
  }

  private func isSentence(_ value: Range<Int>, _ text: UnsafeRawBufferPointer, to end: Int) -> Bool
  {
    guard text.allSatisfy({ Bytes.isLetter($0) || $0 == 0x27 || $0 == 0x2D || $0 == 0x2C }) else {
      return false
    }
    var start = value.lowerBound
    var count = 0
    var isSentence = false
    while start < end, count < 16 {
      while start < end, Bytes.isBlank(block[start]) { start += 1 }
      var upper = start
      while upper < end, !Bytes.isSpace(block[upper]) { upper += 1 }
      guard upper > start else { break }
      var tail = upper
      while tail > start, ".,:;!?)".utf8.contains(block[tail - 1]) { tail -= 1 }
      let word = UnsafeRawBufferPointer(rebasing: block[start..<tail])
      if Self.sentence.contains(word) || count == 0 && isVerb(word) { isSentence = true }
      count += 1
      start = upper
    }
    return isSentence && count > 1
  }

  private func isVerb(_ word: UnsafeRawBufferPointer) -> Bool {
    guard !Self.verbs.contains(word) else { return true }
    return word.count > 5
      && (word.suffix(3).elementsEqual("ing".utf8) || word.suffix(2).elementsEqual("ed".utf8))
  }

  /// `DKIM-Signature: v=1; …`: anybody may verify it.
  private var isPublic: Bool { nameIs("dkim-signature") }

  /// `Session: 3`, `session: 0x7f3a…`: a number that counts sessions, or a place in memory.
  private func isSessionNumber(_ text: UnsafeRawBufferPointer) -> Bool {
    guard nameIs("session") || nameIs("xdg_session_id") else { return false }
    return text.count < 7 && text.allSatisfy(Bytes.isDigit)
      || text.count < 20 && text.starts(with: "0x".utf8)
        && text.dropFirst(2).allSatisfy { Hex.value($0) != nil }
  }

  /// `dovecot: auth: passwd-file(bob,10.0.0.1): unknown user`: a part of a program speaks.
  private func isService(_ text: UnsafeRawBufferPointer) -> Bool {
    nameIs("auth") && text.contains(0x28)
  }

  private func nameIs(_ word: StaticString) -> Bool {
    name.count == word.utf8CodeUnitCount
      && block[name].map(Bytes.lowercased).elementsEqual(
        UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount))
  }

  /// `Pass: 674, Fail: 2`.
  private func isCount(_ text: UnsafeRawBufferPointer) -> Bool {
    text.count < 7 && text.allSatisfy(Bytes.isDigit) && nameIs("pass")
  }

  /// `pam_unix(sshd:auth)`: a service and its phase.
  private func isPhase(_ value: Range<Int>, _ text: UnsafeRawBufferPointer) -> Bool {
    name.lowerBound > 1 && block[name.lowerBound - 1] == 0x28 && isGlued(value)
      && Bytes.isWord(block[name.lowerBound - 2]) && text.allSatisfy(Bytes.isLetter)
      && value.upperBound < block.count && block[value.upperBound] == 0x29
  }

  /// `checksum/secret: …`: a digest that tells when the secret has changed.
  private var isDigest: Bool {
    let word = Array("checksum/".utf8)
    let start = name.lowerBound - word.count
    return start >= 0 && block[start..<name.lowerBound].elementsEqual(word)
  }

  /// `PASS: test_login`, `--- PASS: TestLogin`.
  private func isTest(_ text: UnsafeRawBufferPointer) -> Bool {
    nameIs("pass") && Self.tests.holdsPrefix(of: text)
  }

  private static let tests = PrefixSet(["test", "Test", "Benchmark", "Example", "spec"])

  /// `Unexpected token: identifier`: a parser speaks.
  private var isSyntax: Bool {
    guard nameIs("token"), name.lowerBound >= 10 else { return false }
    let before = UnsafeRawBufferPointer(
      rebasing: block[(name.lowerBound - 10)..<name.lowerBound])
    return Bytes.equals(before, "nexpected ")
  }

  /// `${DB_PASSWORD:?unset}`, `${DB_PASSWORD:+x}`.
  private var isMessageOfParameter: Bool {
    name.lowerBound > 1 && block[name.lowerBound - 1] == 0x7B && block[name.lowerBound - 2] == 0x24
      && name.upperBound + 1 < block.count && block[name.upperBound] == 0x3A
      && (block[name.upperBound + 1] == 0x3F || block[name.upperBound + 1] == 0x2B)
  }

  private func isGlued(_ value: Range<Int>) -> Bool { value.lowerBound == name.upperBound + 1 }
}
