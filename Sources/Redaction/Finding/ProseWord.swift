/// A word at the place in a sentence where a secret may stand.
///
/// Without quotes a password has a digit or a sign inside and is no date, version, host, path,
/// count, error code or algorithm; a token looks drawn by a machine.
struct ProseWord {
  enum Kind {
    case password
    /// Digits alone may be one.
    case code
    case token

    init(name: UnsafeRawBufferPointer) {
      let isCode = ["code", "pin", "otp"].contains { word in
        name.count >= word.utf8.count
          && name.suffix(word.utf8.count).map(Bytes.lowercased).elementsEqual(word.utf8)
      }
      self =
        isCode
        ? .code
        : name.contains { $0 >= 0x80 }
          || Self.passwords.contains { Search.holds(name, caseless: $0) } ? .password : .token
    }

    private static let passwords = [
      "pass", "pwd", "pw", "phrase", "wort", "woord", "senha", "contrasen", "adgangskode",
      "salasana", "haslo", "heslo", "parola", "losenord", "mdp", "clave",
    ].map { Array($0.utf8) }
  }

  let block: UnsafeRawBufferPointer
  let kind: Kind

  static let longest = 256

  /// What in quotes tells how a secret is, not what it is.
  private static let adjectives = WordSet([
    "active", "inactive", "weak", "strong", "short", "long", "blank", "same", "correct", "plain",
    "plaintext", "encrypted", "hashed", "bcrypt", "stored", "unused", "pending", "locked",
    "public", "private", "optional", "revoked", "user", "admin", "root",
  ])
  private static let terms = PrefixSet([
    "sha1", "sha2", "sha3", "sha5", "sha-", "md5", "aes", "rsa", "hs256", "hs384", "hs512",
    "rs256", "es256", "ps256", "pbkdf2", "argon2", "bcrypt", "scrypt", "base64", "base32",
    "ed25519", "ed448", "utf8", "utf-8", "utf16", "oauth", "tls", "ssl", "x509", "x.509", "pkcs",
    "hmac", "scram", "ntlm", "http", "ipv", "iso8859", "iso-", "rfc", "cve-", "secp", "prime256",
  ])

  /// - Parameter word: with the quotes around it.
  func value(in word: Range<Int>) -> Range<Int>? {
    guard word.count <= Self.longest + 2 else { return nil }
    if Bytes.isQuote(block[word.lowerBound]) {
      var upper = word.upperBound
      while upper > word.lowerBound + 1, block[upper - 1] != block[word.lowerBound] { upper -= 1 }
      guard upper - word.lowerBound >= 6 else { return nil }
      return quoted((word.lowerBound + 1)..<(upper - 1))
    }
    var range = trimmed(word)
    if range.count > 4, isBold(range) {
      range = (range.lowerBound + 2)..<(range.upperBound - 2)
      return quoted(range)
    }
    return unquoted(range)
  }

  private func isBold(_ range: Range<Int>) -> Bool {
    [range.lowerBound, range.lowerBound + 1, range.upperBound - 1, range.upperBound - 2]
      .allSatisfy { block[$0] == 0x2A }
  }

  private func quoted(_ inside: Range<Int>) -> Range<Int>? {
    let text = UnsafeRawBufferPointer(rebasing: block[inside])
    if kind == .code, isPIN(text) { return inside }
    guard text.count >= 4, !text.contains(where: Bytes.isBlank), !Reference.isReference(text),
      !Reference.isStatusWord(text), !Self.adjectives.contains(text), !isTerm(text),
      !isPlace(text)
    else { return nil }
    if kind == .token, !isDrawn(text) { return nil }
    return inside
  }

  private func unquoted(_ range: Range<Int>) -> Range<Int>? {
    let text = UnsafeRawBufferPointer(rebasing: block[range])
    if kind == .code, isPIN(text) { return range }
    guard text.count >= 6, !Reference.isReference(text), !isTerm(text), !isPlace(text),
      !isCount(text), !isErrorCode(text), !isAssignment(text), !isTime(text)
    else { return nil }
    if kind == .token { return isDrawn(text) ? range : nil }
    let digits = text.count(where: Bytes.isDigit)
    let letters = text.count(where: Bytes.isLetter)
    let inner = UnsafeRawBufferPointer(rebasing: text[1..<(text.count - 1)])
    let hasSign = inner.contains { "!@#$%^&*+~".utf8.contains($0) }
    let isStrong = inner.contains { "!#$%^~@".utf8.contains($0) }
    guard letters >= 3 || hasSign, digits > 0 || isStrong, hasSign || !text.contains(0x2F) else {
      return nil
    }
    return range
  }

