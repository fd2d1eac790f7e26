/// Parses bash: lists, pipelines, compound commands, functions, redirects, here-documents.
package struct ShellParser {
  private var scanner: ShellScanner
  private var lookahead: (token: ShellScanner.Token, start: Int, end: Int, line: Int)?
  private var nesting = 0

  /// - Throws: ``ShellSyntaxError`` for what bash would refuse or this parser doesn't know.
  package static func parse(_ text: String) throws(ShellSyntaxError) -> ShellNode {
    try parse(bytes: Array(text.utf8), line: 1, depth: 0)
  }

  static func parse(
    bytes: [UInt8], line: Int, depth: Int
  ) throws(ShellSyntaxError) -> ShellNode {
    guard !bytes.contains(0) else {
      throw ShellSyntaxError(message: "the script holds a NUL byte", line: line)
    }
    var parser = ShellParser(scanner: ShellScanner(bytes, line: line, depth: depth))
    return try parser.parse(untilParenthesis: false)
  }

  init(scanner: ShellScanner) {
    self.scanner = scanner
  }

  /// Where the text after a substitution's closing parenthesis starts.
  var end: Int { scanner.index }
  var line: Int { scanner.line }

  /// - Parameter untilParenthesis: end at the `)` that closes a substitution, and eat it.
  mutating func parse(untilParenthesis: Bool) throws(ShellSyntaxError) -> ShellNode {
    let node = try list(until: [])
    let token = try peek()
    if untilParenthesis {
      guard case .operation(")") = token else {
        throw scanner.failure("a substitution is not closed")
      }
      try advance()
      // A here-document inside the substitution has been read up to here.
      return node.replacingDocuments(scanner.documents)
    }
    guard case .end = token else { throw scanner.failure("unexpected \(describe(token))") }
    return node.replacingDocuments(scanner.documents)
  }

  // MARK: Tokens

  private mutating func peek() throws(ShellSyntaxError) -> ShellScanner.Token {
    if let lookahead { return lookahead.token }
    let start = scanner.index
    let token = try scanner.next()
    lookahead = (token, start, scanner.index, scanner.line)
    return token
  }

  private mutating func advance() throws(ShellSyntaxError) {
    _ = try peek()
    lookahead = nil
  }

  private func describe(_ token: ShellScanner.Token) -> String {
    switch token {
    case .word(let word, _):
      word.literal.map { Self.allReserved.contains($0) ? "'\($0)'" : "word" } ?? "word"
    case .operation(let text): "'\(text)'"
    case .redirect: "redirect"
    case .newline: "line end"
    case .end: "end"
    }
  }

  private static let allReserved: Set<String> = [
    "if", "then", "else", "elif", "fi", "do", "done", "case", "esac", "while", "until", "for",
    "select", "function", "{", "}", "!", "[[", "]]", "in", "time", "coproc",
  ]

  /// The reserved word that comes next, where a command may start.
  private mutating func reserved() throws(ShellSyntaxError) -> String? {
    guard case .word(let word, isPlain: true) = try peek(), let text = word.literal,
      Self.allReserved.contains(text)
    else { return nil }
    return text
  }

  private mutating func expectReserved(_ text: String) throws(ShellSyntaxError) {
    guard try reserved() == text else { throw scanner.failure("expected '\(text)'") }
    try advance()
  }

  private mutating func skipNewlines() throws(ShellSyntaxError) {
    while case .newline = try peek() { try advance() }
  }

  // MARK: Lists and pipelines

  private mutating func list(until stops: Set<String>) throws(ShellSyntaxError) -> ShellNode {
    nesting += 1
    defer { nesting -= 1 }
    guard nesting < 100 else { throw scanner.failure("nested too deep") }
    var nodes: [ShellNode] = []
    while true {
      try skipNewlines()
      switch try peek() {
      case .end: return .list(nodes)
      case .operation(let text) where [")", ";;", ";&", ";;&"].contains(text): return .list(nodes)
      default: break
      }
      if let word = try reserved(), stops.contains(word) { return .list(nodes) }
      nodes.append(try andOr())
      switch try peek() {
      case .operation(";"), .operation("&"), .newline: try advance()
      case .end: return .list(nodes)
      case .operation(let text) where [")", ";;", ";&", ";;&"].contains(text): return .list(nodes)
      case let token: throw scanner.failure("unexpected \(describe(token))")
      }
    }
  }

  private mutating func andOr() throws(ShellSyntaxError) -> ShellNode {
    var nodes = [try pipeline()]
    while case .operation(let text) = try peek(), text == "&&" || text == "||" {
      try advance()
      try skipNewlines()
      nodes.append(try pipeline())
    }
    return nodes.count == 1 ? nodes[0] : .list(nodes)
  }

  private mutating func pipeline() throws(ShellSyntaxError) -> ShellNode {
    while let word = try reserved(), word == "!" || word == "time" {
      try advance()
      if word == "time", case .word(let option, true) = try peek(), option.literal == "-p" {
        try advance()
      }
    }
    var nodes = [try command()]
    while case .operation(let text) = try peek(), text == "|" || text == "|&" {
      try advance()
      try skipNewlines()
      nodes.append(try command())
    }
    return nodes.count == 1 ? nodes[0] : .pipeline(nodes)
  }

  // MARK: Commands

  private mutating func command() throws(ShellSyntaxError) -> ShellNode {
    nesting += 1
    defer { nesting -= 1 }
    guard nesting < 100 else { throw scanner.failure("nested too deep") }
    if case .operation("(") = try peek() {
      if let arithmetic = try arithmeticCommand() { return arithmetic }
      try advance()
      let body = try list(until: [])
      guard case .operation(")") = try peek() else { throw scanner.failure("expected ')'") }
      try advance()
      return try compound(.subshell, parts: [body])
    }
    switch try reserved() {
    case "if": return try condition()
    case "while", "until": return try loop()
    case "for", "select": return try forLoop()
    case "case": return try caseCommand()
    case "{":
      try advance()
      let body = try list(until: ["}"])
      try expectReserved("}")
      return try compound(.group, parts: [body])
    case "[[": return try conditionalExpression()
    case "function":
      try advance()
      guard case .word(let name, _) = try peek(), let text = name.literal else {
        throw scanner.failure("a function has no name")
      }
      try advance()
      if case .operation("(") = try peek() {
        try advance()
        guard case .operation(")") = try peek() else { throw scanner.failure("expected ')'") }
        try advance()
      }
      try skipNewlines()
      return .function(name: text, body: try command())
    case "coproc":
      try advance()
      return try command()
    case let word? where word != "in" && word != "time" && word != "]]" && word != "!":
      throw scanner.failure("unexpected '\(word)'")
    default: return try simple()
    }
  }

  private mutating func compound(
    _ keyword: ShellCompound.Keyword, parts: [ShellNode], words: [ShellWord] = [],
    variable: String? = nil
  ) throws(ShellSyntaxError) -> ShellNode {
    var redirects: [ShellRedirect] = []
    while case .redirect(let kind, let descriptor) = try peek() {
      try advance()
      redirects.append(try redirect(kind, descriptor))
    }
    return .compound(
      ShellCompound(
        keyword: keyword, parts: parts, words: words, variable: variable, redirects: redirects))
  }

  private mutating func condition() throws(ShellSyntaxError) -> ShellNode {
    var parts: [ShellNode] = []
    try advance()
    parts.append(try list(until: ["then"]))
    try expectReserved("then")
    parts.append(try list(until: ["elif", "else", "fi"]))
    while true {
      switch try reserved() {
      case "elif":
        try advance()
        parts.append(try list(until: ["then"]))
        try expectReserved("then")
        parts.append(try list(until: ["elif", "else", "fi"]))
      case "else":
        try advance()
        parts.append(try list(until: ["fi"]))
      case "fi":
        try advance()
        return try compound(.if, parts: parts)
      default: throw scanner.failure("expected 'fi'")
      }
    }
  }

  private mutating func loop() throws(ShellSyntaxError) -> ShellNode {
    let keyword: ShellCompound.Keyword = try reserved() == "while" ? .while : .until
    try advance()
    let condition = try list(until: ["do"])
    try expectReserved("do")
    let body = try list(until: ["done"])
    try expectReserved("done")
    return try compound(keyword, parts: [condition, body])
  }

  private mutating func forLoop() throws(ShellSyntaxError) -> ShellNode {
    try advance()
    var words: [ShellWord] = []
    var variable: String?
    if case .operation("(") = try peek() {
      guard try arithmeticCommand() != nil else { throw scanner.failure("expected '(('") }
    } else {
      guard case .word(let name, _) = try peek(), let text = name.literal else {
        throw scanner.failure("a loop has no variable")
      }
      variable = text
      try advance()
      try skipNewlines()
      if try reserved() == "in" {
        try advance()
        while case .word(let word, _) = try peek() {
          words.append(word)
          try advance()
        }
      } else {
        words = [
          ShellWord(
            parts: [
              .variable(ShellVariable(name: "@", isGuarded: false, fallback: nil, isQuoted: true))
            ], line: scanner.line)
        ]
      }
    }
    if case .operation(";") = try peek() { try advance() }
    try skipNewlines()
    if try reserved() == "{" {
      try advance()
      let body = try list(until: ["}"])
      try expectReserved("}")
      return try compound(.for, parts: [body], words: words, variable: variable)
    }
    try expectReserved("do")
    let body = try list(until: ["done"])
    try expectReserved("done")
    return try compound(.for, parts: [body], words: words, variable: variable)
  }

  private mutating func caseCommand() throws(ShellSyntaxError) -> ShellNode {
    try advance()
    guard case .word(let subject, _) = try peek() else {
      throw scanner.failure("a case has no word")
    }
    try advance()
    try skipNewlines()
    try expectReserved("in")
    var parts: [ShellNode] = []
    while true {
      try skipNewlines()
      if try reserved() == "esac" {
        try advance()
        return try compound(.case, parts: parts, words: [subject])
      }
      if case .operation("(") = try peek() { try advance() }
      pattern: while true {
        guard case .word = try peek() else { throw scanner.failure("a case has no pattern") }
        try advance()
        switch try peek() {
        case .operation("|"): try advance()
        case .operation(")"):
          try advance()
          break pattern
        default: throw scanner.failure("expected ')' after a case's pattern")
        }
      }
      parts.append(try list(until: ["esac"]))
      if case .operation(let text) = try peek(), text.hasPrefix(";") { try advance() }
    }
  }

  /// `((…))`; nil, and nothing eaten, where the parentheses are subshells.
  private mutating func arithmeticCommand() throws(ShellSyntaxError) -> ShellNode? {
    guard let ahead = lookahead else { return nil }
    let open = ahead.end - 1
    let bytes = scanner.bytes
    guard open + 1 < bytes.count, bytes[open + 1] == .openParenthesis else { return nil }
    var depth = 0
    var position = open + 2
    while position < bytes.count {
      if bytes[position] == .openParenthesis { depth += 1 }
      if bytes[position] == .closeParenthesis {
        if depth == 0 {
          guard position + 1 < bytes.count, bytes[position + 1] == .closeParenthesis else {
            return nil
          }
          break
        }
        depth -= 1
      }
      position += 1
    }
    guard position + 1 < bytes.count else { return nil }
    scanner.line += bytes[open..<position].count { $0 == .newline }
    scanner.index = position + 2
    lookahead = nil
    var inner = ShellScanner(
      Array(bytes[(open + 2)..<position]), line: scanner.line, depth: scanner.depth + 1)
    return .compound(
      ShellCompound(
        keyword: .arithmetic, parts: [], words: [try inner.quotedText(until: nil)], variable: nil,
        redirects: []))
  }

  private mutating func conditionalExpression() throws(ShellSyntaxError) -> ShellNode {
    try advance()
    var words: [ShellWord] = []
    while true {
      // Inside [[ ]] a pattern may hold | ( ) and a word.
      switch try peek() {
      case .end: throw scanner.failure("a '[[' is not closed")
      case .word(let word, let isPlain):
        try advance()
        if isPlain, word.literal == "]]" {
          return try compound(.condition, parts: [], words: words)
        }
        words.append(word)
      default: try advance()
      }
    }
  }

  private mutating func simple() throws(ShellSyntaxError) -> ShellNode {
    var command = ShellCommand(assignments: [], words: [], redirects: [], line: scanner.line)
    var isFirst = true
    while true {
      switch try peek() {
      case .redirect(let kind, let descriptor):
        try advance()
        command.redirects.append(try redirect(kind, descriptor))
      case .word(let word, let isPlain):
        try advance()
        if isFirst {
          command.line = word.line
          isFirst = false
        }
        if command.words.isEmpty, let assignment = word.assignment {
          command.assignments.append(assignment)
        } else {
          command.words.append(word)
        }
        if isPlain, command.words.count == 1, command.assignments.isEmpty,
          case .operation("(") = try peek(), let name = word.literal
        {
          try advance()
          guard case .operation(")") = try peek() else {
            throw scanner.failure("unexpected '(' after a word")
          }
          try advance()
          try skipNewlines()
          return .function(name: name, body: try self.command())
        }
      case let token:
        guard !command.words.isEmpty || !command.assignments.isEmpty || !command.redirects.isEmpty
        else { throw scanner.failure("unexpected \(describe(token))") }
        if case .operation("(") = token { throw scanner.failure("unexpected '('") }
        return .simple(command)
      }
    }
  }

  private mutating func redirect(
    _ kind: ShellRedirect.Kind, _ descriptor: Int?
  ) throws(ShellSyntaxError) -> ShellRedirect {
    if kind == .hereDocument {
      guard lookahead == nil else { throw scanner.failure("a here-document has no delimiter") }
      let word = try scanner.hereDocumentWord(stripsTabs: descriptor == -1)
      return ShellRedirect(kind: kind, descriptor: 0, target: word)
    }
    guard case .word(let target, _) = try peek() else {
      throw scanner.failure("a redirect has no target")
    }
    try advance()
    return ShellRedirect(kind: kind, descriptor: descriptor, target: target)
  }
}

extension ShellWord {
  /// `name=value`, `name+=value` or `name[index]=value` in front of a command.
  fileprivate var assignment: (name: String, value: ShellWord)? {
    guard case .literal(let text, isQuoted: false) = parts.first,
      let equals = text.firstIndex(of: "=")
    else { return nil }
    var name = text[..<equals]
    if name.last == "+" { name.removeLast() }
    if name.last == "]", let bracket = name.firstIndex(of: "[") { name = name[..<bracket] }
    guard let first = name.utf8.first, first.isNameStart, name.utf8.allSatisfy(\.isNameByte) else {
      return nil
    }
    var value = self
    let rest = String(text[text.index(after: equals)...])
    if rest.isEmpty {
      value.parts.removeFirst()
    } else {
      value.parts[0] = .literal(rest, isQuoted: false)
    }
    return (String(name), value)
  }
}
