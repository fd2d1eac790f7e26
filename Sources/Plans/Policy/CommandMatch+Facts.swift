extension CommandMatch {
  func matches(_ facts: CommandFacts) -> Bool {
    guard programs.isEmpty || programs.contains(where: { $0.matches(facts.command.program) })
    else { return false }
    return requirements.allSatisfy { $0.holds(for: facts) }
  }
}

extension Requirement {
  func holds(for facts: CommandFacts) -> Bool {
    switch self {
    case .words(let alternatives):
      return alternatives.contains { words in
        words.count <= facts.positionals.count
          && zip(words, facts.positionals).allSatisfy { choices, word in
            choices.contains { $0.matches(word.text) }
          }
      }
    case .verb(let globs):
      return facts.positionals.prefix(6).contains { word in
        globs.contains { $0.matches(word.text) }
      }
    case .anyFlag(let flags): return !flags.isDisjoint(with: facts.flags)
    case .allFlags(let flags): return flags.isSubset(of: facts.flags)
    case .argument(let globs):
      return facts.arguments.contains { argument in globs.contains { $0.matches(argument) } }
    case .text(let globs): return globs.contains { $0.matches(facts.text) }
    case .input(let globs):
      guard let input = facts.command.input else { return false }
      return globs.contains { $0.matches(input) }
    case .wrapper(let names): return facts.command.wrappers.contains { names.contains($0) }
    case .option(let names, let globs):
      return facts.values(of: names).contains { value in globs.contains { $0.matches(value) } }
    case .environment(let name, let globs):
      return facts.command.environment.contains { variable in
        variable.name == name && globs.contains { $0.matches(variable.value.pattern) }
      }
    case .path(let dangers):
      return facts.positionals.contains {
        !PathDanger.of($0.word).isDisjoint(with: dangers)
      }
    case .writes(let dangers):
      return facts.writtenWords.contains { !PathDanger.of($0).isDisjoint(with: dangers) }
    case .file(let globs):
      return facts.editedPaths.contains { path in globs.contains { $0.matches(path) } }
    case .sql(let dangers):
      guard let sql = facts.sql else { return false }
      return !SQLDanger.of(sql).isDisjoint(with: dangers)
    case .feature(let feature): return feature.holds(for: facts)
    case .unless(let requirements): return !requirements.allSatisfy { $0.holds(for: facts) }
    }
  }
}

extension CommandFacts {
  /// The paths of ``writtenWords``, and of what an editor changes in its place.
  var editedPaths: [String] {
    var words = writtenWords
    let editsInPlace = arguments.contains { argument in
      argument.hasPrefix("-i") || argument.hasPrefix("--in-place") || argument == "-pi"
    }
    if ["sed", "gsed", "perl", "yq"].contains(command.program), editsInPlace {
      words += positionals.map(\.word)
    }
    return words.map(\.pattern)
  }

  /// What redirects, `tee`, `dd of=` and `cp` overwrite.
  var writtenWords: [ShellWord] {
    var words = command.redirects.filter { [.write, .append, .readWrite].contains($0.kind) }
      .map(\.target)
    switch command.program {
    case "tee", "sponge": words += positionals.map(\.word)
    case "dd":
      for (text, word) in positionals where text.hasPrefix("of=") {
        var target = word
        if case .literal(let first, let quoted) = target.parts[0] {
          target.parts[0] = .literal(String(first.dropFirst(3)), isQuoted: quoted)
        }
        words.append(target)
      }
    case "cp", "mv", "install", "rsync":
      if let last = positionals.last?.word { words.append(last) }
    default: break
    }
    return words
  }
}
