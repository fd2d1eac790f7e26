internal import Plans

/// How sure it is that a command left an event.
package enum Strength: String, Sendable, Comparable, Encodable {
  /// Who and when fit, and nothing contradicts; what the command asks for can't be read from it.
  case time = "time and identity"
  /// What the command does, and what it names, fit too.
  case action

  package static func < (first: Strength, second: Strength) -> Bool {
    first == .time && second == .action
  }
}

/// What one program that a step runs leaves in the trails.
struct CommandTrace: Sendable {
  enum Kind: Sendable {
    case aws(AWSCommand)
    case kubectl(KubectlCommand)
    case google(GoogleCommand)
    case azure(AzureCommand)
    case sql(SQLCommand)
    /// It acts by the provider's credentials, or nobody knows what it does.
    case opaque
  }

  let kind: Kind
  let providers: Set<TrailProvider>
  let onlyReads: Bool

  /// - Returns: nil where the command can't have left the event.
  func strength(of entry: TrailEntry) -> Strength? {
    guard providers.contains(entry.event.provider) else { return nil }
    if onlyReads, !entry.event.isReadOnly, !isMechanical { return nil }
    switch kind {
    case .aws(let command): return command.strength(of: entry)
    case .kubectl(let command): return command.strength(of: entry)
    case .google(let command): return command.strength(of: entry)
    case .azure(let command): return command.strength(of: entry)
    case .sql(let command): return command.strength(of: entry)
    case .opaque: return .time
    }
  }

  /// Whether the action itself is compared, so that reading and writing needn't be told apart.
  private var isMechanical: Bool {
    switch kind {
    case .aws(let command): command.isMechanical
    case .kubectl: true
    default: false
    }
  }

  /// Whether it can't work without an event in its provider's trail.
  var leavesEvents: Bool {
    switch kind {
    case .aws(let command): command.callsService
    case .kubectl(let command): command.callsServer
    case .google(let command): command.callsService
    case .azure(let command): command.callsService
    case .sql: true
    case .opaque: false
    }
  }

  /// Whether it can't work without an event that isn't one of reading.
  var mustWrite: Bool {
    guard !onlyReads else { return false }
    switch kind {
    case .aws, .opaque: return false
    case .kubectl(let command): return command.mustWrite
    case .google(let command): return command.callsService
    case .azure(let command): return command.callsService
    case .sql(let command): return command.mustWrite
    }
  }

  // MARK: Reading the plan

  /// The traces of every program that a command runs.
  static func all(of command: Command, in plan: Plan) -> [CommandTrace] {
    let analysis = plan.analysis(of: command)
    var traces = analysis.commands.flatMap { Self.traces(of: $0, command, plan) }
    if !analysis.faults.isEmpty {
      traces.append(CommandTrace(kind: .opaque, providers: everywhere, onlyReads: false))
    }
    return traces
  }

  private static let everywhere = Set(TrailProvider.allCases)

  private static func traces(
    of effective: EffectiveCommand, _ command: Command, _ plan: Plan
  ) -> [CommandTrace] {
    let facts = CommandFacts(effective)
    var all: [CommandTrace] = []
    // What runs in a pod was taken off its wrapper.
    if effective.wrappers.contains(where: { $0 == "kubectl" || $0 == "oc" }) {
      all.append(
        CommandTrace(
          kind: .kubectl(.execution), providers: [.kubernetes], onlyReads: false))
    }
    let reads = facts.onlyReads
    switch effective.program {
    case "aws":
      all.append(CommandTrace(kind: .aws(AWSCommand(facts)), providers: [.aws], onlyReads: reads))
    case "kubectl", "oc":
      all.append(
        CommandTrace(
          kind: .kubectl(KubectlCommand(facts)), providers: [.kubernetes], onlyReads: reads))
    case "gcloud", "gsutil", "bq":
      all.append(
        CommandTrace(kind: .google(GoogleCommand(facts)), providers: [.google], onlyReads: reads))
    case "az":
      all.append(
        CommandTrace(kind: .azure(AzureCommand(facts)), providers: [.azure], onlyReads: reads))
    case "psql":
      all.append(
        CommandTrace(
          kind: .sql(SQLCommand(facts, command, plan)), providers: [.postgresql], onlyReads: false))
    default:
      let providers = companions[effective.program] ?? (isLocal(facts) ? [] : everywhere)
      if !providers.isEmpty {
        all.append(CommandTrace(kind: .opaque, providers: providers, onlyReads: reads))
      }
    }
    return all
  }

  /// Programs that act by a provider's credentials.
  private static let companions: [String: Set<TrailProvider>] = {
    var table: [String: Set<TrailProvider>] = [:]
    for provider in (try? TargetProvider.builtin()) ?? [] {
      guard let name = TrailProvider(rawValue: provider.names.first ?? "") else { continue }
      for program in provider.companions { table[program, default: []].insert(name) }
    }
    for program in [
      "pg_dump", "pg_dumpall", "pg_restore", "pg_basebackup", "createdb", "dropdb", "createuser",
      "dropuser", "vacuumdb", "reindexdb", "clusterdb", "pgbench", "pg_isready",
    ] { table[program] = [.postgresql] }
    return table
  }()

  /// Whether it acts on this machine only.
  private static func isLocal(_ facts: CommandFacts) -> Bool {
    let program = facts.command.program
    if reaching.contains(program) { return false }
    return facts.onlyReads || local.contains(program)
  }

  private static let reaching: Set<String> = ["curl", "wget", "ssh", "scp", "nc"]

  private static let local: Set<String> = [
    "cp", "mv", "rm", "mkdir", "rmdir", "touch", "tee", "sed", "awk", "ln", "chmod", "chown",
    "install", "tar", "gzip", "gunzip", "zstd", "xz", "sort", "uniq", "mktemp", "systemctl",
    "service", "journalctl", "nginx", "kill", "logger", "patch", "git", "date", "truncate", "dd",
    "sync", "split", "find", "xargs", "tmux", "sysctl", "crontab", "sleep", "wait", "return",
    "exit", "cd", "local", "export", "set", "trap", "shift", "eval", "source", ".",
  ]
}

/// What of a command's words can be compared.
enum Words {
  /// Whether a word's text is decided only while it runs.
  static func isOpen(_ word: String) -> Bool {
    word.contains("$") || word.contains("{{")
  }

  /// The parts of a word that can be a name: `Name=tag:env,Values=web` → web, env, …
  static func names(in word: String) -> [String] {
    word.split { "=,:/@ []{}\"'".contains($0) }.map { $0.lowercased() }.filter { $0.count > 1 }
  }

  /// Options by name, each with the words behind it.
  static func options(_ arguments: [String]) -> [(name: String, values: [String])] {
    var all: [(name: String, values: [String])] = []
    for argument in arguments {
      if argument.hasPrefix("-"), argument.count > 1, !argument.dropFirst().allSatisfy(\.isNumber) {
        let parts = argument.split(separator: "=", maxSplits: 1).map(String.init)
        all.append((parts[0], argument.hasPrefix("--") ? Array(parts.dropFirst()) : []))
      } else if !all.isEmpty {
        all[all.count - 1].values.append(argument)
      }
    }
    return all
  }
}
