/// Values that are no secret: they name one, or say that there is none.
enum Reference {
  private static let words: Set<String> = [
    "null", "nil", "none", "undefined", "true", "false", "yes", "no", "on", "off", "empty", "unset",
    "changeme", "change_me", "change-me", "todo", "tbd", "example", "redacted", "[redacted]",
    "(redacted)", "masked", "hidden", "string", "str", "text", "bytes", "int", "integer", "number",
    "boolean", "bool", "object", "any", "void", "optional", "required", "secret", "password",
    "token",
    "n/a", "(none)", "<nil>", "(sensitive", "sensitive", "[filtered]", "[hidden]", "filtered",
    "(sensitive value)", "(known after apply)",
  ]

  private static let status: Set<String> = [
    "failed", "failure", "invalid", "expired", "missing", "accepted", "rejected", "denied", "ok",
    "valid", "unknown", "incorrect", "wrong", "changed", "updated", "enabled", "disabled",
    "authentication", "auth", "success", "successful", "succeeded", "error", "is", "was", "has",
    "for", "not", "must", "and", "or", "the", "a", "an", "in", "of", "to", "with", "from", "by",
    "opened", "closed", "created", "started", "ended", "deleted", "refreshed", "revoked", "absent",
    "present", "granted", "set", "empty", "default", "provided", "supplied", "found", "lookup",
    "mismatch", "md5", "scram-sha-256", "trust", "peer", "basic", "bearer", "digest", "negotiate",
    "cannot", "can", "could", "should", "will", "unable", "no", "new", "old", "unexpected",
  ]

  /// A word about a secret, where a value without quotes stands in running text.
  static func isStatusWord(_ value: UnsafeRawBufferPointer) -> Bool {
    guard value.count <= 16 else { return false }
    let text = String(decoding: value, as: UTF8.self).lowercased()
    return status.contains(text.trimmingSuffix(".,:;!"))
  }

  static func isReference(_ value: UnsafeRawBufferPointer) -> Bool {
    guard let first = value.first else { return true }
    // A mask: ****, xxxx, ....
    if value.allSatisfy({ $0 == first }), "*xX.-#?_0".utf8.contains(first),
      value.count > 2 || first == 0x2A
    {
      return true
    }
    if value.count > 512 { return false }
    let text = String(decoding: value, as: UTF8.self)
    if value.count <= 24, words.contains(text.lowercased()) { return true }
    switch first {
    case 0x24:  // $VAR, ${VAR}, $(command); $2b$… is a hash
      guard value.count > 1 else { return true }
      if value[1] == 0x7B || value[1] == 0x28 { return true }
      return (Bytes.isLetter(value[1]) || value[1] == 0x5F)
        && value.dropFirst().allSatisfy(Bytes.isWord)
    case 0x25:  // %VAR%, %s
      return value.count <= 2
        || (value.last == 0x25 && value.dropFirst().dropLast().allSatisfy(Bytes.isWord))
        || text.hasPrefix("%(") || text.hasPrefix("%{")
    case 0x7B:  // {{ x }}, {x}
      return text.hasPrefix("{{")
        || (value.last == 0x7D && value.dropFirst().dropLast().allSatisfy(Bytes.isKey))
    case 0x3C:  // <changeme>
      return text.hasPrefix("<%")
        || value.last == 0x3E && value.count <= 80 && !value.dropFirst().contains(0x3C)
    case 0x21:  // !Ref, !GetAtt, !vault
      return Bytes.isLetter(value.count > 1 ? value[1] : 0) && text.contains(" ")
    case 0x40:  // @Microsoft.KeyVault(…)
      return text.hasPrefix("@Microsoft.KeyVault")
    case 0x2F, 0x2E, 0x7E: return isPath(value, text)
    default: return isExpression(text, value)
    }
  }

  private static func isPath(_ value: UnsafeRawBufferPointer, _ text: String) -> Bool {
    guard
      text.hasPrefix("/") || text.hasPrefix("./") || text.hasPrefix("../") || text.hasPrefix("~/")
    else { return false }
    guard value.allSatisfy({ Bytes.isKey($0) || "/~{}$@ ".utf8.contains($0) }) else { return false }
    // A secret may begin with a slash: a path has short, word-like parts.
    let parts = text.split(separator: "/")
    return !parts.isEmpty && parts.allSatisfy { part in part.count <= 40 && !looksRandom(part) }
  }

  private static func looksRandom(_ part: Substring) -> Bool {
    guard part.count >= 12 else { return false }
    let changes = zip(part, part.dropFirst()).filter {
      $0.isNumber != $1.isNumber || $0.isUppercase != $1.isUppercase
    }
    return changes.count * 3 > part.count
  }

  private static let schemes = [
    "vault:", "op://", "ssm:", "secretsmanager:", "arn:aws:", "gcp-sm:", "sm://",
    "azurekeyvault://",
    "keyvault:", "file:", "env:", "ref+", "secretRef:", "ENC[",
  ]

  private static let expressions = [
    "var.", "local.", "data.", "module.", "each.", "self.", "process.env", "os.environ",
    "os.getenv",
    "getenv(", "env(", "ENV[", "System.getenv", "config.", "settings.", "secrets.", "inputs.",
    "github.", "Deno.env", "import.meta", "params.", "args.", "this.", "random_password.", "aws_",
    "azurerm_", "google_", "kubernetes_", "vault_", "tls_private_key.", "Fn::", "valueFrom",
    "secretKeyRef", "configMapKeyRef", "lookup(", "file(", "base64encode(", "jsonencode(",
    "sensitive(", "input(", "getpass", "prompt(", "ask(", "function", "lambda", "new ", "await ",
  ]

  private static func isExpression(_ text: String, _ value: UnsafeRawBufferPointer) -> Bool {
    if schemes.contains(where: text.hasPrefix) { return true }
    if expressions.contains(where: text.hasPrefix) { return true }
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

  /// A URL or connection string whose password another rule takes out: the rest is worth keeping.
  static func holdsCredentialsOfItsOwn(_ value: UnsafeRawBufferPointer) -> Bool {
    for name in pairNames where value.count > name.count && Search.holds(value, caseless: name) {
      return true
    }
    guard value.count > 12, let scheme = Search.first(Array("://".utf8), in: value, from: 0),
      scheme > 1,
      value[..<scheme].allSatisfy({ Bytes.isWord($0) || $0 == 0x2B || $0 == 0x3A || $0 == 0x2D })
    else { return false }
    let rest = value[(scheme + 3)...]
    guard let at = rest.lastIndex(of: 0x40) else { return false }
    return rest[..<at].contains(0x3A)
  }
}

extension String {
  fileprivate func trimmingSuffix(_ signs: String) -> String {
    var text = Substring(self)
    while let last = text.last, signs.contains(last) { text.removeLast() }
    return String(text)
  }
}
