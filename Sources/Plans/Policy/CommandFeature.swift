/// What rules ask for that takes more than words and options.
enum CommandFeature: String, CaseIterable, Sendable {
  /// A shell or interpreter that reads what was downloaded.
  case downloadToShell = "download-to-shell"
  /// A shell or interpreter that reads what was decoded or decrypted.
  case decodedToShell = "decoded-to-shell"
  /// A literal secret in an argument or a variable.
  case secretInArguments = "secret-in-arguments"
  /// Waits for a person at a terminal.
  case interactive
  /// `find … -delete` over everything, or from a folder that a system needs.
  case findDelete = "find-delete"
  /// A recursive deletion of operands that come from somewhere else.
  case unknownOperands = "unknown-operands"
  /// An operand that another command prints.
  case substitutedOperands = "substituted-operands"
  /// `rm` with -r, -R or --recursive.
  case recursive
  /// A pull or run of an image without a digest or a version.
  case floatingTag = "floating-tag"
  /// Starts a connection that gives somebody else a shell.
  case reverseShell = "reverse-shell"
  /// Truncates a file by a redirect without a command.
  case emptyRedirect = "empty-redirect"
  /// Writes a file that decides who may do what, or what starts.
  case criticalWrite = "critical-write"
  /// Writes a file outside the temporary folders.
  case writesFile = "writes-file"
  /// Isn't known to only read.
  case notKnownToRead = "not-known-to-read"
  /// Sends what a source reads from a key or password file.
  case readsSecrets = "reads-secrets"
  /// Deletes files in another language: rmtree, unlinkSync.
  case interpreterDeletes = "interpreter-deletes"

  private static let shells: Set<String> = [
    "sh", "bash", "zsh", "dash", "ksh", "ash", "fish", "python", "python2", "python3", "perl",
    "ruby",
    "node", "php", "source", ".", "pwsh",
  ]
  private static let downloaders: Set<String> = [
    "curl", "wget", "fetch", "aria2c", "http", "https", "lynx", "nc", "ncat", "ftp", "scp",
    "lwp-request",
  ]
  private static let decoders: Set<String> = [
    "base64", "base32", "xxd", "openssl", "gpg", "uudecode", "rev", "tr", "zcat", "gunzip", "gzip",
    "printf", "age", "dig",
  ]

  func holds(for facts: CommandFacts) -> Bool {
    let command = facts.command
    switch self {
    case .downloadToShell:
      return Self.readsProgram(facts)
        && command.sources.contains { Self.downloaders.contains($0.program) }
    case .decodedToShell:
      return Self.readsProgram(facts)
        && command.sources.contains { source in
          guard Self.decoders.contains(source.program) else { return false }
          if ["base64", "base32", "gzip", "openssl", "gpg", "age"].contains(source.program) {
            let flags = CommandFacts(source).flags
            return !flags.isDisjoint(with: ["-d", "-D", "--decode", "--decrypt", "-a"])
          }
          return source.program != "printf" && source.program != "tr" || command.input == nil
        }
    case .secretInArguments: return SecretArguments.isPresent(in: facts)
    case .interactive: return InteractiveCommands.isInteractive(facts)
    case .findDelete: return Self.findDeletes(command)
    case .unknownOperands:
      return command.words.contains { word in
        word.parts.contains { if case .variable(let v) = $0 { v.name == "input" } else { false } }
      }
    case .substitutedOperands:
      return facts.positionals.contains { operand in
        operand.word.parts.contains { if case .substitution = $0 { true } else { false } }
      }
    case .recursive:
      return !facts.flags.isDisjoint(with: ["-r", "-R", "--recursive"])
    case .floatingTag: return Self.hasFloatingTag(facts)
    case .reverseShell:
      return command.redirects.contains { $0.target.pattern.hasPrefix("/dev/tcp/") }
        || facts.text.contains("/dev/tcp/")
    case .emptyRedirect:
      let isEmpty =
        [":", "true"].contains(command.program)
        || (command.program == "cat" && facts.positionals.map(\.text) == ["/dev/null"])
        || (command.program == "echo" && facts.positionals.allSatisfy { $0.text.isEmpty })
      return isEmpty
        && command.redirects.contains {
          $0.kind == .write && !$0.target.pattern.hasPrefix("/dev/")
            && !$0.target.pattern.hasPrefix("/tmp/") && $0.target.pattern.hasPrefix("/")
        }
    case .criticalWrite: return facts.writtenWords.contains { Self.isCritical($0.pattern) }
    case .writesFile:
      return facts.writtenWords.contains { word in
        let path = word.pattern
        return !["/tmp/", "/var/tmp/", "/dev/"].contains { path.hasPrefix($0) }
          && !word.parts.contains {
            if case .variable(let variable) = $0 { variable.isGuarded } else { false }
          } && !path.isEmpty && path.first != "&" && Int(path) == nil
      }
    case .notKnownToRead: return !ReadingCommand.onlyReads(facts)
    case .readsSecrets:
      return command.sources.contains { source in
        ["printenv", "env"].contains(source.program) && source.words.isEmpty
          || source.arguments.contains { path in
            ["/etc", "/etc/", "/etc/shadow", "/root", "/home"].contains(path)
              || path.contains("/.ssh/id_") || path.contains(".aws/credentials")
          }
      }
    case .interpreterDeletes:
      let code = facts.text + (command.input ?? "")
      return [
        "rmtree(", "rm_rf", "rmSync(", "remove_entry", "rmdirSync(", "unlinkSync(",
        "FileUtils.rm_r",
        "remove_tree", "rimraf",
      ].contains { code.contains($0) } || facts.command.program == "perl" && Self.perlUnlinks(code)
    }
  }

