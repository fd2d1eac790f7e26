/// A command cut into what rules ask for; computed once a command.
package struct CommandFacts {
  package let command: EffectiveCommand
  package let arguments: [String]
  /// Options by name: `--force`, `-f`, and the letters of a cluster.
  package let flags: Set<String>
  /// Arguments that are no options, and no values of options that this program is known to have.
  package let positionals: [(text: String, word: ShellWord)]
  let text: String

  package init(_ command: EffectiveCommand) {
    self.command = command
    arguments = command.arguments
    var flags: Set<String> = []
    var positionals: [(String, ShellWord)] = []
    let valueOptions = Self.valueOptions[command.program] ?? []
    let hasLongDash = Self.singleDash.contains(command.program)
    var ended = false
    var index = 0
    while index < command.words.count {
      let word = command.words[index]
      let argument = arguments[index]
      index += 1
      guard !ended, argument.hasPrefix("-"), argument.utf8.count > 1 else {
        positionals.append((argument, word))
        continue
      }
      if argument == "--" {
        ended = true
        continue
      }
      let name = argument.split(separator: "=", maxSplits: 1).first.map(String.init) ?? argument
      flags.insert(name)
      if !argument.hasPrefix("--"), !hasLongDash {
        for letter in name.dropFirst() where letter.isLetter || letter.isNumber {
          flags.insert("-\(letter)")
        }
      }
      if hasLongDash, argument.hasPrefix("--") { flags.insert(String(name.dropFirst())) }
      if valueOptions.contains(argument), index < command.words.count { index += 1 }
    }
    self.flags = flags
    self.positionals = positionals
    text = arguments.joined(separator: " ")
  }

  /// The values of an option, as the next word or after `=`.
  package func values(of names: Set<String>) -> [String] {
    var values: [String] = []
    for (index, argument) in arguments.enumerated() {
      if names.contains(argument) {
        if index + 1 < arguments.count { values.append(arguments[index + 1]) }
      } else if isCluster(argument), let last = argument.last, names.contains("-\(last)") {
        // psql -tAc 'SELECT 1'
        if index + 1 < arguments.count { values.append(arguments[index + 1]) }
      } else if let equals = argument.firstIndex(of: "="),
        names.contains(String(argument[..<equals]))
      {
        values.append(String(argument[argument.index(after: equals)...]))
      } else if let short = names.first(where: {
        $0.count == 2 && !$0.hasPrefix("--") && argument.hasPrefix($0) && argument.count > 2
      }) {
        values.append(String(argument.dropFirst(short.count)))
      }
    }
    return values
  }

  /// `-tAc`: short options in one word.
  private func isCluster(_ argument: String) -> Bool {
    argument.utf8.count > 2 && argument.hasPrefix("-")
      && argument.dropFirst().allSatisfy { $0.isASCII && $0.isLetter }
      && !Self.singleDash.contains(command.program)
  }

  /// Programs whose long options have one dash, so that `-force` is no cluster.
  private static let singleDash: Set<String> = [
    "find", "terraform", "tofu", "terragrunt", "packer", "nomad", "vault", "consul", "openssl",
    "java", "go", "cmake", "ffmpeg", "gcc", "clang", "vmrun", "hdiutil", "nmap", "ant", "mvn",
    "pwsh", "powershell", "xcodebuild", "VBoxManage", "diskutil", "keytool",
  ]

  /// Options in front of a subcommand whose value is the next word.
  private static let valueOptions: [String: Set<String>] = {
    let kubectl: Set<String> = [
      "-n", "--namespace", "--context", "--kubeconfig", "--cluster", "--user", "-l", "--selector",
      "-o", "--output", "-c", "--container", "--token", "--as", "--server", "-s", "--timeout",
      "--field-selector", "--grace-period", "--request-timeout",
    ]
    let docker: Set<String> = [
      "-H", "--host", "--context", "-c", "-f", "--file", "-p", "--project-name", "--log-level",
      "--env-file",
      "--profile", "--filter", "-l",
    ]
    let git: Set<String> = ["-C", "-c", "--git-dir", "--work-tree", "--namespace"]
    let gcloud: Set<String> = [
      "--project", "--zone", "--region", "--account", "--format", "--configuration", "--cluster",
    ]
    let aws: Set<String> = [
      "--profile", "--region", "--output", "--endpoint-url", "--query", "--ca-bundle",
    ]
    let az: Set<String> = [
      "--subscription", "-g", "--resource-group", "-n", "--name", "-o", "--output", "--query",
    ]
    let terraform: Set<String> = ["-var", "-var-file", "-target", "-chdir", "-parallelism"]
    let systemctl: Set<String> = ["-H", "-M", "--host", "--machine", "-s", "--signal", "-t", "-p"]
    return [
      "kubectl": kubectl, "oc": kubectl, "k": kubectl, "k3s": kubectl,
      "helm": [
        "-n", "--namespace", "--kube-context", "--kubeconfig", "--timeout", "-f", "--values",
        "--set",
      ],
      "docker": docker, "podman": docker, "nerdctl": docker, "docker-compose": docker, "git": git,
      "gcloud": gcloud, "aws": aws, "az": az, "systemctl": systemctl, "gsutil": ["-o", "-u", "-h"],
      "terraform": terraform, "tofu": terraform, "terragrunt": terraform, "tf": terraform,
      "flux": ["-n", "--namespace", "--context"], "argocd": ["--server", "--auth-token"],
      "redis-cli": ["-h", "-p", "-a", "-n", "-u", "--user", "--pass", "-s"],
      "apt-get": ["-o", "-c", "-t"], "apt": ["-o", "-c", "-t"], "make": ["-C", "-f", "-j"],
      "npm": ["--prefix", "-w"], "doctl": ["--context", "-t", "-c"],
      "heroku": ["-a", "--app", "-r"],
      "fly": ["-a", "--app", "-c"], "flyctl": ["-a", "--app", "-c"],
      "iptables": ["-t", "--table"], "ip6tables": ["-t", "--table"], "kill": ["-s", "-n"],
      "pulumi": ["-C", "--cwd", "-s", "--stack"], "mysqladmin": ["-u", "-h", "-P", "-S"],
      "dropdb": ["-h", "-p", "-U"], "etcdctl": ["--endpoints", "--cacert", "--cert", "--key"],
      "rabbitmqctl": ["-n", "-p"], "nft": ["-f"], "crontab": ["-u"], "lvremove": [],
      "chown": ["--from", "--reference"], "chmod": ["--reference"],
      "truncate": ["-s", "--size", "-r", "--reference"], "shred": ["-n", "-s", "--iterations"],
    ]
  }()

  /// Whether the command is known to change nothing.
  package var onlyReads: Bool { ReadingCommand.onlyReads(self) }

  /// The SQL that the command gives a database.
  package var sql: String? {
    guard Self.databases.contains(command.program) else {
      return sqlOption
    }
    var texts = values(of: [
      "-c", "--command", "-e", "--execute", "-q", "--query", "-Q", "--sql", "--eval", "-cmd",
    ])
    if texts.isEmpty, ["sqlite3", "duckdb", "bq", "spanner-cli"].contains(command.program) {
      texts = Array(positionals.dropFirst().map(\.text))
    }
    if let input = command.input { texts.append(input) }
    texts += command.sources.compactMap(ShellAnalysis.printedText)
    return texts.isEmpty ? nil : texts.joined(separator: ";\n")
  }

  /// Other tools that hand SQL on: `aws rds-data`, `gcloud spanner`, `wp db query`.
  private var sqlOption: String? {
    guard
      [
        "aws", "gcloud", "wp", "supabase", "wrangler", "turso", "railway", "prisma", "kubectl",
        "rails", "heroku", "az", "fly",
      ].contains(command.program)
    else { return nil }
    var texts = values(of: ["--sql", "--sql-statement", "--query-string", "--command", "-c"])
    if command.program == "wp", positionals.first?.text == "db" {
      texts += positionals.dropFirst(2).map(\.text)
    }
    return texts.isEmpty ? nil : texts.joined(separator: ";\n")
  }

  private static let databases: Set<String> = [
    "psql", "mysql", "mariadb", "sqlite3", "sqlcmd", "clickhouse-client", "clickhouse", "cqlsh",
    "cockroach", "duckdb", "bq", "snowsql", "sqlplus", "impala-shell", "hive", "beeline", "vsql",
    "pgcli", "mycli", "trino", "presto", "spanner-cli", "mysqlsh", "tsql", "isql", "ysqlsh",
  ]
}
