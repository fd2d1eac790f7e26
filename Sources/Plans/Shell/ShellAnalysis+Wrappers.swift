extension ShellAnalysis {
  /// Takes the wrapper off and judges what it runs.
  ///
  /// - Returns: false where the program is none and stands for itself.
  mutating func unwrap(_ command: EffectiveCommand, context: Context) -> Bool {
    let words = command.words
    var inner = context
    inner.wrappers.append(command.program)
    inner.sources = command.sources
    // Its own options hold a password.
    if command.program == "sshpass" { add(command) }
    if let shape = WrapperShape.all[command.program] {
      var cursor = shape.cursor(over: words)
      if shape.environment { inner.environment += cursor.takeAssignments() }
      for _ in 0..<shape.operands { cursor.next() }
      if shape.environment { inner.environment += cursor.takeAssignments() }
      let rest = Array(cursor.rest)
      if let code = cursor.code, shape.codeOptions.isEmpty == false {
        runScript(code, context: inner)
        if rest.isEmpty || shape.codeReplaces { return true }
      }
      guard !rest.isEmpty else { return unwrapEmpty(command, context: inner) }
      if shape.joins {
        runScript(rest.joined, context: inner)
      } else {
        run(rest, context: inner)
      }
      return true
    }
    switch command.program {
    case "sh", "bash", "zsh", "dash", "ksh", "ash", "fish", "rbash", "su", "runuser":
      return unwrapShell(command, context: inner)
    case "eval":
      unwrapEval(words, context: inner)
      return true
    case "source", ".":
      if !command.sources.isEmpty, words.first?.literal == nil { add(command) }
      return !command.sources.isEmpty && words.first?.literal == nil
    case "xargs", "parallel":
      return unwrapXargs(command, context: inner)
    case "find", "fd", "fdfind":
      return unwrapFind(command, context: inner)
    case "trap":
      if let code = words.first, words.count > 1, code.literal != "-" {
        runScript(code, context: inner)
      }
      return false
    case "command":
      guard let first = words.first?.literal, !first.hasPrefix("-v"), !first.hasPrefix("-V") else {
        return false
      }
      run(Array(words.drop { $0.literal == "-p" || $0.literal == "--" }), context: inner)
      return true
    case "alias":
      for word in words {
        guard let text = word.literal, let equals = text.firstIndex(of: "=") else { continue }
        runScript(ShellWord(String(text[text.index(after: equals)...])), context: inner)
      }
      return false
    case "crontab":
      for line in (command.input ?? "").split(separator: "\n") {
        // Minute, hour, day, month, weekday, command; or @daily and its kind.
        let fields = line.split(
          separator: " ", maxSplits: line.hasPrefix("@") ? 1 : 5, omittingEmptySubsequences: true)
        guard let code = fields.last, fields.count == (line.hasPrefix("@") ? 2 : 6) else {
          continue
        }
        runScript(ShellWord(String(code)), context: inner)
      }
      return false
    case "at", "batch":
      if let input = command.input { runScript(ShellWord(input), context: inner) }
      return false
    case "python", "python2", "python3", "perl", "ruby", "node", "nodejs", "php", "awk", "gawk",
      "mawk", "lua", "deno", "bun":
      unwrapInterpreter(command, context: inner)
      return false
    default: return unwrapRemote(command, context: inner)
    }
  }

  /// A wrapper without a command: `sudo -i`, `env`, `ssh host` with its script on standard input.
  private mutating func unwrapEmpty(_ command: EffectiveCommand, context: Context) -> Bool {
    let startsShell =
      ["ssh", "chroot", "unshare", "nsenter"].contains(command.program)
      || command.words.contains { ["-i", "-s", "--login", "--shell"].contains($0.literal) }
    if startsShell, let input = command.input {
      runScript(ShellWord(input, line: command.line), context: context)
    }
    return false
  }

  // MARK: Shells

  /// `bash -c TEXT`, `bash FILE`, `su -c TEXT`, or a shell that reads standard input.
  private mutating func unwrapShell(_ command: EffectiveCommand, context: Context) -> Bool {
    let words = command.words
    let isSwitch = command.program == "su" || command.program == "runuser"
    // runuser -u NAME [--] COMMAND
    if command.program == "runuser",
      let user = words.firstIndex(where: { ["-u", "--user"].contains($0.literal) })
    {
      let rest = words.dropFirst(user + 2).drop { $0.literal == "--" }
      if !rest.isEmpty { run(Array(rest), context: context) }
      return !rest.isEmpty
    }
    var index = 0
    var isInput = false
    while index < words.count {
      guard let text = words[index].literal, text.hasPrefix("-") || text.hasPrefix("+") else {
        if isSwitch, index + 1 < words.count {
          index += 1
          continue
        }
        break
      }
      if text == "--command" || text == "--session-command"
        || (!text.hasPrefix("--") && text.hasPrefix("-") && text.contains("c"))
      {
        guard index + 1 < words.count else { return false }
        runScript(words[index + 1], context: context)
        return true
      }
      if text.hasPrefix("--command=") {
        runScript(ShellWord(String(text.dropFirst(10))), context: context)
        return true
      }
      if text == "-s" { isInput = true }
      let takesValue =
        ["-O", "+O", "--rcfile", "--init-file"].contains(text)
        || (!text.hasPrefix("--") && text.hasSuffix("o"))
      index += takesValue ? 2 : 1
    }
    if index >= words.count || isInput, !isSwitch || words.isEmpty {
      if let input = command.input {
        runScript(ShellWord(input, line: command.line), context: Context())
        // A text that an encoder or download made is judged by the sources too.
        add(command)
        return true
      }
    } else if isSwitch, let input = command.input {
      runScript(ShellWord(input, line: command.line), context: Context())
    }
    return false
  }

  /// Parses a text as a script of its own; what the outer shell expands stays a variable.
  mutating func runScript(_ word: ShellWord, context: Context) {
    let line = context.line ?? word.line
    guard
      word.parts.contains(where: { if case .literal = $0 { true } else { false } })
        || word.parts.isEmpty
    else {
      if word.parts.contains(where: { if case .substitution = $0 { true } else { false } }) {
        // sh -c "$(curl …)": judged with what it downloads as its source.
        var sources: [EffectiveCommand] = []
        for case .substitution(let node, _) in word.parts {
          sources += inner(node)
        }
        add(
          EffectiveCommand(
            program: "sh", words: [], sources: sources, wrappers: context.wrappers, line: line))
        if !Self.printsShell(sources) {
          fault(.dynamic, "the script that runs is made while it runs", line: line)
        }
        return
      }
      fault(.dynamic, "the script that runs is decided while it runs", line: line)
      return
    }
    guard depth < Self.maximumDepth else {
      fault(.unparsable, "nested too deep", line: line)
      return
    }
    depth += 1
    defer { depth -= 1 }
    let operand =
      switch context.fillsIn {
      case nil: "{}"
      case .filteredBelow(let path): path + "/name"
      case .everythingBelow(let path): path
      case .unknown: "${input}"
      }
    let text = word.parts.map { part in
      switch part {
      case .literal(let text, _):
        // The {} of an inner xargs is its own.
        text.contains("-I") ? text : text.replacing("{}", with: operand)
      case .variable(let variable):
        variable.isGuarded ? "${\(variable.name):?}" : Self.reference(variable.name)
      case .substitution: "${substituted}"
      case .arithmetic: "1"
      }
    }.joined()
    do {
      let node = try ShellParser.parse(text)
      variables.collect(from: node)
      var inner = context
      inner.line = line
      inner.redirects = []
      inner.fillsIn = nil
      walk(node, context: inner)
    } catch {
      fault(.unparsable, error.message, line: line + error.line - 1)
    }
  }

  private static func reference(_ name: String) -> String {
    guard let first = name.utf8.first else { return "$" }
    return first.isNameStart && name.utf8.allSatisfy(\.isNameByte) ? "${\(name)}" : "${value}"
  }

  private mutating func unwrapEval(_ words: [ShellWord], context: Context) {
    runScript(words.joined, context: context)
  }

  /// Programs whose documented use is `eval "$(program …)"`.
  private static let shellPrinters: Set<String> = [
    "ssh-agent", "brew", "minikube", "direnv", "pyenv", "rbenv", "nodenv", "goenv", "opam",
    "dircolors",
    "starship", "zoxide", "fnm", "mise", "asdf", "keychain", "gpg-agent", "luarocks", "thefuck",
    "conda",
    "docker-machine", "register-python-argcomplete", "lesspipe", "resize", "stack",
  ]

  static func printsShell(_ sources: [EffectiveCommand]) -> Bool {
    !sources.isEmpty && sources.allSatisfy { shellPrinters.contains($0.program) }
  }

  // MARK: xargs and find

  private mutating func unwrapXargs(_ command: EffectiveCommand, context: Context) -> Bool {
    var cursor = WrapperShape.xargs.cursor(over: command.words)
    cursor.finish()
    var rest = Array(cursor.rest)
    if let separator = rest.firstIndex(where: { $0.literal?.hasPrefix(":::") == true }) {
      rest = Array(rest[..<separator])
    }
    guard !rest.isEmpty else { return false }
    // The name that -I stands for is an operand like {}.
    if let name = cursor.value(of: ["-I", "-J", "--replace"]), !name.isEmpty, name != "{}" {
      rest = rest.map { $0.literal == name ? ShellWord("{}", line: $0.line) : $0 }
    }
    var inner = context
    inner.input = nil
    inner.fillsIn = .unknown
    if let source = command.sources.first(where: { $0.program == "find" }) {
      inner.fillsIn = FindOperands(source.words).filled
    }
    run(rest, context: inner)
    return true
  }

  private mutating func unwrapFind(_ command: EffectiveCommand, context: Context) -> Bool {
    let words = command.words
    let starters = ["-exec", "-execdir", "-ok", "-okdir", "-x", "-X", "--exec", "--exec-batch"]
    var inner = context
    inner.fillsIn = command.program == "find" ? FindOperands(words).filled : .unknown
    var index = 0
    while index < words.count {
      guard let text = words[index].literal, starters.contains(text) else {
        index += 1
        continue
      }
      let start = index + 1
      var end = start
      while end < words.count, words[end].literal != ";", words[end].literal != "+" { end += 1 }
      if start < end { run(Array(words[start..<end]), context: inner) }
      index = end + 1
    }
    return false
  }

  // MARK: Interpreters

  /// The strings in `python -c`, `perl -e`, `awk 'system(…)'` that could be commands.
  private mutating func unwrapInterpreter(_ command: EffectiveCommand, context: Context) {
    let isAwk = command.program.hasSuffix("awk")
    var codes: [String] = []
    for (index, word) in command.words.enumerated() {
      let text = word.pattern
      if isAwk {
        if text.contains("system") || text.contains("|") { codes.append(text) }
      } else if ["-c", "-e", "-E", "-r", "eval", "--eval", "-ne", "-pe", "-i", "-0777", "-p"]
        .contains(text),
        index + 1 < command.words.count
      {
        let code = command.words[index + 1]
        if code.parts.allSatisfy({ if case .substitution = $0 { true } else { false } }) {
          runScript(code, context: context)
        }
        codes.append(code.pattern)
      }
    }
    if let input = command.input, codes.isEmpty, !isAwk { codes.append(input) }
    var inner = Context()
    inner.wrappers = context.wrappers
    inner.line = context.line
    for code in codes {
      for text in CodeStrings.commands(in: code) {
        // A string that isn't shell is not a command.
        guard let node = try? ShellParser.parse(text) else { continue }
        walk(node, context: inner)
      }
    }
  }
}

extension [ShellWord] {
  /// The words with blanks between them, as `eval` and `ssh` join them.
  var joined: ShellWord {
    var parts: [ShellWord.Part] = []
    for (index, word) in enumerated() {
      if index > 0 { parts.append(.literal(" ", isQuoted: false)) }
      parts += word.parts
    }
    return ShellWord(parts: parts, line: first?.line ?? 1)
  }
}
