internal import Documents
internal import Plans

/// A call of `psql`: the statements that it sends, as far as the plan holds them.
///
/// Source: https://www.postgresql.org/docs/current/app-psql.html
struct SQLCommand: Sendable {
  private let statements: Set<String>
  /// Whether it may send statements that the plan doesn't hold: a file, a variable's value.
  private let isOpen: Bool
  /// Whether it asks the catalog by commands of its own (`\d`).
  private let asksCatalog: Bool
  let databases: [String]
  let users: [String]

  init(_ facts: CommandFacts, _ command: Command, _ plan: Plan) {
    var text = facts.sql ?? ""
    var hasVariable = false
    if facts.command.input == nil, let input = command.standardInput {
      text += ";\n" + input.text
      hasVariable = !input.references.isEmpty
    }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let own = lines.filter { $0.drop { $0 == " " }.hasPrefix("\\") }
    asksCatalog = !own.isEmpty || !facts.flags.isDisjoint(with: ["-l", "--list"])
    statements = Set(
      SQLText.statements(
        lines.filter { !$0.drop { $0 == " " }.hasPrefix("\\") }.joined(separator: "\n")))
    let hasFile = !facts.flags.isDisjoint(with: ["-f", "--file"])
    isOpen =
      hasVariable || hasFile || text.isEmpty && !asksCatalog || Words.isOpen(text)
      || text.contains(":'") || text.contains(":\"") || own.contains { $0.contains("\\i") }
      || !facts.flags.isDisjoint(with: ["-v", "--set", "--variable"])
    let place = Self.place(facts, command)
    databases = place.databases
    users = place.users
  }

  var mustWrite: Bool { !isOpen && statements.contains { !SQLText.onlyReads($0) } }

  func strength(of entry: TrailEntry) -> Strength? {
    if !databases.isEmpty, let told = entry.event.scope["database"], !databases.contains(told) {
      return nil
    }
    if entry.event.action == "connect" { return .action }
    guard let text = entry.statement else { return isOpen ? .time : nil }
    let told = SQLText.statements(text)
    if !told.isEmpty, told.allSatisfy(statements.contains) { return .action }
    if isOpen { return .time }
    let isCatalog = entry.event.isReadOnly && text.contains("pg_catalog.")
    return asksCatalog && isCatalog ? .time : nil
  }

  /// Databases and users by options, connection strings and variables.
  private static func place(
    _ facts: CommandFacts, _ command: Command
  ) -> (databases: [String], users: [String]) {
    var databases: [String] = []
    var users = facts.values(of: ["-U", "--username"])
    for text in facts.values(of: ["-d", "--dbname"]) + positionals(facts) {
      let read = connection(text)
      if let user = read.user { users.append(user) }
      if let database = read.database { databases.append(database) }
    }
    let variables =
      command.environment.map { ($0.name, $0.value.text) }
      + facts.command.environment.map { ($0.name, $0.value.pattern) }
    for (name, value) in variables {
      if name == "PGUSER" { users.append(value) }
      if name == "PGDATABASE", databases.isEmpty { databases.append(value) }
    }
    return (
      databases.filter { !$0.isEmpty && !Words.isOpen($0) },
      users.filter { !$0.isEmpty && !Words.isOpen($0) }
    )
  }

  private static let withValue: Set<String> = [
    "-c", "--command", "-d", "--dbname", "-f", "--file", "-v", "--set", "--variable", "-F", "-h",
    "--host", "-p", "--port", "-U", "--username", "-L", "-o", "--output", "-P", "--pset", "-R",
    "-T",
  ]

  /// Operands, the values of options left out: the first is the database, the second the user.
  private static func positionals(_ facts: CommandFacts) -> [String] {
    var all: [String] = []
    var skips = false
    for argument in facts.arguments {
      if skips {
        skips = false
      } else if argument.hasPrefix("-") {
        let isCluster = argument.count > 2 && !argument.hasPrefix("--")
        skips =
          withValue.contains(argument)
          || isCluster && argument.last.map { withValue.contains("-\($0)") } == true
      } else {
        all.append(argument)
      }
    }
    return Array(all.prefix(1))
  }

  /// `postgresql://user@host/name?…`, `host=… dbname=… user=…`, or a name.
  private static func connection(_ text: String) -> (user: String?, database: String?) {
    if let scheme = text.firstRange(of: "://") {
      let rest = text[scheme.upperBound...].prefix { $0 != "?" }
      let parts = rest.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
      let at = parts[0].lastIndex(of: "@")
      let user = at.map { parts[0][..<$0].prefix { $0 != ":" } }.map(String.init)
      return (user, parts.count > 1 ? String(parts[1]) : nil)
    }
    guard text.contains("=") else { return (nil, text) }
    var read: (user: String?, database: String?) = (nil, nil)
    for word in text.split(separator: " ") {
      let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
      if parts.count == 2, parts[0] == "user" { read.user = parts[1] }
      if parts.count == 2, parts[0] == "dbname" { read.database = parts[1] }
    }
    return read
  }
}
