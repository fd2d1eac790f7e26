/// Files that hold nothing but a secret, which only their names tell.
enum SecretFile {
  private static let names: Set<String> = [
    ".vault_pass", ".vault_pass.txt", "vault_pass.txt", ".vault_password", "vault_password",
    "vault_password.txt", ".vault-token",
  ]
  /// In bytes.
  private static let longest = 512

  /// The secret and its rule.
  static func value(
    in block: UnsafeRawBufferPointer, path: String, _ rules: ScannedRules
  ) -> (range: Range<Int>, rule: Int)? {
    guard block.count <= longest, let rule = rule(of: path, rules) else { return nil }
    var range = 0..<block.count
    while let last = range.last, Bytes.isSpace(block[last]) { range = 0..<last }
    let value = UnsafeRawBufferPointer(rebasing: block[range])
    guard value.count >= 8, !value.contains(where: { Bytes.isSpace($0) || $0 == 0 }),
      !Reference.isReference(value)
    else { return nil }
    return (range, rule)
  }

  private static func rule(of path: String, _ rules: ScannedRules) -> Int? {
    let parts = path.split(separator: "/")
    guard let name = parts.last else { return nil }
    if name == "master.key" { return rules.railsKey }
    if name.hasSuffix(".key"), parts.dropLast().last == "credentials" { return rules.railsKey }
    return names.contains(String(name)) ? rules.sensitive : nil
  }
}
