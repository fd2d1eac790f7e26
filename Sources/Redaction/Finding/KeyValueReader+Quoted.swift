/// Values in quotes, and YAML's block scalars.
extension KeyValueReader {
  func readQuoted(from start: Int, quote: UInt8, depth: Int) -> KeyValueScanner.Answer {
    if depth == 0, start + 1 < limit, block[start] == quote, block[start + 1] == quote {
      let fence = [quote, quote, quote]
      guard
        let end = Search.first(
          fence, in: UnsafeRawBufferPointer(rebasing: block[..<limit]), from: start + 2)
      else { return isFinal ? answer(trimmed((start + 2)..<limit)) : incomplete }
      return answer(trimmed((start + 2)..<end))
    }
    var index = start
    var isSpliced = false
    while index < limit {
      let byte = block[index]
      if byte == 0x0A { break }
      if byte == 0x5C {
        var run = 0
        while index + run < limit, block[index + run] == 0x5C { run += 1 }
        let after = index + run
        if after < limit, block[after] == quote, run == depth, depth > 0 {
          return answer(start..<index, form: .escaped(depth: depth + 1))
        }
        // In a shell's or SQL's single quotes a backslash is a plain byte, but few texts that end a
        // value with one are told from those that escape the quote: an even run escapes nothing.
        index = after
        if quote == 0x27, depth == 0, after < limit, block[after] == quote,
          hint == .yaml || run % 2 == 1 && isDoubled(after)
        {
          continue
        }
        if after < limit, depth == 0 ? run % 2 == 1 : run > depth && block[after] == quote {
          if depth == 0, block[after] == quote, closesLiteral(after) {
            return answer(start..<after, form: .raw)
          }
          index += 1
        }
        continue
      }
      if byte == quote, depth == 0 {
        if quote == 0x27, let following = continuation(index) {
          index = following
          isSpliced = true
          continue
        }
        if isSpliced { return answer(start..<index, form: .singleQuoted) }
        return answer(start..<index, form: quote == 0x22 ? .escaped(depth: 1) : .raw)
      }
      if byte == quote { break }
      index += 1
    }
    // The quote isn't closed on this line: all of the line goes.
    return answer(trimmed(start..<index))
  }

  /// Where a backslash is a plain byte (XML, TOML's and SQL's single quotes), a quote behind one
  /// closes: what follows can't go on a string.
  private func closesLiteral(_ quote: Int) -> Bool {
    if hint == .source, block[quote] == 0x27 { return false }
    let rest = block[(quote + 1)..<limit]
    if rest.starts(with: "/>".utf8) || rest.starts(with: ">".utf8) { return isInTag }
    guard block[quote] == 0x27 else {
      // <x password="a\" b="2">: another attribute.
      guard rest.first == 0x20, isInTag else { return false }
      let name = rest.dropFirst().prefix { Bytes.isKey($0) || $0 == 0x3A }
      return !name.isEmpty && rest.dropFirst(1 + name.count).starts(with: "=\"".utf8)
    }
    return rest.isEmpty || rest.first == 0x0A || rest.first == 0x0D
  }

  func readBlockScalar() -> KeyValueScanner.Answer? {
    guard next == 0x7C || next == 0x3E else { return nil }
    var index = position + 1
    while index < limit, block[index] == 0x2B || block[index] == 0x2D || Bytes.isDigit(block[index])
    {
      index += 1
    }
    while index < limit, Bytes.isBlank(block[index]) || block[index] == 0x0D { index += 1 }
    guard index < limit else { return isFinal ? KeyValueScanner.Answer.none : incomplete }
    guard block[index] == 0x0A else { return nil }
    let line = context.line(at: name.lowerBound)
    let indent = Indentation.ofKey(in: block, line: line)
    var start: Int?
    var end = index + 1
    var cursor = index + 1
    while cursor < limit {
      let current = Finder.line(at: cursor, in: block)
      let text = trimmed(current)
      if !text.isEmpty {
        guard Indentation.width(in: block, line: current) > indent else {
          return start.map { answer($0..<end) } ?? KeyValueScanner.Answer.none
        }
        if start == nil { start = text.lowerBound }
        end = text.upperBound
      }
      cursor = current.upperBound + 1
    }
    guard isFinal || limit < block.count else { return incomplete }
    return start.map { answer($0..<end) } ?? KeyValueScanner.Answer.none
  }
}