  /// Whether the program takes its code from its sources.
  private static func readsProgram(_ facts: CommandFacts) -> Bool {
    guard shells.contains(facts.command.program) else { return false }
    let positionals = facts.positionals.map(\.text)
    if facts.flags.contains("-c") || facts.flags.contains("-e") {
      return facts.command.program == "sh" && positionals.isEmpty
    }
    return positionals.isEmpty || positionals.first == "-" || positionals.first == "/dev/stdin"
      || facts.flags.contains("-s")
      || facts.words.contains { word in
        word.parts.contains {
          if case .substitution(_, .processInput) = $0 { true } else { false }
        }
      }
  }

  /// `unlink glob …` and `unlink <*>`: files that nobody named.
  private static func perlUnlinks(_ code: String) -> Bool {
    guard let unlink = code.firstRange(of: "unlink") else { return false }
    let rest = code[unlink.upperBound...]
    return rest.contains("glob") || rest.contains("<") || rest.contains("*")
      || code.contains("glob")
  }

  private static func findDeletes(_ command: EffectiveCommand) -> Bool {
    guard command.program == "find" else { return false }
    let operands = FindOperands(command.words)
    guard operands.deletes else { return false }
    return operands.paths.contains { path in
      let danger = PathDanger.of(path)
      if operands.isFiltered {
        return !danger.isDisjoint(with: [.root, .home, .unguarded, .device])
          || ["/etc", "/usr", "/bin", "/boot", "/lib"].contains { path.pattern.hasPrefix($0) }
      }
      return !danger.isEmpty
    }
  }

  private static func isCritical(_ path: String) -> Bool {
    let files = [
      "/etc/passwd", "/etc/shadow", "/etc/sudoers", "/etc/group", "/etc/gshadow", "/etc/fstab",
      "/etc/ld.so.preload", "/proc/sysrq-trigger", "/etc/crontab", "/etc/ssh/sshd_config",
      "/etc/hosts",
      "/etc/resolv.conf", "/etc/pam.d/sshd", "/proc/kcore", "/proc/sys/kernel/core_pattern",
      "/etc/profile", "/etc/rc.local",
    ]
    return files.contains(path) || path.hasPrefix("/boot/") || path.hasPrefix("/etc/sudoers.d/")
      || path.hasPrefix("/etc/pam.d/") || path.hasSuffix("/.ssh/authorized_keys")
      || path.hasPrefix("/proc/sysrq") || path.hasPrefix("/sys/block/")
      || path.hasPrefix("/usr/bin/") || path.hasPrefix("/bin/") || path.hasPrefix("/sbin/")
  }

  private static func hasFloatingTag(_ facts: CommandFacts) -> Bool {
    facts.arguments.contains { $0.hasSuffix(":latest") }
  }
}

extension CommandFacts {
  var words: [ShellWord] { command.words }
}
