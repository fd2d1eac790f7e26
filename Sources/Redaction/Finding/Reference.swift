/// Values that are no secret: they name one, or say that there is none.
enum Reference {
  private static let words = WordSet([
    "null", "nil", "none", "undefined", "true", "false", "yes", "no", "on", "off", "empty", "unset",
    "changeme", "change_me", "change-me", "todo", "tbd", "example", "redacted", "[redacted]",
    "(redacted)", "masked", "hidden", "string", "str", "text", "bytes", "int", "integer", "number",
    "boolean", "bool", "object", "any", "void", "optional", "required", "secret", "password",
    "token",
    "n/a", "(none)", "<nil>", "(sensitive", "sensitive", "[filtered]", "[hidden]", "filtered",
    "(sensitive value)", "(known after apply)", "include", "same-origin", "inherit", "omit",
    "basic", "bearer", "digest", "ntlm", "kerberos", "negotiate", "oauth", "oauth2", "jwt",
  ])

  private static let status = WordSet([
    "failed", "failure", "invalid", "expired", "missing", "accepted", "rejected", "denied", "ok",
    "valid", "unknown", "incorrect", "wrong", "changed", "updated", "enabled", "disabled",
    "authentication", "auth", "success", "successful", "succeeded", "error", "is", "was", "has",
    "for", "not", "must", "and", "or", "the", "a", "an", "in", "of", "to", "with", "from", "by",
    "opened", "closed", "created", "started", "ended", "deleted", "refreshed", "revoked", "absent",
    "present", "granted", "set", "empty", "default", "provided", "supplied", "found", "lookup",
    "mismatch", "md5", "scram-sha-256", "trust", "peer", "basic", "bearer", "digest", "negotiate",
    "cannot", "can", "could", "should", "will", "unable", "no", "new", "old", "unexpected",
    "rotated", "unchanged", "renewed", "cleared", "reused", "loaded", "ignored", "cached", "stale",
    "active", "inactive", "ready", "pending", "initialized", "generated", "verified", "unverified",
  ])

  /// A word about a secret, where a value without quotes stands in running text.
  static func isStatusWord(_ value: UnsafeRawBufferPointer) -> Bool {
    guard value.count <= 16 else { return false }
    var end = value.count
    while end > 0, isPunctuation(value[end - 1]) { end -= 1 }
    return status.contains(UnsafeRawBufferPointer(rebasing: value[..<end]))
  }

  private static func isPunctuation(_ byte: UInt8) -> Bool {
    byte == 0x2E || byte == 0x2C || byte == 0x3A || byte == 0x3B || byte == 0x21
  }

  static func isReference(_ value: UnsafeRawBufferPointer) -> Bool {
    guard let first = value.first else { return true }
    // A mask: ****, xxxx, ....
    if value.last == first, "*xX.-#?_0".utf8.contains(first), value.count > 2 || first == 0x2A,
      value.allSatisfy({ $0 == first })
    {
      return true
    }
    if value.count > 512 { return false }
    if isMaskedToken(value) { return true }
    if words.contains(value) || isMasked(value) || ExampleValue.isOne(value) { return true }
    switch first {
    case 0x24:  // $VAR, ${VAR}, $(command); $2b$… is a hash
      guard value.count > 1 else { return true }
      if value[1] == 0x7B || value[1] == 0x28 || value.count == 2 { return true }
      // In a page a quote may end it: `$TOKEN&quot;`. What goes on behind the quote is a value.
      let name = value.dropFirst()
      if let sign = name.firstIndex(of: 0x26), sign > name.startIndex {
        let rest = name[sign...]
        guard
          rest.elementsEqual("&quot".utf8)
            || rest.starts(with: "&quot;".utf8)
              && (rest.count == 6 || rest[sign + 6] == 0x3C)
        else { return false }
        return isVariable(UnsafeRawBufferPointer(rebasing: name[..<sign]))
      }
      return isVariable(UnsafeRawBufferPointer(rebasing: name))
    case 0x25:  // %VAR%, %s
      return value.count <= 2
        || (value.last == 0x25 && value.dropFirst().dropLast().allSatisfy(Bytes.isWord))
        || value[1] == 0x28 || value[1] == 0x7B
    case 0x7B:  // {{ x }}, {x}, also without its end
      let inside = value.last == 0x7D ? value.dropFirst().dropLast() : value.dropFirst()
      return value.count > 1 && value[1] == 0x7B || inside.allSatisfy(Bytes.isKey)
    case 0x26:  // &str, &'a str; in a page "$VAR" is &quot;$VAR&quot;
      if value.count > 8, Bytes.starts(value, with: "&quot;$") {
        return isReference(UnsafeRawBufferPointer(rebasing: value[6...]))
      }
      return value.count <= 24 && value.dropFirst().allSatisfy { Bytes.isLetter($0) || $0 == 0x27 }
    case 0x3C:  // <changeme>
      return value.count > 1 && value[1] == 0x25
        || value.last == 0x3E && value.count <= 80 && !value.dropFirst().contains(0x3C)
    case 0x21:  // !Ref, !GetAtt, !vault
      return Bytes.isLetter(value.count > 1 ? value[1] : 0) && value.contains(0x20)
    case 0x3A:  // :password, a parameter of SQL
      return value.count > 2 && value.dropFirst().allSatisfy { Bytes.isLetter($0) || $0 == 0x5F }
    case 0x40:  // @Microsoft.KeyVault(…)
      return Bytes.starts(value, with: "@Microsoft.KeyVault")
    case 0x2F, 0x2E, 0x7E: return isPath(value)
    default: return isExpression(value)
    }
  }

