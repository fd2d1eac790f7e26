/// Words in the place of a value that tell the reader to put one there: `your-api-key-here`,
/// `REPLACE_ME`, `<insert token>`, `xxxx-xxxx`.
enum ExampleValue {
  private static let longest = 80
  private static let whole = WordSet([
    "placeholder", "replaceme", "fixme", "notset", "not_set", "not-set", "dummy-value",
    "some-value", "secret-value", "goes-here", "fill-in", "to-be-set", "eof", "eol",
  ])
  /// What asks for a value; another word of ``objects`` follows.
  private static let verbs = WordSet([
    "replace", "insert", "enter", "put", "paste", "add", "fill", "specify", "provide", "set",
    "change", "use", "type",
  ])
  private static let objects = WordSet([
    "here", "me", "this", "with", "your", "the", "a", "in", "it",
  ])
  /// What belongs to whoever reads `yourpassword`.
  private static let owned = PrefixSet([
    "password", "passwd", "pass", "pwd", "token", "secret", "key", "api", "access", "client",
    "auth", "user", "db", "account", "aws", "bot", "private", "name", "id", "app", "value",
    "credential", "session", "service", "project",
  ])

  static func isOne(_ value: UnsafeRawBufferPointer) -> Bool {
    guard value.count >= 3, value.count <= longest else { return false }
    if isMask(value) { return true }
    // Most values are told from words by their first bytes that are neither.
    var letters = 0
    for byte in value {
      if Bytes.isLetter(byte) {
        letters += 1
      } else if !Bytes.isDigit(byte), !isSeparator(byte) {
        return false
      }
    }
    guard letters >= 5 else { return false }
    if whole.contains(value) { return true }
    return readsAsRequest(value)
  }

  private static func isSeparator(_ byte: UInt8) -> Bool {
    byte == 0x2D || byte == 0x5F || byte == 0x20 || byte == 0x2E
  }

  /// `xxxx-xxxx`, `**-***-**`, dots as a form shows them.
  private static func isMask(_ value: UnsafeRawBufferPointer) -> Bool {
    if value[0] == 0xE2, value.count % 3 == 0 {
      return stride(from: 0, to: value.count, by: 3).allSatisfy { start in
        let sign = UnsafeRawBufferPointer(rebasing: value[start..<(start + 3)])
        return Bytes.equals(sign, "•") || Bytes.equals(sign, "●")
      }
    }
    guard value[0] == 0x78 || value[0] == 0x58 || value[0] == 0x2A else { return false }
    return value.allSatisfy { $0 == value[0] || isSeparator($0) }
      && value.count { $0 == value[0] } * 2 > value.count
  }

  private static func readsAsRequest(_ value: UnsafeRawBufferPointer) -> Bool {
    var start = 0
    var count = 0
    var hasVerb = false
    var last = 0..<0
    var isRequest = false
    while start < value.count {
      guard !isSeparator(value[start]) else {
        start += 1
        continue
      }
      var end = start
      while end < value.count, !isSeparator(value[end]) { end += 1 }
      let word = UnsafeRawBufferPointer(rebasing: value[start..<end])
      let isNumber = word.allSatisfy(Bytes.isDigit)
      guard isNumber || word.allSatisfy(Bytes.isLetter), !isNumber || word.count < 4 else {
        return false
      }
      if Bytes.equals(word, "your") || Bytes.equals(word, "YOUR") || Bytes.equals(word, "Your") {
        isRequest = true
      } else if word.count > 6, isOwned(word) {
        isRequest = true
      } else if count == 0, verbs.contains(word) {
        hasVerb = true
      } else if hasVerb, objects.contains(word) {
        isRequest = true
      }
      last = start..<end
      count += 1
      start = end
    }
    return isRequest
      || count > 1 && WordSet.here.contains(UnsafeRawBufferPointer(rebasing: value[last]))
  }

  /// `yourpassword`, `yourApiKey`.
  private static func isOwned(_ word: UnsafeRawBufferPointer) -> Bool {
    let text = word.prefix(20).map(Bytes.lowercased)
    guard text.starts(with: "your".utf8) else { return false }
    return text.dropFirst(4).withUnsafeBytes { owned.holdsPrefix(of: $0) }
  }
}

extension WordSet {
  fileprivate static let here = WordSet(["here"])
}