  /// Without what ends a sentence or stands around the word.
  private func trimmed(_ word: Range<Int>) -> Range<Int> {
    var lower = word.lowerBound
    var upper = word.upperBound
    // A wide full stop or comma, typographic quotes.
    while lower < upper, block[lower] >= 0x80 { lower += 1 }
    upper = block[lower..<upper].firstIndex { $0 >= 0x80 } ?? upper
    while upper > lower, ".,;:!?)]}\"'>".utf8.contains(block[upper - 1]), upper - lower > 6 {
      // "Summer2024!" keeps its sign: a full stop ends a sentence, an exclamation may be meant.
      if block[upper - 1] == 0x21 { break }
      // A call or an index closes what it opened.
      if block[upper - 1] == 0x29, block[lower..<upper].dropFirst().contains(0x28) { break }
      if block[upper - 1] == 0x5D, block[lower..<upper].dropFirst().contains(0x5B) { break }
      upper -= 1
    }
    while lower < upper, "([{<".utf8.contains(block[lower]) { lower += 1 }
    return lower..<upper
  }

  // MARK: What it may be

  private func isPIN(_ text: UnsafeRawBufferPointer) -> Bool {
    (4...8).contains(text.count) && text.allSatisfy(Bytes.isDigit)
  }

  /// Letters and digits alternate in one part, as they don't in `db-credentials-2`.
  private func isDrawn(_ text: UnsafeRawBufferPointer) -> Bool {
    if TokenLikeness.isToken(text) { return true }
    guard !text.contains(where: { $0 <= 0x20 || $0 >= 0x80 }) else { return false }
    return text.split(whereSeparator: { "-_./:".utf8.contains($0) }).contains { part in
      guard part.count >= 8, part.count(where: Bytes.isLetter) >= 2 else { return false }
      let changes = zip(part, part.dropFirst()).count { Bytes.isDigit($0) != Bytes.isDigit($1) }
      return changes >= 3
    }
  }

  private func isTerm(_ text: UnsafeRawBufferPointer) -> Bool {
    text.count <= 24
      && text.map(Bytes.lowercased).withUnsafeBytes { Self.terms.holdsPrefix(of: $0) }
  }

  /// A URL, a path, a host, an address, a version.
  private func isPlace(_ text: UnsafeRawBufferPointer) -> Bool {
    if text.contains(0x28) && text.contains(0x29) || text.contains(0x5B) && text.contains(0x5D) {
      return true
    }
    if Search.first(Array("://".utf8), in: text, from: 0) != nil { return true }
    if Search.first(Array("::".utf8), in: text, from: 0) != nil { return true }
    var host = text
    if let sign = text.firstIndex(of: 0x40) {
      guard text[..<sign].allSatisfy({ Bytes.isKey($0) }) else { return false }
      host = UnsafeRawBufferPointer(rebasing: text[(sign + 1)...])
      if host.allSatisfy(Bytes.isLetter) { return true }
    }
    if let colon = host.firstIndex(of: 0x3A), host[(colon + 1)...].allSatisfy(Bytes.isDigit) {
      host = UnsafeRawBufferPointer(rebasing: host[..<colon])
    }
    guard host.contains(0x2E), host.allSatisfy({ Bytes.isKey($0) || $0 == 0x2F }) else {
      return false
    }
    if host.allSatisfy({ Bytes.isDigit($0) || $0 == 0x2E }) { return true }
    if host.count > 2, host[0] | 0x20 == 0x76, Bytes.isDigit(host[1]) { return true }
    guard let dot = host.lastIndex(of: 0x2E) else { return false }
    let label = host[(dot + 1)...].prefix { $0 != 0x2F }
    return (2...12).contains(label.count) && label.allSatisfy(Bytes.isLetter)
  }

  /// `8-character`, `3600seconds`.
  private func isCount(_ text: UnsafeRawBufferPointer) -> Bool {
    let digits = text.prefix(while: Bytes.isDigit).count
    guard (1...5).contains(digits) else { return false }
    let rest = text[digits...].drop { $0 == 0x2D }
    return rest.allSatisfy { $0 &- 0x61 < 26 } && rest.count <= 12
  }

  /// `ORA-28000`, `SQLSTATE=28P01`.
  private func isErrorCode(_ text: UnsafeRawBufferPointer) -> Bool {
    let letters = text.prefix { $0 &- 0x41 < 26 }.count
    return letters >= 1 && text[letters...].allSatisfy { Bytes.isDigit($0) || $0 == 0x2D }
  }

  private func isAssignment(_ text: UnsafeRawBufferPointer) -> Bool {
    guard let sign = text.firstIndex(of: 0x3D), sign > 0 else { return false }
    return text[..<sign].allSatisfy(Bytes.isKey) && text[sign...].contains { $0 != 0x3D }
  }

  private func isTime(_ text: UnsafeRawBufferPointer) -> Bool {
    let letters = text.count(where: Bytes.isLetter)
    return text.contains(0x3A) && text.count(where: Bytes.isDigit) > letters
      || text.allSatisfy { Bytes.isDigit($0) || ".,:-TZ+".utf8.contains($0) }
  }
}
