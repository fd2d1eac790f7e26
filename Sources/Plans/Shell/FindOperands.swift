/// What a `find` command would hand on or delete.
struct FindOperands {
  /// The folders it starts at.
  let paths: [ShellWord]
  /// Whether a test narrows the files down.
  let isFiltered: Bool
  let deletes: Bool

  init(_ words: [ShellWord]) {
    var paths: [ShellWord] = []
    var index = 0
    while index < words.count, let text = words[index].literal, ["-H", "-L", "-P"].contains(text) {
      index += 1
    }
    while index < words.count {
      if let text = words[index].literal,
        text.hasPrefix("-") || text == "(" || text == "!"
      {
        break
      }
      paths.append(words[index])
      index += 1
    }
    self.paths = paths.isEmpty ? [ShellWord(".")] : paths
    let tests = [
      "-name", "-iname", "-path", "-ipath", "-regex", "-iregex", "-mtime", "-mmin", "-atime",
      "-amin", "-ctime", "-cmin", "-newer", "-size", "-empty", "-wholename", "-lname", "-inum",
    ]
    isFiltered =
      words[index...].contains { word in
        guard let text = word.literal else { return false }
        return tests.contains(text) || text.hasPrefix("-newer")
      } && !words[index...].contains { $0.literal == "-o" || $0.literal == "-or" }
    let rest = words[index...].map(\.literal)
    deletes =
      rest.contains("-delete")
      || zip(rest, rest.dropFirst()).contains { option, program in
        ["-exec", "-execdir", "-ok", "-okdir"].contains(option)
          && ["rm", "/bin/rm", "unlink", "shred"].contains(program)
      }
  }

  var filled: ShellAnalysis.FilledOperand {
    guard let first = paths.first else { return .unknown }
    let path = first.pattern
    // What a name alone picks out of the whole machine is still everything.
    return isFiltered && PathDanger.of(first).isDisjoint(with: [.root, .unguarded])
      ? .filteredBelow(path: path) : .everythingBelow(path: path)
  }
}
