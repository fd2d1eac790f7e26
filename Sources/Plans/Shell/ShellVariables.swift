/// What is known of a script's variables without running it.
struct ShellVariables {
  /// Every value that the script gives a variable; nil for one that isn't known.
  private var values: [String: [String?]] = [:]
  /// Names whose value comes from `mktemp`.
  private var temporary: Set<String> = []

  mutating func collect(from node: ShellNode) {
    switch node {
    case .simple(let command):
      // `NAME=value program` is seen by the program alone, but harmless to know.
      for (name, value) in command.assignments { assign(name, value) }
      guard let program = command.words.first?.literal else { return }
      if ["local", "export", "declare", "typeset", "readonly"].contains(program) {
        for word in command.words.dropFirst() {
          guard case .literal(let text, isQuoted: false) = word.parts.first,
            let equals = text.firstIndex(of: "=")
          else { continue }
          var value = word
          value.parts[0] = .literal(String(text[text.index(after: equals)...]), isQuoted: true)
          assign(String(text[..<equals]), value)
        }
      }
      if program == "read" || program == "mapfile" {
        for word in command.words.dropFirst() {
          if let name = word.literal { values[name, default: []].append(nil) }
        }
      }
    case .pipeline(let nodes), .list(let nodes):
      for node in nodes { collect(from: node) }
    case .compound(let compound):
      if let variable = compound.variable {
        for word in compound.words { assign(variable, word) }
      }
      for part in compound.parts { collect(from: part) }
    case .function(_, let body): collect(from: body)
    }
  }

  private mutating func assign(_ name: String, _ value: ShellWord) {
    if case .substitution(let node, _) = value.parts.first, case .list(let nodes) = node,
      case .simple(let command)? = nodes.first, command.words.first?.literal == "mktemp"
    {
      temporary.insert(name)
      return
    }
    let text = value.literal ?? value.guardedText
    values[name, default: []].append(text?.isEmpty == false && !value.hasGlob ? text : nil)
  }

  /// The word with every variable that has one known value replaced by it.
  func resolved(_ word: ShellWord) -> ShellWord {
    alternatives([word]).first?.first ?? word
  }

  /// The words for each value of a loop's variable; at most 16.
  func alternatives(_ words: [ShellWord]) -> [[ShellWord]] {
    var choices: (name: String, values: [String])?
    for word in words {
      for case .variable(let variable) in word.parts {
        if let known = known(variable.name), known.count > 1, choices == nil {
          choices = (variable.name, Array(known.prefix(16)))
        }
      }
    }
    guard let choices else { return [words.map { replaced($0, choice: nil) }] }
    return choices.values.map { value in
      words.map { replaced($0, choice: (choices.name, value)) }
    }
  }

  private func known(_ name: String) -> [String]? {
    guard let all = values[name], !all.isEmpty else { return nil }
    let texts = all.compactMap(\.self)
    guard texts.count == all.count, !temporary.contains(name) else { return nil }
    return texts
  }

  private func replaced(_ word: ShellWord, choice: (name: String, value: String)?) -> ShellWord {
    guard word.hasExpansion else { return word }
    var copy = word
    copy.parts = word.parts.map { part in
      guard case .variable(var variable) = part else { return part }
      if temporary.contains(variable.name), values[variable.name] == nil {
        variable.isGuarded = true
        return .variable(variable)
      }
      if let choice, choice.name == variable.name {
        return .literal(choice.value, isQuoted: variable.isQuoted)
      }
      if let known = known(variable.name), let value = known.first, known.count == 1 {
        return .literal(value, isQuoted: variable.isQuoted)
      }
      return part
    }
    return copy
  }
}

extension ShellWord {
  /// The text where its only expansions are guarded ones, `${name:?}` or a non-empty fallback.
  fileprivate var guardedText: String? {
    var text = ""
    for part in parts {
      switch part {
      case .literal(let piece, _): text += piece
      case .variable(let variable):
        if let fallback = variable.fallback, !fallback.isEmpty, !fallback.contains("$") {
          text += fallback
        } else {
          return nil
        }
      default: return nil
      }
    }
    return text
  }
}
