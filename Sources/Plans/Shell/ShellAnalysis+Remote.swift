extension ShellAnalysis {
  /// Containers, clusters and hosts that run a command for somebody.
  mutating func unwrapRemote(_ command: EffectiveCommand, context: Context) -> Bool {
    let words = command.words
    switch command.program {
    case "kubectl", "oc", "k", "microk8s", "k3s":
      guard words.contains(where: { ["exec", "run", "debug", "rsh"].contains($0.literal) }),
        let separator = words.firstIndex(where: { $0.literal == "--" })
      else { return false }
      runOrRead(Array(words[(separator + 1)...]), command: command, context: context)
    case "lxc", "incus", "kubectl-exec", "vagrant", "heroku", "nomad", "pct":
      if let separator = words.firstIndex(where: { $0.literal == "--" }) {
        runOrRead(Array(words[(separator + 1)...]), command: command, context: context)
      } else if command.program == "heroku", words.first?.literal?.hasPrefix("run") == true {
        let rest = Self.withoutOptions(
          words.dropFirst(), valueOptions: ["-a", "--app", "-r", "-s"])
        runOrRead(rest, command: command, context: context)
      } else if command.program == "vagrant" {
        runCode(of: ["-c", "--command"], words, context: context)
      }
    case "docker", "podman", "nerdctl", "docker-compose":
      unwrapContainer(command, context: context)
    case "fly", "flyctl": runCode(of: ["-C", "--command"], words, context: context)
    case "gcloud", "aws", "az", "ansible", "tmux":
      runCode(
        of: ["--command", "--scripts", "-a", "--args"], words, context: context)
      // aws ssm send-command --parameters 'commands=["…"]'
      for word in words {
        guard let text = word.literal, let list = text.firstRange(of: "commands=[") else {
          continue
        }
        for code in text[list.upperBound...].split(separator: "\"").enumerated()
        where code.offset % 2 == 0 {
          attempt(ShellWord(String(code.element)), context: context)
        }
      }
      if command.program == "tmux" {
        let rest = Self.withoutOptions(
          words.dropFirst(), valueOptions: ["-s", "-n", "-t", "-c", "-x", "-y", "-F"])
        if ["new", "new-session", "new-window", "neww", "split-window", "send-keys"].contains(
          words.first?.literal)
        {
          if !rest.isEmpty { runScript(rest.joined, context: context) }
        }
      }
    case "screen":
      let rest = Self.withoutOptions(words[...], valueOptions: ["-S", "-c", "-t", "-dmS", "-dm"])
      if words.contains(where: { $0.literal?.hasPrefix("-dm") == true }), !rest.isEmpty {
        run(rest, context: context)
      }
    case "salt", "salt-ssh":
      if let index = words.firstIndex(where: { $0.literal == "cmd.run" }), index + 1 < words.count {
        runScript(words[index + 1], context: context)
      }
    case "git":
      // git bisect run COMMAND, git submodule foreach COMMAND, git rebase --exec COMMAND
      if words.first?.literal == "bisect", words.dropFirst().first?.literal == "run" {
        run(Array(words.dropFirst(2)), context: context)
      } else if words.contains(where: { $0.literal == "foreach" }),
        let index = words.firstIndex(where: { $0.literal == "foreach" }), index + 1 < words.count
      {
        runScript(
          Array(words[(index + 1)...].filter { $0.literal != "--recursive" }).joined,
          context: context)
      } else {
        runCode(of: ["--exec", "-x", "--tree-filter", "--index-filter"], words, context: context)
      }
    default: break
    }
    return false
  }

  private mutating func runCode(of options: Set<String>, _ words: [ShellWord], context: Context) {
    var inner = context
    inner.input = nil
    inner.sources = []
    for (index, word) in words.enumerated() {
      guard case .literal(let text, _) = word.parts.first else { continue }
      if options.contains(text), word.parts.count == 1, index + 1 < words.count {
        attempt(words[index + 1], context: inner)
      } else if let equals = text.firstIndex(of: "="), options.contains(String(text[..<equals])) {
        var value = word
        value.parts[0] = .literal(String(text[text.index(after: equals)...]), isQuoted: true)
        attempt(value, context: inner)
      }
    }
  }

  /// Judges a text that may be a script; one that isn't shell is data of the outer program.
  private mutating func attempt(_ word: ShellWord, context: Context) {
    guard let text = word.literal, (try? ShellParser.parse(text)) != nil else { return }
    runScript(word, context: context)
  }

  /// Runs the words, or the script on standard input where they start a shell.
  private mutating func runOrRead(
    _ words: [ShellWord], command: EffectiveCommand, context: Context
  ) {
    guard !words.isEmpty else { return }
    run(words, context: context)
  }

  /// `docker exec|run`, `docker compose exec|run`.
  private mutating func unwrapContainer(_ command: EffectiveCommand, context: Context) {
    var words = command.words[...]
    words = words.drop { $0.literal?.hasPrefix("-") == true }
    if let first = words.first?.literal, ["compose", "container"].contains(first) {
      words = words.dropFirst()
      words =
        Self.withoutOptions(
          words, valueOptions: ["-f", "--file", "-p", "--project-name", "--env-file", "--profile"])[
          ...]
    }
    guard let verb = words.first?.literal, verb == "exec" || verb == "run" else { return }
    words = words.dropFirst()
    var entrypoint: ShellWord?
    while let text = words.first?.literal, text.hasPrefix("-") {
      words = words.dropFirst()
      if text.hasPrefix("--entrypoint=") {
        entrypoint = ShellWord(String(text.dropFirst(13)))
        continue
      }
      let isFlag =
        Self.containerFlags.contains(text) || text.contains("=")
        || (!text.hasPrefix("--") && text.dropFirst().allSatisfy { "itdTPq".contains($0) })
      guard !isFlag else { continue }
      if text == "--entrypoint" { entrypoint = words.first }
      words = words.dropFirst()
    }
    var rest = Array(words.dropFirst())
    if let entrypoint { rest.insert(entrypoint, at: 0) }
    runOrRead(rest, command: command, context: context)
  }

  private static let containerFlags: Set<String> = [
    "--rm", "--interactive", "--tty", "--detach", "--privileged", "--init", "--read-only",
    "--no-TTY", "--no-deps", "--publish-all", "--no-healthcheck", "--sig-proxy", "--quiet",
    "--service-ports", "--use-aliases", "--build",
  ]

  private static func withoutOptions(
    _ words: ArraySlice<ShellWord>, valueOptions: Set<String>
  ) -> [ShellWord] {
    var rest = words
    while let text = rest.first?.literal, text.hasPrefix("-") {
      rest = rest.dropFirst()
      if valueOptions.contains(text) { rest = rest.dropFirst() }
    }
    return Array(rest)
  }
}
