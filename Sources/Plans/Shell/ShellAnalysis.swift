/// Every program that a script runs, also through wrappers, substitutions and functions.
package struct ShellAnalysis {
  package private(set) var commands: [EffectiveCommand] = []
  package private(set) var faults: [ShellFault] = []
  /// Whether a function calls itself in a pipeline or the background: a fork bomb.
  package private(set) var hasForkBomb = false

  var variables = ShellVariables()
  private var functions: Set<String> = []
  var depth = 0

  static let maximumDepth = 12
  static let maximumCommands = 5000

  package init(script: String) {
    do {
      let node = try ShellParser.parse(script)
      variables.collect(from: node)
      walk(node, context: Context())
    } catch {
      fault(.unparsable, error.message, line: error.line)
    }
  }

  /// An argument vector, executed without a shell.
  package init(words: [ShellWord]) {
    judge(
      ShellCommand(assignments: [], words: words, redirects: [], line: words.first?.line ?? 1),
      context: Context())
  }

  /// What surrounds a command.
  struct Context {
    var input: String?
    var sources: [EffectiveCommand] = []
    var wrappers: [String] = []
    var environment: [(name: String, value: ShellWord)] = []
    var redirects: [ShellRedirect] = []
    /// Set for what `find` or `xargs` start: whether the names they add were narrowed down.
    var fillsIn: FilledOperand?
    var line: Int?
  }

  /// The operands that `find -exec` and `xargs` add.
  enum FilledOperand {
    case filteredBelow(path: String)
    case everythingBelow(path: String)
    case unknown
  }

  mutating func fault(_ kind: ShellFault.Kind, _ message: String, line: Int) {
    let fault = ShellFault(kind: kind, message: message, line: line)
    if !faults.contains(fault) { faults.append(fault) }
  }

  mutating func add(_ command: EffectiveCommand) {
    guard commands.count < Self.maximumCommands else {
      fault(.unparsable, "more commands than can be judged", line: command.line)
      return
    }
    commands.append(command)
  }

  // MARK: The tree

  mutating func walk(_ node: ShellNode, context: Context) {
    switch node {
    case .simple(let command): judge(command, context: context)
    case .list(let nodes):
      for node in nodes { walk(node, context: context) }
    case .pipeline(let nodes): walkPipeline(nodes, context: context)
    case .compound(let compound):
      for word in compound.words { walkSubstitutions(word, line: word.line) }
      if let name = compound.variable, EnvironmentDanger.isPresent(in: name) {
        add(
          EffectiveCommand(
            program: ":", words: [],
            environment: compound.words.prefix(1).map { (name: name, value: $0) }))
      }
      var inner = context
      inner.redirects += compound.redirects
      readInput(compound.redirects, into: &inner)
      for redirect in compound.redirects { walkSubstitutions(redirect.target, line: 1) }
      if compound.parts.isEmpty, !compound.redirects.isEmpty {
        add(EffectiveCommand(program: ":", words: [], redirects: compound.redirects))
      }
      for part in compound.parts { walk(part, context: inner) }
    case .function(let name, let body):
      functions.insert(name)
      let before = commands.count
      var names: [String] = []
      walk(body, context: Context())
      names = commands[before...].map(\.program)
      if names.filter({ $0 == name }).count > 1 { hasForkBomb = true }
    }
  }

  private mutating func walkPipeline(_ nodes: [ShellNode], context: Context) {
    var sources = context.sources
    var input = context.input
    for node in nodes {
      let before = commands.count
      var inner = context
      inner.sources = sources
      inner.input = input
      walk(node, context: inner)
      let added = Array(commands[min(before, commands.count)...])
      sources += added
      // `echo text |` and `printf text |` are known; anything else isn't.
      input = added.count == 1 ? added.first.flatMap(Self.printedText) : nil
    }
  }

  /// What `echo`, `printf` or `cat` with a here-document writes.
  static func printedText(_ command: EffectiveCommand) -> String? {
    switch command.program {
    case "echo":
      let words = command.arguments.drop { ["-n", "-e", "-ne", "-en", "-E"].contains($0) }
      let text = words.joined(separator: " ")
      return text.replacing("\\n", with: "\n")
    case "printf":
      let words = command.arguments.drop { $0 == "--" }
      return words.joined(separator: " ").replacing("\\n", with: "\n")
    case "cat", "tee": return command.input
    default: return nil
    }
  }

  func readInput(_ redirects: [ShellRedirect], into context: inout Context) {
    for redirect in redirects where [.hereDocument, .hereString].contains(redirect.kind) {
      context.input = redirect.target.pattern
      context.sources = []
    }
  }

  /// `< <(…)`: what the process writes is read.
  private func readProcess(_ redirects: [ShellRedirect], into context: inout Context) {
    for redirect in redirects where redirect.kind == .read {
      for case .substitution(let node, .processInput) in redirect.target.parts {
        let commands = inner(node)
        context.sources = commands
        context.input = commands.count == 1 ? Self.printedText(commands[0]) : nil
      }
    }
  }

  /// The commands of a substitution, judged apart.
  func inner(_ node: ShellNode) -> [EffectiveCommand] {
    var inner = ShellAnalysis(words: [])
    inner.depth = depth
    inner.variables = variables
    inner.walk(node, context: Context())
    return inner.commands
  }

  mutating func walkSubstitutions(_ word: ShellWord, line: Int) {
    for part in word.parts {
      guard case .substitution(let node, _) = part else { continue }
      walk(node, context: Context())
    }
  }

  // MARK: One command

  mutating func judge(_ command: ShellCommand, context: Context) {
    guard depth < Self.maximumDepth else {
      fault(.unparsable, "nested too deep", line: command.line)
      return
    }
    depth += 1
    defer { depth -= 1 }
    let line = context.line ?? command.line
    for word in command.words { walkSubstitutions(word, line: line) }
    for assignment in command.assignments { walkSubstitutions(assignment.value, line: line) }
    for redirect in command.redirects { walkSubstitutions(redirect.target, line: line) }
    var inner = context
    readInput(command.redirects, into: &inner)
    readProcess(command.redirects, into: &inner)
    inner.environment += command.assignments.map { ($0.name, variables.resolved($0.value)) }
    inner.redirects += command.redirects.map { redirect in
      var copy = redirect
      copy.target = variables.resolved(redirect.target)
      return copy
    }
    inner.line = line
    guard !command.words.isEmpty else {
      if !command.redirects.isEmpty || !command.assignments.isEmpty {
        add(
          EffectiveCommand(
            program: ":", words: [], environment: inner.environment, redirects: inner.redirects,
            line: line))
      }
      return
    }
    for words in variables.alternatives(command.words) { run(words, context: inner) }
  }

  /// Runs an argument vector whose variables are resolved: takes wrappers off, or adds it.
  mutating func run(_ words: [ShellWord], context: Context) {
    guard depth < Self.maximumDepth else {
      fault(.unparsable, "nested too deep", line: context.line ?? 1)
      return
    }
    depth += 1
    defer { depth -= 1 }
    guard let first = words.first else { return }
    let line = context.line ?? first.line
    guard let name = Self.programName(first) else {
      fault(.dynamic, "the program that runs is decided while it runs", line: line)
      return
    }
    var sources = context.sources
    for word in words.dropFirst() {
      for part in word.parts {
        guard case .substitution(let node, .processInput) = part else { continue }
        sources += inner(node)
      }
    }
    let command = EffectiveCommand(
      program: name, folder: Self.folderName(first), words: Array(words.dropFirst()),
      environment: context.environment,
      redirects: context.redirects, input: context.input, sources: sources,
      wrappers: context.wrappers, line: line)
    if !unwrap(command, context: context) {
      add(filled(command, context: context))
    }
  }

  /// With the operands that `find` or `xargs` add, as far as they are known.
  private func filled(_ command: EffectiveCommand, context: Context) -> EffectiveCommand {
    guard let operand = context.fillsIn else { return command }
    var copy = command
    let word: ShellWord =
      switch operand {
      case .filteredBelow(let path): ShellWord(path + "/\u{1}name", line: command.line)
      case .everythingBelow(let path): ShellWord(path, line: command.line)
      case .unknown:
        ShellWord(
          parts: [
            .variable(ShellVariable(name: "input", isGuarded: false, fallback: nil, isQuoted: true))
          ], line: command.line)
      }
    if let place = copy.words.firstIndex(where: { $0.literal == "{}" }) {
      copy.words[place] = word
    } else {
      copy.words.append(word)
    }
    return copy
  }

  /// The name that decides what runs; nil where an expansion does.
  static func programName(_ word: ShellWord) -> String? {
    if let text = word.literal { return baseName(text) }
    // "$JAVA_HOME/bin/java": what follows the last slash is what runs.
    guard case .literal(let tail, _) = word.parts.last, let slash = tail.lastIndex(of: "/") else {
      return nil
    }
    let name = String(tail[tail.index(after: slash)...])
    return name.isEmpty ? nil : name
  }

  static func folderName(_ word: ShellWord) -> String {
    let path = word.pattern
    guard let slash = path.lastIndex(of: "/") else { return "" }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  static func baseName(_ path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return path }
    return String(path[path.index(after: slash)...])
  }
}
