/// Cuts a script into operators and words; words are parsed with all that they expand to.
struct ShellScanner {
  enum Token {
    case word(ShellWord, isPlain: Bool)
    case operation(String)
    case redirect(ShellRedirect.Kind, descriptor: Int?)
    case newline
    case end
  }

  let bytes: [UInt8]
  var index = 0
  var line = 1
  /// How deep substitutions are nested.
  let depth: Int
  /// Here-documents whose text starts after the next newline.
  var pendingDocuments: [PendingDocument] = []
  /// The texts of here-documents, by the number in their redirect's word.
  var documents: [ShellWord] = []

  struct PendingDocument {
    var delimiter: [UInt8]
    var isQuoted: Bool
    var stripsTabs: Bool
    var number: Int
  }

  static let maximumDepth = 40

  init(_ bytes: [UInt8], line: Int = 1, depth: Int = 0) {
    self.bytes = bytes
    self.line = line
    self.depth = depth
  }

  func failure(_ message: String) -> ShellSyntaxError {
    ShellSyntaxError(message: message, line: line)
  }

  var current: UInt8? { index < bytes.count ? bytes[index] : nil }

  func peek(_ offset: Int = 1) -> UInt8? {
    index + offset < bytes.count ? bytes[index + offset] : nil
  }

  func startsWith(_ text: StaticString) -> Bool {
    text.withUTF8Buffer { buffer in
      index + buffer.count <= bytes.count
        && buffer.indices.allSatisfy { bytes[index + $0] == buffer[$0] }
    }
  }

  mutating func skipBlanks() {
    while let byte = current {
      if byte == .space || byte == .tab || byte == .carriageReturn {
        index += 1
      } else if byte == .backslash, peek() == .newline {
        index += 2
        line += 1
      } else if byte == .hash {
        while let byte = current, byte != .newline { _ = byte; index += 1 }
      } else {
        return
      }
    }
  }

  private static let operators: [StaticString] = [
    ";;&", ";;", ";&", "&&", "||", "|&", ";", "|", "&", "(", ")",
  ]

  private static let redirects: [(StaticString, ShellRedirect.Kind)] = [
    ("<<<", .hereString), ("&>>", .append), ("&>", .write), (">>", .append), (">|", .write),
    (">&", .duplicate), ("<&", .duplicate), ("<>", .readWrite), (">", .write), ("<", .read),
  ]

  mutating func next() throws(ShellSyntaxError) -> Token {
    skipBlanks()
    guard let byte = current else {
      pendingDocuments = []
      return .end
    }
    if byte == .newline {
      index += 1
      line += 1
      try readPendingDocuments()
      return .newline
    }
    if startsWith("<(") || startsWith(">(") { return try wordToken() }
    if let redirect = try redirectToken() { return redirect }
    for text in Self.operators where startsWith(text) {
      index += text.utf8CodeUnitCount
      return .operation(text.description)
    }
    return try wordToken()
  }

  private mutating func redirectToken() throws(ShellSyntaxError) -> Token? {
    let start = index
    var descriptor: Int?
    if let byte = current, byte.isDigit {
      var number = 0
      while let digit = current, digit.isDigit, number < 10_000 {
        number = number * 10 + Int(digit - 48)
        index += 1
      }
      guard current == .less || current == .greater else {
        index = start
        return nil
      }
      descriptor = number
    } else if current == .openBrace {
      // `{name}>file`
      var end = index + 1
      while end < bytes.count, bytes[end].isNameByte { end += 1 }
      if end > index + 1, end + 1 < bytes.count, bytes[end] == .closeBrace,
        bytes[end + 1] == .less || bytes[end + 1] == .greater
      {
        index = end + 1
      }
    }
    if startsWith("<<"), !startsWith("<<<") {
      index += 2
      let stripsTabs = current == UInt8(ascii: "-")
      if stripsTabs { index += 1 }
      return .redirect(.hereDocument, descriptor: stripsTabs ? -1 : descriptor)
    }
    for (text, kind) in Self.redirects where startsWith(text) {
      index += text.utf8CodeUnitCount
      return .redirect(kind, descriptor: descriptor)
    }
    index = start
    return nil
  }

  private mutating func wordToken() throws(ShellSyntaxError) -> Token {
    let start = index
    let word = try self.word()
    guard index > start else { throw failure("a character that no word starts with") }
    let isPlain = word.parts.allSatisfy { part in
      if case .literal(_, isQuoted: false) = part { true } else { false }
    }
    return .word(word, isPlain: isPlain)
  }

  // MARK: Here-documents

  /// Reads the delimiter after `<<` and returns the word that stands for the document.
  mutating func hereDocumentWord(stripsTabs: Bool) throws(ShellSyntaxError) -> ShellWord {
    skipBlanks()
    let start = index
    let word = try self.word()
    guard index > start, let delimiter = word.literal else {
      throw failure("a here-document has no plain delimiter")
    }
    let isQuoted = bytes[start..<index].contains {
      [.quote, .doubleQuote, .backslash].contains($0)
    }
    let number = documents.count
    documents.append(ShellWord(parts: [], line: line))
    pendingDocuments.append(
      PendingDocument(
        delimiter: Array(delimiter.utf8), isQuoted: isQuoted, stripsTabs: stripsTabs,
        number: number))
    return ShellWord(parts: [.literal("\u{0}\(number)", isQuoted: true)], line: line)
  }

  private mutating func readPendingDocuments() throws(ShellSyntaxError) {
    // Without its delimiter a document ends with the script, as in bash.
    let pending = pendingDocuments
    pendingDocuments = []
    for document in pending {
      var text: [UInt8] = []
      let firstLine = line
      while index < bytes.count {
        let end = bytes[index...].firstIndex(of: .newline) ?? bytes.count
        var content = bytes[index..<end]
        index = min(end + 1, bytes.count)
        line += 1
        if document.stripsTabs { content = content.drop { $0 == .tab } }
        if content.last == .carriageReturn { content = content.dropLast() }
        if Array(content) == document.delimiter { break }
        text += content + [.newline]
        if end == bytes.count { break }
      }
      var word = ShellWord(
        parts: [.literal(String(decoding: text, as: UTF8.self), isQuoted: true)], line: firstLine)
      if !document.isQuoted {
        var inner = ShellScanner(text, line: firstLine, depth: depth + 1)
        word = try inner.quotedText(until: nil)
      }
      documents[document.number] = word
    }
  }
}

extension UInt8 {
  static let space = UInt8(ascii: " ")
  static let tab = UInt8(ascii: "\t")
  static let newline = UInt8(ascii: "\n")
  static let carriageReturn = UInt8(ascii: "\r")
  static let backslash = UInt8(ascii: "\\")
  static let hash = UInt8(ascii: "#")
  static let quote = UInt8(ascii: "'")
  static let doubleQuote = UInt8(ascii: "\"")
  static let backtick = UInt8(ascii: "`")
  static let dollar = UInt8(ascii: "$")
  static let less = UInt8(ascii: "<")
  static let greater = UInt8(ascii: ">")
  static let openParenthesis = UInt8(ascii: "(")
  static let closeParenthesis = UInt8(ascii: ")")
  static let openBrace = UInt8(ascii: "{")
  static let closeBrace = UInt8(ascii: "}")

  var isDigit: Bool { (48...57).contains(self) }
  var isNameStart: Bool { self == 95 || (65...90).contains(self) || (97...122).contains(self) }
  var isNameByte: Bool { isNameStart || isDigit }
}
