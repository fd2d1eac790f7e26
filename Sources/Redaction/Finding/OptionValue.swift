/// The word behind a command's option (`--db-password x`, `-storepass x`) or behind a name that a
/// directive sets (`ENV DB_PASSWORD x`, `#define DB_PASSWORD "x"`, `proxy_set_header X-Api-Key x;`).
struct OptionValue {
  let block: UnsafeRawBufferPointer
  let limit: Int

  private static let setters = WordSet([
    "ENV", "ARG", "setx", "setenv", "/v", "#define", "proxy_set_header", "grpc_set_header",
    "fastcgi_param", "uwsgi_param", "scgi_param", "more_set_headers", "RequestHeader",
    "PassEnv", "Set-Item",
  ])
  /// Words of prose, too: what they set stands in quotes or looks like no word.
  private static let verbs = WordSet([
    "set", "put", "add", "define", "config", "LABEL", "--global", "--add", "--local", "-name", "-x",
    "-gx", "-xg", "-Ux", "-xU", "-lx",
    "add_header",
  ])
  /// What a manual says behind an option's name.
  private static let words = WordSet([
    "option", "options", "flag", "flags", "argument", "arguments", "parameter", "parameters",
    "stdin", "prompt", "value", "file", "string", "instead", "when", "if", "on", "at", "may",
    "as", "be", "can", "via", "here", "only", "then", "than", "that", "this", "you", "your",
  ])

  enum Answer {
    case value(Range<Int>)
    /// Where the value's quote stands, or the backslashes before it.
    case quote(Int)
  }

  func value(ofName name: Range<Int>) -> Answer? {
    var lower = name.upperBound
    while lower < limit, Bytes.isBlank(block[lower]) { lower += 1 }
    // `-p$PASS x`: a variable has no value behind it.
    guard lower > name.upperBound, lower < limit, !block[name].contains(0x24) else { return nil }
    let setter = isOption(name) ? Setter.sure : setter(before: name)
    guard let setter else { return nil }
    var quote = lower
    while quote < limit, block[quote] == 0x5C { quote += 1 }
    if quote < limit, Bytes.isQuote(block[quote]) {
      if setter == .sure || block[quote] == 0x22 { return .quote(lower) }
      return nil
    }
    guard block[lower] != 0x2D else { return nil }
    var upper = lower
    while upper < limit, !Bytes.isSpace(block[upper]), !"|;&\"'`".utf8.contains(block[upper]) {
      upper += 1
    }
    if setter == .verb {
      let word = ProseWord(block: block, kind: ProseWord.Kind(name: bytes(name)))
      return word.value(in: lower..<upper).map { .value($0) }
    }
    while upper > lower + 1, ",.)]".utf8.contains(block[upper - 1]) { upper -= 1 }
    let text = bytes(lower..<upper)
    guard text.count >= 3, !Self.words.contains(text), !Reference.isStatusWord(text),
      text[0] != 0x5B, text[0] != 0x3D
    else { return nil }
    // "When started with --exit-with-session dbus-launch keeps": a token is no word.
    if isOption(name), ProseWord.Kind(name: bytes(name)) == .token,
      text.allSatisfy({ Bytes.isLetter($0) || $0 == 0x2D })
    {
      return nil
    }
    return .value(lower..<upper)
  }

  private func bytes(_ range: Range<Int>) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(rebasing: block[range])
  }

  private func isOption(_ name: Range<Int>) -> Bool {
    let start = name.lowerBound
    guard start > 0, block[start - 1] == 0x2D else { return false }
    var index = start - 1
    while index > 0, block[index - 1] == 0x2D { index -= 1 }
    return start - index <= 2 && (index == 0 || Bytes.isSpace(block[index - 1]))
  }

  private enum Setter { case sure, verb }

  private func setter(before name: Range<Int>) -> Setter? {
    // `app:db_password`, `env:DB_PASSWORD`, `secret/db_password`
    var end = name.lowerBound
    let floor = max(0, end - 64)
    while end > floor, !Bytes.isBlank(block[end - 1]), block[end - 1] != 0x0A { end -= 1 }
    while end > floor, Bytes.isBlank(block[end - 1]) { end -= 1 }
    var start = end
    while start > 0, !Bytes.isSpace(block[start - 1]), end - start < 20 { start -= 1 }
    guard end > start, end < name.lowerBound else { return nil }
    let word = bytes(start..<end)
    if Self.setters.contains(word) { return .sure }
    return Self.verbs.contains(word) ? .verb : nil
  }
}
