/// Takes the values out of a Kubernetes Secret, whatever their keys are called: `data` (base64) and
/// `stringData`, in YAML, in JSON, and in JSON inside a string (`last-applied-configuration`).
///
/// What it knows of one block, it keeps: however many objects ask, the block is read once.
final class KubernetesSecretScanner {
  private let block: UnsafeRawBufferPointer
  private let rule: Int
  private let isFinal: Bool
  private let context: LineContext
  private lazy var items = YAMLItems(block)
  private lazy var kinds = SecretKinds(block)
  /// By the backslashes before quotes.
  private var structures: [Int: JSONStructure] = [:]
  private lazy var mayHoldSecret = Search.first(Array("Secret".utf8), in: block, from: 0) != nil
  /// Objects whose values were taken, the last of each kind: what lies inside goes with them.
  private var taken: [Kind: Range<Int>] = [:]

  private enum Kind: Hashable {
    case yaml(isEncoded: Bool)
    case json(depth: Int, isOdd: Bool)
  }

  init(block: UnsafeRawBufferPointer, rule: Int, isFinal: Bool, context: LineContext) {
    self.block = block
    self.rule = rule
    self.isFinal = isFinal
    self.context = context
  }

  /// - Parameter range: where `data:` with its newline, or the quoted word, stands.
  /// - Returns: where to begin again with more bytes, or nil.
  func scan(dataAt range: Range<Int>, into findings: inout [Finding]) -> Int? {
    // Without the word nothing is one, unless it follows later.
    guard !isFinal || mayHoldSecret else { return nil }
    let line = context.line(at: range.lowerBound)
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
    let line = context.line(at: range.lowerBound)
    let indent = Indentation.ofKey(in: block, line: line)
    let key = block[(line.lowerBound + indent)..<range.lowerBound]
    guard key.isEmpty || key.elementsEqual("string".utf8), endsLine(from: range.upperBound, line)
    else {
      return nil
    }
    let isEncoded = key.isEmpty
    let kind = Kind.yaml(isEncoded: isEncoded)
    if let outer = taken[kind], outer.contains(line.lowerBound) { return nil }
    guard items.isSecret(line, column: indent) else {
      return !isFinal && items.reachesEnd(line, column: indent) ? line.lowerBound : nil
    }
    var cursor = line.upperBound + 1
    while cursor < block.count {
      let current = wholeLine(at: cursor)
      cursor = current.upperBound + 1
      guard let first = firstByte(current) else { continue }
      guard first - current.lowerBound > indent else { return nil }
      taken[kind] = line.lowerBound..<current.upperBound
      if block[first] == 0x23 { continue }
      guard let value = yamlValue(current) else { continue }
      add(value, isEncoded: isEncoded, &findings)
    }
    return isFinal ? nil : line.lowerBound
  }

  /// A line that goes on behind what is looked at otherwise: Helm's releases are that long.
  private func wholeLine(at start: Int) -> Range<Int> {
    let line = Finder.line(at: start, in: block)
    guard line.upperBound < block.count, block[line.upperBound] != 0x0A else { return line }
    let end = Search.first(0x0A, in: block, line.upperBound..<block.count)
    return line.lowerBound..<(end ?? (isFinal ? block.count : line.upperBound))
  }

  private func firstByte(_ line: Range<Int>) -> Int? {
    line.first { !Bytes.isSpace(block[$0]) }
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
    if let decoded, Self.isCertificate(decoded) { return }
    findings.append(
      Finding(range: range, rule: rule, form: decoded?.isEmpty == false ? .base64 : .raw))
  }

  /// A certificate is public; support needs to see when it ends.
  private static func isCertificate(_ text: [UInt8]) -> Bool {
    text.withUnsafeBytes { text in
      Bytes.starts(text, with: "-----BEGIN CERTIFICATE-----")
        && Search.first(Array("PRIVATE".utf8), in: text, from: 0) == nil
    }
  }

  // MARK: JSON

  private func scanJSON(_ range: Range<Int>, _ findings: inout [Finding]) -> Int? {
    // The quotes may be escaped: JSON inside a string.
    var depth = 0
    while range.lowerBound > depth, block[range.lowerBound - 1 - depth] == 0x5C { depth += 1 }
    guard depth <= 16 || depth & (depth + 1) == 0, depth < 1 << 10,
      let open = objectStart(behind: range.upperBound), !isFinal || !kinds.isEmpty
    else { return nil }
    let structure = structures[depth] ?? JSONStructure(block, depth: depth)
    structures[depth] = structure
    let kind = Kind.json(depth: depth, isOdd: structure.isOdd(open))
    if let outer = taken[kind], outer.contains(open) { return nil }
    guard let close = structure.end(around: open + 1) else {
      return isFinal ? nil : context.line(at: range.lowerBound).lowerBound
    }
    let end = structure.end(around: close + 1)
    guard
      end.map({ kinds.isSaid(in: (close + 1)..<$0) }) ?? false
        || kinds.isSaid(before: range.lowerBound - depth)
    else {
      return !isFinal && end == nil ? context.line(at: range.lowerBound).lowerBound : nil
    }
    taken[kind] = open..<close
    for value in strings(in: open..<close, depth) { add(value, isEncoded: true, &findings) }
    return nil
  }

  /// The `{` that is the value of a key which ended at `position`.
  private func objectStart(behind position: Int) -> Int? {
    var index = position
    while index < block.count, block[index] == 0x5C || block[index] == 0x22 { index += 1 }
    while index < block.count, Bytes.isSpace(block[index]) { index += 1 }
    guard index < block.count, block[index] == 0x3A else { return nil }
    index += 1
    while index < block.count, Bytes.isSpace(block[index]) { index += 1 }
    return index < block.count && block[index] == 0x7B ? index : nil
  }

  /// The strings in an object that are no keys.
  private func strings(in object: Range<Int>, _ depth: Int) -> [Range<Int>] {
    var values: [Range<Int>] = []
    var expectsValue = false
    var backslashes = 0
    var start: Int?
    for index in (object.lowerBound + 1)..<object.upperBound {
      let byte = block[index]
      if byte == 0x5C {
        backslashes += 1
        continue
      }
      if byte == 0x22, backslashes == depth {
        if let begun = start {
          if expectsValue, index - depth > begun { values.append(begun..<(index - depth)) }
          expectsValue = false
          start = nil
        } else {
          start = index + 1
        }
      } else if start == nil {
        if byte == 0x3A { expectsValue = true }
        if byte == 0x2C { expectsValue = false }
      }
      backslashes = 0
    }
    return values
  }
}
