/// What a SQL text would destroy or give away.
enum SQLDanger: String, CaseIterable {
  case drop, truncate
  /// The logs from which a database is restored or followed.
  case logRemoval = "log-removal"
  /// DELETE without a WHERE that narrows.
  case deleteAll = "delete-all"
  /// UPDATE without a WHERE that narrows.
  case updateAll = "update-all"
  /// GRANT ALL, SUPERUSER, WITH GRANT OPTION on everything.
  case grantAll = "grant-all"
  /// Settings of a server, a database or a role.
  case settings
  /// Roles, users and what they may do.
  case access
  /// Any statement that writes.
  case write

  static func of(_ text: String) -> Set<SQLDanger> {
    statements(of: text).reduce(into: []) { $0.formUnion(of(words: $1)) }
  }

  /// The first word of each statement, in upper case.
  static func firstWords(of text: String) -> [String] { statements(of: text).compactMap(\.first) }

  static func holds(word: String, in text: String) -> Bool {
    statements(of: text).contains { $0.contains(word) }
  }

  private static let writers: Set<String> = [
    "INSERT", "UPDATE", "DELETE", "MERGE", "REPLACE", "CREATE", "ALTER", "DROP", "TRUNCATE",
    "GRANT",
    "REVOKE", "VACUUM", "REINDEX", "CLUSTER", "LOCK", "CALL", "DO", "RENAME", "REFRESH", "COMMENT",
    "SECURITY", "REASSIGN", "IMPORT", "LOAD", "OPTIMIZE", "KILL", "PURGE", "FLUSH", "RESET",
  ]

  private static func of(words: [String]) -> Set<SQLDanger> {
    guard var first = words.first else { return [] }
    var words = words
    var result: Set<SQLDanger> = []
    if first == "EXPLAIN" {
      guard words.prefix(4).contains("ANALYZE"),
        let start = words.firstIndex(where: { writers.contains($0) })
      else { return [] }
      words = Array(words[start...])
      first = words[0]
    }
    if writers.contains(first) { result.insert(.write) }
    result.formUnion(administration(words))
    // A block's statements stand behind BEGIN, THEN and their kind.
    if let begin = words.lastIndex(where: { ["BEGIN", "THEN", "ELSE", "LOOP"].contains($0) }),
      first != "CREATE"
    {
      result.formUnion(of(words: Array(words[(begin + 1)...])))
    }
    switch first {
    case "DROP": if !words.dropFirst().prefix(1).contains("TEMPORARY") { result.insert(.drop) }
    case "TRUNCATE": result.insert(.truncate)
    case "RESET": if words.dropFirst().first == "MASTER" { result.insert(.logRemoval) }
    case "PURGE": result.insert(.logRemoval)
    case "ALTER":
      for (index, word) in words.enumerated() where word == "DROP" && index + 1 < words.count {
        if !["DEFAULT", "NOT", "IDENTITY", "EXPRESSION", "CONSTRAINT"].contains(words[index + 1]) {
          result.insert(.drop)
        }
      }
      if words.contains("SUPERUSER") { result.insert(.grantAll) }
    case "CREATE":
      if words.contains("SUPERUSER") { result.insert(.grantAll) }
    case "GRANT":
      if words.dropFirst().first == "ALL" || words.contains("PG_WRITE_ALL_DATA")
        || words.contains("SUPER") || words.contains("RDS_SUPERUSER")
      {
        result.insert(.grantAll)
      }
    default: break
    }
    for (index, word) in words.enumerated() {
      let rest = Array(words[(index + 1)...])
      if word == "DELETE", index == 0 || words[index - 1] == "(" {
        if rest.first == "FROM" || index == 0 {
          result.insert(.write)
          if !narrows(rest) { result.insert(.deleteAll) }
        }
      }
      if word == "UPDATE", index == 0 || words[index - 1] == "(", rest.contains("SET") {
        result.insert(.write)
        if !narrows(rest) { result.insert(.updateAll) }
      }
    }
    return result
  }

  /// What the first words say of a statement that changes settings or rights.
  private static func administration(_ words: [String]) -> Set<SQLDanger> {
    let second = words.dropFirst().first ?? ""
    switch words[0] {
    case "GRANT", "REVOKE", "REASSIGN": return [.access]
    case "ALTER" where second == "SYSTEM": return [.settings]
    case "ALTER" where ["DATABASE", "ROLE", "USER"].contains(second):
      if words.contains("SET") || words.contains("RESET") { return [.settings] }
      return second == "DATABASE" ? [.settings] : [.access]
    case "ALTER" where second == "DEFAULT" && words.dropFirst(2).first == "PRIVILEGES":
      return [.access]
    case "CREATE", "DROP", "ALTER":
      return ["ROLE", "USER", "POLICY", "GROUP"].contains(second) ? [.access] : []
    case "SET":
      return ["GLOBAL", "PERSIST", "PERSIST_ONLY"].contains(second) || second == "PASSWORD"
        ? [.settings] : []
    default: return []
    }
  }

  private static func narrows(_ words: [String]) -> Bool {
    guard let place = words.firstIndex(of: "WHERE") else { return false }
    let condition = words[(place + 1)...].prefix { $0 != ")" && $0 != "RETURNING" }
    let text = condition.joined(separator: " ")
    return !["", "TRUE", "1", "1 = 1", "'' = ''", "1 < 2", "NOT FALSE"].contains(text)
  }

  /// Words in upper case, statement by statement; quoted texts are `''`, comments are gone.
  private static func statements(of text: String) -> [[String]] {
    var statements: [[String]] = []
    var words: [String] = []
    let bytes = Array(text.utf8)
    var index = 0
    func at(_ offset: Int) -> UInt8? {
      index + offset < bytes.count ? bytes[index + offset] : nil
    }
    while index < bytes.count {
      let byte = bytes[index]
      if byte == UInt8(ascii: "-"), at(1) == byte {
        while index < bytes.count, bytes[index] != .newline { index += 1 }
      } else if byte == UInt8(ascii: "/"), at(1) == UInt8(ascii: "*") {
        // MySQL runs what stands in /*! … */.
        if at(2) == UInt8(ascii: "!") {
          index += 3
          while index < bytes.count, bytes[index].isDigit { index += 1 }
          continue
        }
        index += 2
        while index < bytes.count,
          !(bytes[index] == UInt8(ascii: "*") && at(1) == UInt8(ascii: "/"))
        {
          index += 1
        }
        index += 2
      } else if byte == .quote || byte == .backtick || byte == .doubleQuote {
        index += 1
        let start = index
        while index < bytes.count, bytes[index] != byte {
          index += bytes[index] == .backslash && byte == .quote ? 2 : 1
        }
        let end = min(index, bytes.count)
        if byte == .quote, words.last == "EXECUTE" {
          statements += Self.statements(
            of: String(decoding: bytes[start..<end], as: UTF8.self))
        }
        index += 1
        words.append(byte == .quote ? "''" : "\"\"")
      } else if byte == UInt8(ascii: ";") {
        if !words.isEmpty { statements.append(words) }
        words = []
        index += 1
      } else if byte.isNameByte || byte >= 0x80 {
        let start = index
        while index < bytes.count, bytes[index].isNameByte || bytes[index] >= 0x80 { index += 1 }
        words.append(String(decoding: bytes[start..<index], as: UTF8.self).uppercased())
      } else {
        if "()=<>".utf8.contains(byte) { words.append(String(UnicodeScalar(byte))) }
        index += 1
      }
    }
    if !words.isEmpty { statements.append(words) }
    return statements
  }
}
