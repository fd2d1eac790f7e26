/// A parsed shell script: what bash would run, not how it is laid out.
package indirect enum ShellNode: Sendable {
  case simple(ShellCommand)
  /// Commands joined by `|` or `|&`.
  case pipeline([ShellNode])
  /// Commands joined by `;`, newline, `&`, `&&` or `||`.
  case list([ShellNode])
  /// A loop, condition, group, subshell or case, with its redirects.
  case compound(ShellCompound)
  /// A function's definition.
  case function(name: String, body: ShellNode)
}

package struct ShellCompound: Sendable {
  package enum Keyword: String, Sendable {
    case `if`, `while`, until, `for`, select, `case`, group, subshell, arithmetic, condition
  }

  package var keyword: Keyword
  package var parts: [ShellNode]
  /// The loop's words, the case's subject, the condition's operands.
  package var words: [ShellWord]
  /// The loop's variable.
  package var variable: String?
  package var redirects: [ShellRedirect]
}

package struct ShellCommand: Sendable {
  package var assignments: [(name: String, value: ShellWord)]
  package var words: [ShellWord]
  package var redirects: [ShellRedirect]
  /// 1-based, in the script.
  package var line: Int
}

package struct ShellRedirect: Sendable {
  package enum Kind: Sendable {
    case read, write, append, readWrite, hereDocument, hereString, duplicate
  }

  package var kind: Kind
  package var descriptor: Int?
  package var target: ShellWord
}

package struct ShellWord: Sendable {
  package enum Part: Sendable {
    /// A text that reaches the program as it stands.
    case literal(String, isQuoted: Bool)
    /// `$name`, `${name…}` or a special parameter.
    case variable(ShellVariable)
    /// `$(…)`, backticks, `<(…)` or `>(…)`.
    case substitution(ShellNode, kind: SubstitutionKind)
    /// `$((…))`.
    case arithmetic
  }

  package enum SubstitutionKind: Sendable {
    case command, processInput, processOutput
  }

  package var parts: [Part]
  package var line: Int

  package init(parts: [Part], line: Int) {
    self.parts = parts
    self.line = line
  }

  package init(_ text: String, line: Int = 1) {
    self.init(parts: [.literal(text, isQuoted: true)], line: line)
  }

  /// The word's text where it has no expansion.
  package var literal: String? {
    var text = ""
    for part in parts {
      guard case .literal(let piece, _) = part else { return nil }
      text += piece
    }
    return text
  }

  /// The text with what is expanded as it could be matched: `$name`, `$()`.
  package var pattern: String {
    parts.map { part in
      switch part {
      case .literal(let text, _): text
      case .variable(let variable): "$" + variable.name
      case .substitution: "$()"
      case .arithmetic: "$(())"
      }
    }.joined()
  }

  package var hasExpansion: Bool { literal == nil }

  /// Whether an unquoted `*`, `?` or `[` stands in it.
  package var hasGlob: Bool {
    parts.contains { part in
      guard case .literal(let text, false) = part else { return false }
      return text.contains { "*?[".contains($0) }
    }
  }
}

package struct ShellVariable: Sendable {
  package var name: String
  /// `${name:?message}`: the shell stops where it is empty.
  package var isGuarded: Bool
  /// `${name:-word}`: what stands for an empty one.
  package var fallback: String?
  package var isQuoted: Bool
}

/// A text that bash would not accept, or that this parser doesn't understand.
package struct ShellSyntaxError: Error, Equatable, Sendable {
  package var message: String
  /// 1-based.
  package var line: Int
}
