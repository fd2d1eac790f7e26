/// Judges whether a command of a diagnostic plan is known to only read.
enum ReadingCommand {
  private static let folders: Set<String> = [
    "/bin", "/sbin", "/usr/bin", "/usr/sbin", "/usr/local/bin", "/usr/local/sbin",
    "/opt/homebrew/bin",
  ]
  /// The wrappers whose own words do nothing else.
  private static let wrappers: Set<String> = [
    "sudo", "env", "timeout", "gtimeout", "nice", "ionice", "command", "builtin", "exec", "sh",
    "bash", "dash", "eval", "xargs", "stdbuf", "runuser", "su", "find", "kubectl", "oc", "docker",
    "podman",
  ]

  static func onlyReads(_ facts: CommandFacts) -> Bool {
    let command = facts.command
    guard command.folder.isEmpty || folders.contains(command.folder),
      command.wrappers.allSatisfy(wrappers.contains), !command.redirects.contains(where: writes),
      !setsVariable(facts)
    else { return false }
    let arguments = facts.arguments
    switch command.program {
    case "sed":
      return SedScript.onlyRead(facts)
    case "awk", "gawk", "mawk":
      return !["-f", "--file", "-i", "--include", "-l", "--load", "-E", "--exec"].contains {
        facts.mayHold($0)
      } && !arguments.contains(where: isAwkEffect)
    case "tar":
      let letters = arguments.first.map { $0.hasPrefix("-") ? "" : $0 } ?? ""
      return (facts.flags.contains("-t") || facts.flags.contains("--list") || letters.contains("t"))
        && !letters.contains { "xcruI".contains($0) }
        && ![
          "-x", "-c", "-r", "-u", "-I", "-F", "--extract", "--get", "--create", "--append",
          "--update", "--delete", "--use-compress-program", "--to-command", "--rsh-command",
          "--checkpoint-action", "--info-script", "--new-volume-script", "--index-file",
        ].contains { facts.mayHold($0) }
    case "psql":
      return readsBySQL(facts, needing: ["-c", "--command", "-l", "--list", "-V", "--version"])
        && ![
          "-f", "--file", "-o", "--output", "-L", "--log-file", "-v", "--set", "--variable",
        ].contains { facts.mayHold($0) }
    case "mysql", "mariadb":
      return readsBySQL(facts, needing: ["-e", "--execute", "-V", "--version"])
        && !["--tee", "--init-command", "--pager"].contains { facts.mayHold($0) }
    case "curl":
      let outputs = facts.values(of: ["-o", "--output"])
      let isBare =
        facts.flags.contains("-o")
        || facts.flags.contains { "--output".hasPrefix($0) && $0.count > 3 }
      guard !isBare || (!outputs.isEmpty && outputs.allSatisfy { $0 == "/dev/null" || $0 == "-" })
      else { return false }
    case "wget":
      let outputs = facts.values(of: ["-O", "--output-document"])
      let isKept = !facts.flags.contains("--spider") && outputs.isEmpty
      return !isKept && outputs.allSatisfy { $0 == "/dev/null" || $0 == "-" }
        && ![
          "--post-data", "--post-file", "--method", "--body-data", "--body-file", "-e", "--execute",
          "-o", "--output-file", "-a", "--append-output", "--save-cookies", "--config",
          "--use-askpass", "--hsts-file", "--warc-file",
        ].contains { facts.mayHold($0) }
    case "date":
      guard facts.positionals.allSatisfy({ $0.text.hasPrefix("+") }) else {
        // `date -d yesterday +%F`: the value of an option.
        return facts.flags.contains("-d") && !facts.flags.contains("-s")
      }
    case "sysctl":
      guard !facts.positionals.contains(where: { $0.text.contains("=") }) else { return false }
    default: break
    }
    return ReadingProgram.all[command.program]?.allows(facts) ?? false
  }

  private static func writes(_ redirect: ShellRedirect) -> Bool {
    let target = redirect.target.pattern
    switch redirect.kind {
    case .write, .append, .readWrite:
      return !["/dev/null", "/dev/stdout", "/dev/stderr"].contains(target)
    case .duplicate: return target.utf8.contains { !$0.isDigit && $0 != UInt8(ascii: "-") }
    case .read, .hereDocument, .hereString: return false
    }
  }