  private static let masks = WordSet([
    "redacted", "hidden", "filtered", "masked", "removed", "none", "null", "nil", "empty", "secret",
    "sensitive", "unset", "omitted", "scrubbed", "not set", "sensitive value", "private", "blank",
    "undefined", "missing", "default", "unknown", "n/a",
  ])

  /// `[REDACTED]`, `(hidden)`, also without its closing sign; `'}'`, which a parser complains about.
  private static func isMasked(_ value: UnsafeRawBufferPointer) -> Bool {
    if value.count <= 2, value.allSatisfy({ $0 > 0x20 && $0 < 0x80 && !Bytes.isWord($0) }) {
      return true
    }
    guard let first = value.first, "[(<{".utf8.contains(first), let last = value.last else {
      return false
    }
    let inside = value[1..<(")]>}".utf8.contains(last) ? value.count - 1 : value.count)]
    return masks.contains(UnsafeRawBufferPointer(rebasing: inside))
  }

  /// `ghp_xxxxxxxxxxxx`, `AKIAXXXXXXXXXXXX`: nothing but a vendor's prefix is left.
  private static func isMaskedToken(_ value: UnsafeRawBufferPointer) -> Bool {
    guard value.count >= 16, let last = value.last, "xX*".utf8.contains(last) else { return false }
    let run = value.reversed().prefix { $0 == last }.count
    let prefix = value.dropLast(run)
    guard run >= 12, prefix.count <= 16, let end = prefix.last else { return false }
    return end == 0x2D || end == 0x5F || prefix.count == 4 && prefix.allSatisfy(Bytes.isLetter)
  }

  /// `DB_PASSWORD`, `dbPassword`, `pw1`: `$ecret9xQ` is none, its digit stands amid letters.
  private static func isVariable(_ name: UnsafeRawBufferPointer) -> Bool {
    guard Bytes.isLetter(name[0]) || name[0] == 0x5F,
      name.indices.allSatisfy({ index in
        // Markdown writes `DB\_PASSWORD`.
        Bytes.isWord(name[index])
          || name[index] == 0x5C && index + 1 < name.count && name[index + 1] == 0x5F
      })
    else { return false }
    let hasLower = name.contains { $0 &- 0x61 < 26 }
    guard hasLower, let digit = name.firstIndex(where: Bytes.isDigit) else { return true }
    return name[digit...].allSatisfy(Bytes.isDigit) || name.contains(0x5F)
  }

  private static func isPath(_ value: UnsafeRawBufferPointer) -> Bool {
    guard
      value[0] == 0x2F || Bytes.starts(value, with: "./") || Bytes.starts(value, with: "../")
        || Bytes.starts(value, with: "~/")
    else { return false }
    guard value.allSatisfy({ Bytes.isKey($0) || "/~{}$@ ".utf8.contains($0) }) else { return false }
    // A secret may begin with a slash: a path has short, word-like parts.
    let parts = String(decoding: value, as: UTF8.self).split(separator: "/")
    return !parts.isEmpty && !TokenLikeness.mayBeRandom(value)
      && parts.allSatisfy { part in
        part.count <= 40 && !looksRandom(part)
          && (part.utf8.count < 16 || Guessability.bits(part.utf8) < 60)
      }
  }

