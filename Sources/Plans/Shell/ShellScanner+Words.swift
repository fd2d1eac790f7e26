extension ShellScanner {
  private static let metacharacters: Set<UInt8> = Set(" \t\r\n;&|()<>".utf8)

  /// One word from here; empty where none starts.
  mutating func word() throws(ShellSyntaxError) -> ShellWord {
    guard depth < Self.maximumDepth else { throw failure("nested too deep") }
    var parts: [ShellWord.Part] = []
    var plain: [UInt8] = []
    let firstLine = line
    func flush(_ plain: inout [UInt8], _ parts: inout [ShellWord.Part]) {
      guard !plain.isEmpty else { return }
      parts.append(.literal(String(decoding: plain, as: UTF8.self), isQuoted: false))
      plain = []
    }
    scan: while let byte = current {
      if parts.isEmpty, plain.isEmpty, startsWith("<(") || startsWith(">(") {
        let kind: ShellWord.SubstitutionKind = byte == .less ? .processInput : .processOutput
        index += 1
        parts.append(.substitution(try parenthesised(), kind: kind))
        continue
      }
      if byte == .openParenthesis, plain.last == UInt8(ascii: "=") {
        // name=(words)
        flush(&plain, &parts)
        try skipArray(&parts)
        continue
      }
      if byte == .openParenthesis, let last = plain.last, "?*+@!".utf8.contains(last) {
        // An extended glob.
        plain += try skipBalanced()
        continue
      }
      if Self.metacharacters.contains(byte) { break scan }
      switch byte {
      case .backslash:
        if peek() == .newline {
          line += 1
        } else if let escaped = peek() {
          flush(&plain, &parts)
          var literal = [escaped]
          // The rest of a character of several bytes.
          while escaped >= 0x80, let more = peek(2), more & 0xC0 == 0x80 {
            literal.append(more)
            index += 1
          }
          parts.append(.literal(String(decoding: literal, as: UTF8.self), isQuoted: true))
        } else {
          plain.append(byte)
        }
        index += 2
      case .quote:
        flush(&plain, &parts)
        parts.append(try singleQuoted())
      case .doubleQuote:
        flush(&plain, &parts)
        index += 1
        let text = try quotedText(until: .doubleQuote)
        parts += text.parts.isEmpty ? [.literal("", isQuoted: true)] : text.parts
      case .dollar:
        flush(&plain, &parts)
        parts.append(try dollar(isQuoted: false))
      case .backtick:
        flush(&plain, &parts)
        parts.append(try backticks())
      default:
        plain.append(byte)
        index += 1
      }
    }
    flush(&plain, &parts)
    index = min(index, bytes.count)
    return ShellWord(parts: parts, line: firstLine)
  }

  private mutating func singleQuoted() throws(ShellSyntaxError) -> ShellWord.Part {
    let start = index + 1
    guard let end = bytes[start...].firstIndex(of: .quote) else {
      throw failure("a single quote is not closed")
    }
    let text = bytes[start..<end]
    line += text.count { $0 == .newline }
    index = end + 1
    return .literal(String(decoding: text, as: UTF8.self), isQuoted: true)
  }

  /// Text in which only `$`, backticks and backslashes are special, up to a closing quote, which
  /// is eaten, or to the end.
  mutating func quotedText(until close: UInt8?) throws(ShellSyntaxError) -> ShellWord {
    guard depth < Self.maximumDepth else { throw failure("nested too deep") }
    var parts: [ShellWord.Part] = []
    var plain: [UInt8] = []
    let firstLine = line
    func flush(_ plain: inout [UInt8], _ parts: inout [ShellWord.Part]) {
      guard !plain.isEmpty else { return }
      parts.append(.literal(String(decoding: plain, as: UTF8.self), isQuoted: true))
      plain = []
    }
    while let byte = current {
      switch byte {
      case _ where byte == close:
        index += 1
        flush(&plain, &parts)
        return ShellWord(parts: parts, line: firstLine)
      case .backslash:
        let following = peek()
        if following == .newline {
          line += 1
          index += 2
        } else if let following, [.dollar, .backtick, .backslash, .doubleQuote].contains(following)
        {
          plain.append(following)
          index += 2
        } else {
          plain.append(byte)
          index += 1
        }
      case .dollar:
        flush(&plain, &parts)
        parts.append(try dollar(isQuoted: true))
      case .backtick:
        flush(&plain, &parts)
        parts.append(try backticks())
      default:
        if byte == .newline { line += 1 }
        plain.append(byte)
        index += 1
      }
    }
    guard close == nil else { throw failure("a double quote is not closed") }
    flush(&plain, &parts)
    return ShellWord(parts: parts, line: firstLine)
  }

  /// What follows a `$`.
  private mutating func dollar(isQuoted: Bool) throws(ShellSyntaxError) -> ShellWord.Part {
    index += 1
    guard let byte = current else { return .literal("$", isQuoted: isQuoted) }
    if byte == .openParenthesis {
      if peek() == .openParenthesis, let end = arithmeticEnd() {
        let start = index + 2
        line += bytes[start..<end].count { $0 == .newline }
        index = end + 2
        return try arithmetic(Array(bytes[start..<end]))
      }
      return .substitution(try parenthesised(), kind: .command)
    }
    if byte == .openBrace { return try bracedVariable(isQuoted: isQuoted) }
    if byte == UInt8(ascii: "["), let end = bytes[index...].firstIndex(of: UInt8(ascii: "]")) {
      index = end + 1
      return .arithmetic
    }
    if !isQuoted, byte == .quote { return try ansiQuoted() }
    if !isQuoted, byte == .doubleQuote { return .literal("", isQuoted: true) }
    var name: [UInt8] = []
    if byte.isNameStart {
      while let next = current, next.isNameByte {
        name.append(next)
        index += 1
      }
    } else if byte.isDigit || "@*#?$!-".utf8.contains(byte) {
      name = [byte]
      index += 1
    } else {
      return .literal("$", isQuoted: isQuoted)
    }
    return .variable(
      ShellVariable(
        name: String(decoding: name, as: UTF8.self), isGuarded: false, fallback: nil,
        isQuoted: isQuoted))
  }

  /// Substitutions inside an arithmetic expansion still run.
  private func arithmetic(_ text: [UInt8]) throws(ShellSyntaxError) -> ShellWord.Part {
    guard text.contains(.backtick) || text.contains(.dollar) else { return .arithmetic }
    var inner = ShellScanner(text, line: line, depth: depth + 1)
    for part in try inner.quotedText(until: nil).parts {
      if case .substitution = part { return part }
    }
    return .arithmetic
  }

  /// Where the `))` of an arithmetic expansion stands; nil where it is a substitution.
  private func arithmeticEnd() -> Int? {
    var open = 0
    var position = index + 2
    while position < bytes.count {
      switch bytes[position] {
      case .openParenthesis: open += 1
      case .closeParenthesis:
        if open == 0 {
          return position + 1 < bytes.count && bytes[position + 1] == .closeParenthesis
            ? position : nil
        }
        open -= 1
      default: break
      }
      position += 1
    }
    return nil
  }

  /// `${name}` with its operator.
  private mutating func bracedVariable(isQuoted: Bool) throws(ShellSyntaxError) -> ShellWord.Part {
    index += 1
    var name: [UInt8] = []
    if current == UInt8(ascii: "!") || current == .hash, let next = peek(), next != .closeBrace {
      index += 1
    }
    while let byte = current, byte.isNameByte {
      name.append(byte)
      index += 1
    }
    if name.isEmpty, let byte = current, byte != .closeBrace {
      name = [byte]
      index += 1
    }
    let start = index
    var inner: ShellWord.Part?
    var fallback: String?
    var isGuarded = false
    var rest = ShellWord(parts: [], line: line)
    rest = try bracedRest()
    let text = bytes[start..<max(start, index - 1)]
    for part in rest.parts {
      if case .substitution = part { inner = part }
    }
    if text.starts(with: ":?".utf8) || text.first == UInt8(ascii: "?") { isGuarded = true }
    for lead in [":-", "-", ":=", "="] where text.starts(with: lead.utf8) {
      fallback = String(decoding: text.dropFirst(lead.utf8.count), as: UTF8.self)
      break
    }
    if let inner { return inner }
    return .variable(
      ShellVariable(
        name: String(decoding: name, as: UTF8.self), isGuarded: isGuarded, fallback: fallback,
        isQuoted: isQuoted))
  }

  /// The text up to the closing brace, which is eaten.
  private mutating func bracedRest() throws(ShellSyntaxError) -> ShellWord {
    guard depth < Self.maximumDepth else { throw failure("nested too deep") }
    var parts: [ShellWord.Part] = []
    while let byte = current {
      switch byte {
      case .closeBrace:
        index += 1
        return ShellWord(parts: parts, line: line)
      case .backslash: index = min(index + 2, bytes.count)
      case .quote: try skipSingleQuoteInBraces()
      case .doubleQuote:
        index += 1
        parts += try quotedText(until: .doubleQuote).parts
      case .dollar: parts.append(try dollar(isQuoted: true))
      case .backtick: parts.append(try backticks())
      default:
        if byte == .newline { line += 1 }
        index += 1
      }
    }
    throw failure("a '${' is not closed")
  }

  /// An apostrophe in `${x:-it's}` inside double quotes is not a quote: taken as one only where
  /// another one follows before the brace.
  private mutating func skipSingleQuoteInBraces() throws(ShellSyntaxError) {
    let rest = bytes[(index + 1)...]
    guard let close = rest.firstIndex(of: .quote),
      !(rest[..<close].contains(.newline) && rest[..<close].contains(.closeBrace))
    else {
      index += 1
      return
    }
    line += rest[..<close].count { $0 == .newline }
    index = close + 1
  }

  /// `$'…'`: escapes are decoded, so that nothing hides in them.
  private mutating func ansiQuoted() throws(ShellSyntaxError) -> ShellWord.Part {
    index += 1
    var text: [UInt8] = []
    while let byte = current {
      index += 1
      if byte == .quote { return .literal(String(decoding: text, as: UTF8.self), isQuoted: true) }
      guard byte == .backslash, let escape = current else {
        if byte == .newline { line += 1 }
        text.append(byte)
        continue
      }
      index += 1
      switch escape {
      case UInt8(ascii: "n"): text.append(.newline)
      case UInt8(ascii: "t"): text.append(.tab)
      case UInt8(ascii: "r"): text.append(.carriageReturn)
      case UInt8(ascii: "e"), UInt8(ascii: "E"): text.append(0x1B)
      case UInt8(ascii: "x"): text.append(UInt8(truncatingIfNeeded: number(radix: 16, digits: 2)))
      case UInt8(ascii: "u"), UInt8(ascii: "U"):
        let value = number(radix: 16, digits: escape == UInt8(ascii: "u") ? 4 : 8)
        if let scalar = Unicode.Scalar(UInt32(truncatingIfNeeded: value)) {
          text += Array(String(scalar).utf8)
        }
      case 48...55:
        index -= 1
        text.append(UInt8(truncatingIfNeeded: number(radix: 8, digits: 3)))
      default: text.append(escape)
      }
    }
    throw failure("a $' quote is not closed")
  }

  private mutating func number(radix: Int, digits: Int) -> Int {
    var value = 0
    for _ in 0..<digits {
      guard let byte = current, let digit = Character(Unicode.Scalar(byte)).hexDigitValue,
        digit < radix
      else { break }
      value = value * radix + digit
      index += 1
    }
    return value
  }

  /// `(…)` as a script of its own.
  private mutating func parenthesised() throws(ShellSyntaxError) -> ShellNode {
    guard depth < Self.maximumDepth else { throw failure("nested too deep") }
    index += 1
    var parser = ShellParser(
      scanner: ShellScanner(bytes, at: index, line: line, depth: depth + 1))
    let node = try parser.parse(untilParenthesis: true)
    index = parser.end
    line = parser.line
    return node
  }

  private init(_ bytes: [UInt8], at index: Int, line: Int, depth: Int) {
    self.init(bytes, line: line, depth: depth)
    self.index = index
  }

  private mutating func backticks() throws(ShellSyntaxError) -> ShellWord.Part {
    guard depth < Self.maximumDepth else { throw failure("nested too deep") }
    index += 1
    let firstLine = line
    var text: [UInt8] = []
    while let byte = current {
      index += 1
      if byte == .backtick {
        return .substitution(
          try ShellParser.parse(bytes: text, line: firstLine, depth: depth + 1), kind: .command)
      }
      if byte == .backslash, let escaped = current,
        [.backtick, .backslash, .dollar].contains(escaped)
      {
        text.append(escaped)
        index += 1
        continue
      }
      if byte == .newline { line += 1 }
      text.append(byte)
    }
    throw failure("a backtick is not closed")
  }

  /// `name=(…)`: the elements' substitutions are kept.
  private mutating func skipArray(_ parts: inout [ShellWord.Part]) throws(ShellSyntaxError) {
    index += 1
    while true {
      skipBlanks()
      guard let byte = current else { throw failure("an array is not closed") }
      if byte == .newline {
        index += 1
        line += 1
      } else if byte == .closeParenthesis {
        index += 1
        return
      } else {
        let start = index
        let element = try word()
        guard index > start else { throw failure("an array holds an operator") }
        parts += element.parts + [.literal(" ", isQuoted: false)]
      }
    }
  }

  /// A balanced `(…)` as text.
  private mutating func skipBalanced() throws(ShellSyntaxError) -> [UInt8] {
    let start = index
    var open = 0
    while let byte = current {
      index += 1
      if byte == .openParenthesis { open += 1 }
      if byte == .closeParenthesis {
        open -= 1
        if open == 0 { return Array(bytes[start..<index]) }
      }
      if byte == .newline { break }
    }
    throw failure("a parenthesis is not closed")
  }
}
