/// Commands that wait for a person, or never end.
enum InteractiveCommands {
  private static let always: Set<String> = [
    "vim", "vi", "nvim", "nano", "emacs", "pico", "ed", "less", "more", "most", "htop", "iotop",
    "nmon",
    "visudo", "vipw", "mc", "ranger", "k9s", "lazydocker", "tig", "gdb", "cfdisk", "menuconfig",
    "nmtui",
  ]

  static func isInteractive(_ facts: CommandFacts) -> Bool {
    let command = facts.command
    let words = facts.positionals.map(\.text)
    let first = words.first ?? ""
    let hasInput =
      command.input != nil || !command.sources.isEmpty
      || command.redirects.contains { $0.kind == .read }
    if always.contains(command.program) {
      return
        !(["less", "more", "gdb", "vim", "vi", "ed", "emacs"].contains(command.program)
        && (hasInput || facts.flags.contains("--batch") || facts.flags.contains("-batch")
          || facts.flags.contains("-es")))
    }
    switch command.program {
    case "top": return !facts.flags.contains("-b") && !facts.flags.contains("-l")
    case "watch": return true
    case "tail": return facts.flags.contains("-f") || facts.flags.contains("-F")
    case "journalctl": return facts.flags.contains("-f") || facts.flags.contains("--follow")
    case "kubectl", "oc":
      if first == "edit" { return true }
      if first == "port-forward" || first == "proxy" { return true }
      if first == "logs" { return facts.flags.contains("-f") || facts.flags.contains("--follow") }
      return ["exec", "run", "debug", "attach"].contains(first) && facts.flags.contains("-t")
    case "docker", "podman":
      if first == "logs" { return facts.flags.contains("-f") || facts.flags.contains("--follow") }
      return ["exec", "run", "attach"].contains(first) && facts.flags.contains("-t")
    case "psql", "mysql", "mariadb", "pgcli", "mycli":
      return !hasInput
        && facts.flags.isDisjoint(with: [
          "-c", "--command", "-f", "--file", "-e", "--execute", "-l", "--list", "-V", "--version",
          "--help",
        ])
    case "python", "python3", "node", "irb", "bash", "sh", "zsh":
      return words.isEmpty && !hasInput
        && facts.flags.isDisjoint(with: [
          "-c", "-e", "-m", "--version", "-V", "--help", "-v", "-s", "-p",
        ])
    case "ssh":
      return words.count == 1 && !hasInput
        && facts.flags.isDisjoint(with: ["-N", "-T", "-V", "-O"])
    case "crontab": return facts.flags.contains("-e")
    case "git":
      return (first == "rebase" && facts.flags.contains("-i"))
        || (["add", "checkout", "reset", "stash"].contains(first) && facts.flags.contains("-p"))
        || (first == "commit"
          && facts.flags.isDisjoint(with: [
            "-m", "-F", "--no-edit", "-C", "--message", "--file", "--fixup", "--amend", "--dry-run",
          ]))
    case "read": return !hasInput && facts.flags.contains("-p")
    case "passwd": return !hasInput && facts.flags.isDisjoint(with: ["-l", "-u", "-S", "-d", "-e"])
    case "fdisk", "gdisk", "parted": return !hasInput && facts.flags.isDisjoint(with: ["-l", "-s"])
    default: return false
    }
  }
}