  /// A variable that decides what the other commands are.
  private static func setsVariable(_ facts: CommandFacts) -> Bool {
    if facts.command.environment.contains(where: { EnvironmentDanger.isPresent(in: $0.name) }) {
      return true
    }
    guard
      [
        "export", "local", "declare", "typeset", "readonly", "read", "unset", "let", "printf",
        "set", "env",
      ].contains(facts.command.program)
    else { return false }
    if facts.command.program == "printf", !facts.flags.contains("-v") { return false }
    return facts.arguments.contains { argument in
      EnvironmentDanger.isPresent(in: String(argument.prefix { $0 != "=" && $0 != "+" }))
    }
  }

  /// A redirect, a pipe or a command in the language of awk.
  private static func isAwkEffect(_ code: String) -> Bool {
    if code.contains("system") || code.contains("getline") || code.contains("@") { return true }
    if code.replacing("||", with: "").contains("|") { return true }
    guard let print = code.firstRange(of: "print") else { return false }
    return code[print.upperBound...].contains(">")
  }

  private static let readers: Set<String> = [
    "SELECT", "SHOW", "EXPLAIN", "TABLE", "VALUES", "WITH", "DESCRIBE", "DESC", "USE", "BEGIN",
    "START", "ROLLBACK", "SET",
  ]
  private static let effects = [
    "pg_terminate_backend", "pg_cancel_backend", "pg_reload_conf", "pg_rotate_logfile",
    "pg_promote", "pg_switch_wal", "setval", "nextval", "lo_", "dblink", "pg_create_", "pg_drop_",
    "set_config", "pg_stat_reset", "into outfile", "into dumpfile", "pg_file_", "pg_logical_",
    "pg_replication_origin_", "pg_replication_slot_", "pg_advisory",
  ]

  private static func readsBySQL(_ facts: CommandFacts, needing options: Set<String>) -> Bool {
    guard options.contains(where: { facts.mayHold($0) }) else { return false }
    guard let sql = facts.sql else { return true }
    // What writes is told by the rule for it.
    if SQLDanger.of(sql).contains(.write) { return true }
    let lower = sql.lowercased()
    let isListing =
      lower.hasPrefix("\\d") || lower.hasPrefix("\\l") || lower.hasPrefix("\\conninfo")
    guard !effects.contains(where: { lower.contains($0) }) else { return false }
    if isListing { return !lower.dropFirst().contains { $0 == "\\" || $0 == "\n" || $0 == "|" } }
    return !lower.contains("\\")
      && SQLDanger.firstWords(of: sql).allSatisfy { readers.contains($0) }
      && !SQLDanger.holds(word: "INTO", in: sql)
  }
}

/// The language of sed.
enum SedScript {
  static func onlyRead(_ facts: CommandFacts) -> Bool {
    let banned = ["-i", "--in-place", "-f", "--file"]
    guard !banned.contains(where: { facts.mayHold($0) }) else { return false }
    var scripts = facts.values(of: ["-e", "--expression"])
    if scripts.isEmpty { scripts = facts.positionals.prefix(1).map(\.text) }
    return !scripts.isEmpty && scripts.allSatisfy { onlyReads(Array($0.utf8)) }
  }

  /// Addresses with commands that print, delete or substitute; anything else may write or run.
  static func onlyReads(_ script: [UInt8]) -> Bool {
    var index = 0
    func skip(to delimiter: UInt8) -> Bool {
      while index < script.count, script[index] != delimiter {
        if script[index] == .newline { return false }
        index += script[index] == .backslash ? 2 : 1
      }
      index += 1
      return index <= script.count
    }
    while index < script.count {
      let byte = script[index]
      index += 1
      switch byte {
      case UInt8(ascii: "/"):
        guard skip(to: byte) else { return false }
      case UInt8(ascii: "s"), UInt8(ascii: "y"):
        guard index < script.count else { return false }
        let delimiter = script[index]
        index += 1
        guard skip(to: delimiter), skip(to: delimiter) else { return false }
        while index < script.count, "gpIi0123456789".utf8.contains(script[index]) { index += 1 }
        guard index == script.count || "; \n}".utf8.contains(script[index]) else { return false }
      default:
        guard "0123456789$,!~+; \t\n{}pPdDqQnNhHgGx=".utf8.contains(byte) else { return false }
      }
    }
    return true
  }
}
