/// Literal secrets that a command line shows to everybody on the machine.
enum SecretArguments {
  private static let options: Set<String> = [
    "--password", "--passwd", "--token", "--secret", "--api-key", "--apikey", "--access-key",
    "--secret-key", "--private-key", "--client-secret", "--auth-token", "--admin-password",
    "--master-user-password", "--from-literal", "--storage-pass", "--http-password", "--pass",
    "--access-token", "--secret-string", "--secret-access-key", "--db-password", "--root-password",
  ]

  private static let variables: [String] = [
    "PASSWORD", "PASSWD", "SECRET", "TOKEN", "API_KEY", "APIKEY", "PGPASSWORD", "MYSQL_PWD",
    "ACCESS_KEY", "PRIVATE_KEY",
  ]

  static func isPresent(in facts: CommandFacts) -> Bool { !secrets(in: facts).isEmpty }

  /// The secret texts, for masking.
  static func secrets(in facts: CommandFacts) -> [String] {
    let command = facts.command
    var found: [String] = []
    for (index, argument) in facts.arguments.enumerated() {
      let word = command.words[index]
      if options.contains(argument), argument != "--from-literal", index + 1 < command.words.count,
        let value = command.words[index + 1].literal, isSecret(value)
      {
        found.append(value)
      } else if let equals = argument.firstIndex(of: "="),
        options.contains(String(argument[..<equals])), word.literal != nil,
        case let value = String(argument[argument.index(after: equals)...]), isSecret(value)
      {
        found.append(value)
      }
      if let password = urlPassword(argument), word.literal != nil { found.append(password) }
      if let header = authorization(argument), word.literal != nil { found.append(header) }
    }
    found += programSecrets(facts)
    found += facts.sql.map(sqlPasswords) ?? []
    if ["export", "declare", "local", "readonly", "typeset"].contains(command.program) {
      for (index, argument) in facts.arguments.enumerated() {
        guard command.words[index].literal != nil, let equals = argument.firstIndex(of: "=") else {
          continue
        }
        let value = String(argument[argument.index(after: equals)...])
        if isSecret(value), isSecretName(argument[..<equals]) { found.append(value) }
      }
    }
    for (name, value) in command.environment {
      guard let text = value.literal, isSecret(text), isSecretName(name) else { continue }
      found.append(text)
    }
    return found
  }

  private static func isSecretName(_ name: some StringProtocol) -> Bool {
    let upper = name.uppercased()
    return !upper.hasSuffix("_FILE") && variables.contains { upper.hasSuffix($0) }
  }

  /// `PASSWORD 'text'`, `IDENTIFIED BY 'text'`.
  private static func sqlPasswords(_ sql: String) -> [String] {
    let parts = sql.split(separator: "'", omittingEmptySubsequences: false)
    var found: [String] = []
    for index in parts.indices.dropFirst() where index % 2 == 1 && index + 1 < parts.count {
      let lead = parts[index - 1].uppercased().split(whereSeparator: \.isWhitespace).suffix(2)
      guard lead.last == "PASSWORD" || lead.joined(separator: " ").hasSuffix("IDENTIFIED BY"),
        isSecret(String(parts[index]))
      else { continue }
      found.append(String(parts[index]))
    }
    return found
  }

  private static func programSecrets(_ facts: CommandFacts) -> [String] {
    let command = facts.command
    var found: [String] = []
    for (index, word) in command.words.enumerated() {
      guard let text = word.literal else { continue }
      let next = index + 1 < command.words.count ? command.words[index + 1].literal : nil
      switch command.program {
      case "mysql", "mysqldump", "mariadb", "mysqladmin", "mariadb-dump":
        if text.hasPrefix("-p"), text.count > 2, !text.hasPrefix("--") {
          found.append(String(text.dropFirst(2)))
        }
      case "sshpass":
        if text == "-p", let next { found.append(next) }
        if text.hasPrefix("-p"), text.count > 2 { found.append(String(text.dropFirst(2))) }
      case "redis-cli": if text == "-a", let next, isSecret(next) { found.append(next) }
      case "curl":
        if text == "-u" || text == "--user", let next, let colon = next.firstIndex(of: ":"),
          case let value = String(next[next.index(after: colon)...]), isSecret(value)
        {
          found.append(value)
        }
      case "docker", "podman", "helm":
        if text == "-p", facts.positionals.first?.text == "login", let next {
          found.append(next)
        }
      case "az", "htpasswd", "openssl":
        if command.program == "openssl", text.hasPrefix("pass:"), text.count > 5 {
          found.append(String(text.dropFirst(5)))
        }
      default: break
      }
    }
    return found
  }

  /// A text that is no reference, placeholder or word for one.
  private static func isSecret(_ text: String) -> Bool {
    guard text.count >= 4, !text.hasPrefix("$"), !text.hasPrefix("<"), !text.hasPrefix("{{"),
      !text.hasPrefix("file:"), !text.hasPrefix("@"), !text.hasPrefix("/"), !text.hasPrefix("-"),
      !text.hasPrefix("%s"),
      !text.contains(" ")
    else { return false }
    return !["true", "false", "none", "null", "stdin", "prompt"].contains(text.lowercased())
  }

  private static func urlPassword(_ text: String) -> String? {
    guard let scheme = text.firstRange(of: "://") else { return nil }
    let rest = text[scheme.upperBound...]
    let authority = rest.prefix { $0 != "/" && $0 != "?" }
    guard let at = authority.lastIndex(of: "@"),
      let colon = authority[..<at].firstIndex(of: ":")
    else { return nil }
    let password = String(authority[authority.index(after: colon)..<at])
    return password.isEmpty || !isSecret(password) ? nil : password
  }

  private static func authorization(_ text: String) -> String? {
    let lower = text.lowercased()
    for lead in [
      "authorization: bearer ", "authorization: basic ", "authorization: token ",
      "x-api-key: ", "x-auth-token: ", "private-token: ",
    ] where lower.hasPrefix(lead) {
      let value = String(text.dropFirst(lead.count))
      return isSecret(value) ? value : nil
    }
    return nil
  }
}