  private static func looksRandom(_ part: Substring) -> Bool {
    guard part.count >= 12 else { return false }
    let changes = zip(part, part.dropFirst()).filter {
      $0.isNumber != $1.isNumber || $0.isUppercase != $1.isUppercase
    }
    return changes.count * 3 > part.count
  }

  private static let schemes = PrefixSet([
    "vault:", "op://", "ssm:", "secretsmanager:", "arn:aws:", "gcp-sm:", "sm://",
    "azurekeyvault://",
    "keyvault:", "file:", "env:", "ref+", "secretRef:", "ENC[",
    // Postfix' tables.
    "hash:/", "lmdb:/", "btree:/", "texthash:/", "cdb:/", "pgsql:/", "mysql:/", "ldap:/",
  ])

  private static let expressions = PrefixSet([
    "var.", "local.", "data.", "module.", "each.", "self.", "process.env", "os.environ",
    "os.getenv",
    "getenv(", "env(", "ENV[", "System.getenv", "config.", "settings.", "secrets.", "inputs.",
    "github.", "Deno.env", "import.meta", "params.", "args.", "this.", "random_password.", "aws_",
    "azurerm_", "google_", "kubernetes_", "vault_", "tls_private_key.", "Fn::", "valueFrom",
    "secretKeyRef", "configMapKeyRef", "lookup(", "file(", "base64encode(", "jsonencode(",
    "sensitive(", "input(", "getpass", "prompt(", "ask(", "function", "lambda",
  ])

  private static func isExpression(_ value: UnsafeRawBufferPointer) -> Bool {
    if schemes.holdsPrefix(of: value) || expressions.holdsPrefix(of: value) { return true }
    // `new Key(…)`, `await read()`; a phrase has no call.
    if Bytes.starts(value, with: "new ") || Bytes.starts(value, with: "await ") {
      return value.contains(0x28)
    }
    // A call, f(x): letters up to the parenthesis, which closes at the end.
    if value.last == 0x29, let open = value.firstIndex(of: 0x28), open > 0,
      value[..<open].allSatisfy({ Bytes.isWord($0) || $0 == 0x2E })
    {
      return true
    }
    return false
  }

  private static let pairNames = [
    "password=", "pwd=", "accountkey=", "sharedaccesskey=", "passwd=", ";pw=",
  ].map { Array($0.utf8) }

  /// The length of the pair's name that begins at `index`, with its sign.
  static func pairName(at index: Int, in block: UnsafeRawBufferPointer) -> Int? {
    switch block[index] | 0x20 {
    case 0x70, 0x61, 0x73, 0x3B:  // p, a, s, ;
      let rest = UnsafeRawBufferPointer(rebasing: block[index..<min(block.count, index + 16)])
      return pairNames.first { name in
        name.count <= rest.count
          && name.indices.allSatisfy { Bytes.lowercased(rest[$0]) == name[$0] }
      }?.count
    default: return nil
    }
  }

  /// Before the `://`, in bytes: `jdbc:mysql`.
  static let longestScheme = 256

  static func isScheme(_ text: UnsafeRawBufferPointer) -> Bool {
    text.allSatisfy { Bytes.isWord($0) || $0 == 0x2B || $0 == 0x3A || $0 == 0x2D }
  }

  private static let schemeMark = Array("://".utf8)

  /// A URL or connection string whose password another rule takes out: the rest is worth keeping.
  static func holdsCredentialsOfItsOwn(_ value: UnsafeRawBufferPointer) -> Bool {
    if value.contains(0x3D),
      pairNames.contains(where: { value.count > $0.count && Search.holds(value, caseless: $0) })
    {
      return true
    }
    guard value.count > 12, let scheme = Search.first(schemeMark, in: value, from: 0),
      scheme > 1, scheme <= longestScheme,
      isScheme(UnsafeRawBufferPointer(rebasing: value[..<scheme]))
    else { return false }
    let rest = value[(scheme + 3)...]
    guard let at = rest.lastIndex(of: 0x40) else { return false }
    return rest[..<at].contains(0x3A)
  }
}
