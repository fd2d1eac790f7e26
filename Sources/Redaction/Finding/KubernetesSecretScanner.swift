/// Takes the values out of a Kubernetes Secret, whatever their keys are called: `data` (base64) and
/// `stringData`, in YAML, in JSON, and in JSON inside a string (`last-applied-configuration`).
struct KubernetesSecretScanner {
  let block: UnsafeRawBufferPointer
  let rule: Int
  let isFinal: Bool

  /// - Parameter range: where `data:` with its newline, or the quoted word, stands.
  /// - Returns: where to begin again with more bytes, or nil.
  func scan(dataAt range: Range<Int>, into findings: inout [Finding]) -> Int? {
    let line = Finder.line(at: range.lowerBound, in: block)
    // "data": alone on its line is YAML with quoted keys.
    let isYAML = block[range.lowerBound] != 0x22 || endsLine(from: range.upperBound, line)
    return isYAML ? scanYAML(range, &findings) : scanJSON(range, &findings)
  }

  /// Nothing but a colon, blanks and a comment stand between a place and its line's end.
  private func endsLine(from position: Int, _ line: Range<Int>) -> Bool {
    var index = position
    while index < line.upperBound, Bytes.isSpace(block[index]) || block[index] == 0x3A {
      index += 1
    }
    return index >= line.upperBound || block[index] == 0x23
  }

  // MARK: YAML

  private func scanYAML(_ range: Range<Int>, _ findings: inout [Finding]) -> Int? {
    let line = Finder.line(at: range.lowerBound, in: block)
    let indent = Indentation.ofKey(in: block, line: line)
    let key = block[(line.lowerBound + indent)..<range.lowerBound]
    guard key.isEmpty || key.elementsEqual("string".utf8), endsLine(from: range.upperBound, line)
    else {
      return nil
    }
    let isEncoded = key.isEmpty
    guard isSecret(line: line, indent: indent) else {
      return isFinal || reachesEnd(from: line, indent: indent) == false ? nil : line.lowerBound
    }
    var cursor = line.upperBound + 1
    while cursor < block.count {
      let current = Finder.line(at: cursor, in: block)
      cursor = current.upperBound + 1
      guard let first = firstByte(current) else { continue }
      guard first - current.lowerBound > indent else { return nil }
      if block[first] == 0x23 { continue }
      guard let value = yamlValue(current) else { continue }
      add(value, isEncoded: isEncoded, &findings)
    }
    return isFinal ? nil : line.lowerBound
  }

  private func firstByte(_ line: Range<Int>) -> Int? {
    line.first { !Bytes.isSpace(block[$0]) }
  }

  /// The document or list item that holds `line` says `kind: Secret` at the same indentation.
  private func isSecret(line: Range<Int>, indent: Int) -> Bool {
    if siblings(of: line, indent: indent).contains(where: { isKindSecret($0) }) { return true }
    // The members of a SecretList don't say it themselves.
    let floor = max(0, line.lowerBound - Finder.reach)
    let before = UnsafeRawBufferPointer(rebasing: block[floor..<line.lowerBound])
    return Search.first(Array("SecretList".utf8), in: before, from: 0) != nil
  }

  /// Whether the item that holds `line` goes on to the end of the block.
  private func reachesEnd(from line: Range<Int>, indent: Int) -> Bool {
    var cursor = line.upperBound + 1
    while cursor < block.count {
      let current = Finder.line(at: cursor, in: block)
      if endsItem(current, indent: indent) { return false }
      cursor = current.upperBound + 1
    }
    return true
  }

  private func endsItem(_ line: Range<Int>, indent: Int) -> Bool {
    guard let first = firstByte(line) else { return false }
    if block[line].starts(with: "---".utf8) { return true }
    let width = Indentation.width(in: block, line: line)
    if width < indent, block[first] != 0x23 { return true }
    return false
  }

  private func siblings(of line: Range<Int>, indent: Int) -> [Range<Int>] {
    var lines: [Range<Int>] = []
    var cursor = line.lowerBound
    let floor = max(0, line.lowerBound - Finder.reach)
    while cursor > floor {
      let current = Finder.line(at: cursor - 1, in: block)
      guard current.lowerBound < cursor else { break }
      cursor = current.lowerBound
      let width = Indentation.ofKey(in: block, line: current)
      if width == indent { lines.append(current) }
      if endsItem(current, indent: indent) { break }
    }
    cursor = line.upperBound + 1
    let ceiling = min(block.count, line.upperBound + Finder.reach)
    while cursor < ceiling {
      let current = Finder.line(at: cursor, in: block)
      if endsItem(current, indent: indent) { break }
      if Indentation.width(in: block, line: current) == indent { lines.append(current) }
      cursor = current.upperBound + 1
    }
    return lines
  }

  private func isKindSecret(_ line: Range<Int>) -> Bool {
    let text = String(decoding: UnsafeRawBufferPointer(rebasing: block[line]), as: UTF8.self)
    let words = text.split { " \t\r-\"':,".contains($0) }
    return words.count >= 2 && words[0] == "kind" && words[1] == "Secret"
  }

  /// The scalar behind a line's first colon, without quotes.
  private func yamlValue(_ line: Range<Int>) -> Range<Int>? {
    guard
      let colon = line.first(where: {
        block[$0] == 0x3A && ($0 + 1 >= line.upperBound || Bytes.isSpace(block[$0 + 1]))
      })
    else {
      // A line of a block scalar.
      return trimmed(line)
    }
    let value = trimmed((colon + 1)..<line.upperBound)
    guard let first = value.first.map({ block[$0] }) else { return nil }
    if first == 0x7C || first == 0x3E { return nil }
    if Bytes.isQuote(first), value.count >= 2 {
      return (value.lowerBound + 1)..<(value.upperBound - 1)
    }
    return value
  }

  private func trimmed(_ range: Range<Int>) -> Range<Int> {
    var lower = range.lowerBound
    var upper = range.upperBound
    while lower < upper, Bytes.isSpace(block[lower]) { lower += 1 }
    while upper > lower, Bytes.isSpace(block[upper - 1]) { upper -= 1 }
    return lower..<upper
  }

  private func add(_ range: Range<Int>, isEncoded: Bool, _ findings: inout [Finding]) {
    let bytes = UnsafeRawBufferPointer(rebasing: block[range])
    guard !range.isEmpty, !Reference.isReference(bytes) else { return }
    let decoded = isEncoded ? Decoding.base64(bytes) : nil
    findings.append(
      Finding(range: range, rule: rule, form: decoded?.isEmpty == false ? .base64 : .raw))
  }

  // MARK: JSON

  private func scanJSON(_ range: Range<Int>, _ findings: inout [Finding]) -> Int? {
    // The quotes may be escaped: JSON inside a string.
    var depth = 0
    while range.lowerBound > depth, block[range.lowerBound - 1 - depth] == 0x5C { depth += 1 }
    let reader = JSONSiblings(block: block, depth: depth)
    guard let open = reader.objectStart(behind: range.upperBound) else { return nil }
    guard let close = reader.closing(from: open) else {
      return isFinal ? nil : Finder.line(at: range.lowerBound, in: block).lowerBound
    }
    guard reader.saysSecret(before: range.lowerBound - depth, behind: close + 1) else {
      let isCut = reader.enclosingEnd(behind: close + 1) == nil
      return !isFinal && isCut ? Finder.line(at: range.lowerBound, in: block).lowerBound : nil
    }
    for value in reader.stringValues(in: open..<close) { add(value, isEncoded: true, &findings) }
    return nil
  }
}
