/// Where a value without quotes ends.
enum UnquotedValue {
  /// The value of a line that is nothing but `key=value` or `key: value`.
  ///
  /// - Parameter isLoose: blanks stand around the `=`, as in INI files.
  static func wholeLine(
    _ context: LineContext, range: Range<Int>, hint: FormatHint, isLoose: Bool
  ) -> Range<Int> {
    // A comment begins behind white space.
    let comment = context.comment(in: range) ?? range.upperBound
    let upper = context.trimmedEnd(range.lowerBound..<comment)
    let line = range.lowerBound..<upper
    guard let blank = context.blank(in: line) else {
      // One word. `key=value&other=…` and `key=value;…` go on with other things.
      return hint == .unknown
        ? range.lowerBound..<context.endOfValue(from: range.lowerBound, to: upper) : line
    }
    switch hint {
    case .yaml: return line
    case .settings: return line
    default:
      let rest = blank..<upper
      let isSentence = !isLoose || context.holdsAssignment(rest) || context.dash(in: rest)
      return isSentence
        ? range.lowerBound..<context.endOfValue(from: range.lowerBound, to: upper) : line
    }
  }

  /// Words of small letters alone, as in a passphrase.
  static func isPhrase(_ line: Range<Int>, in block: UnsafeRawBufferPointer) -> Bool {
    var blanks = 0
    for index in line {
      if block[index] == 0x20 {
        blanks += 1
      } else if block[index] &- 0x61 >= 26 {
        return false
      }
    }
    return (2...23).contains(blanks)
  }

  /// A value in running text: up to white space, or a sign that is followed by what can't be part
  /// of the value.
  static func end(in block: UnsafeRawBufferPointer, from start: Int, to end: Int) -> Int {
    var index = start
    while index < end {
      let byte = block[index]
      if byte == 0x5C, index + 1 < end, block[index + 1] == 0x5C {
        index += 2
        continue
      }
      if Bytes.isSpace(byte) || byte == 0x22 || byte == 0x60 { return index }
      if byte == 0x27, index > start { return index }
      if byte == 0x1B || byte == 0x5C,
        Decoration.colourEnd(in: block, from: index, to: end) != nil
      {
        return index
      }
      let following: UInt8? = index + 1 < end ? block[index + 1] : nil
      switch byte {
      case 0x2C, 0x3B:  // , ;
        if following.map({ Bytes.isSpace($0) || Bytes.isQuote($0) }) ?? true { return index }
        if beginsAssignment(in: block, from: index + 1, to: end) { return index }
      case 0x26:  // &
        if following == nil || beginsAssignment(in: block, from: index + 1, to: end) {
          return index
        }
      case 0x29, 0x5D, 0x7D:  // ) ] }
        if following.map({ Bytes.isSpace($0) || ",;.:)]}".utf8.contains($0) }) ?? true {
          return index
        }
      case 0x3C where following == 0x2F: return index
      case 0x5C where following.map(Bytes.isQuote) ?? false: return index
      case 0x5C where following == 0x6E || following == 0x72: return index
      case 0x5C where block[index..<end].starts(with: "\\u0026".utf8): return index
      default: break
      }
      index += 1
    }
    return min(index, end)
  }

  /// A value that goes on behind what ends others: an app password in four groups of letters
  /// (`abcd efgh ijkl mnop`), a connection string (`Server=db;Uid=app;P=x`).
  static func extended(
    _ value: Range<Int>, ofName name: UnsafeRawBufferPointer, in block: UnsafeRawBufferPointer,
    to end: Int, _ context: LineContext
  ) -> Range<Int> {
    if value.count == 4, let last = endOfGroups(in: block, from: value.lowerBound, to: end) {
      return value.lowerBound..<last
    }
    let index = value.upperBound
    guard index < end, block[index] == 0x3B, block[value].contains(0x3D),
      Search.holds(name, caseless: connection) || Search.holds(name, caseless: storage)
    else { return value }
    return value.lowerBound..<context.endOfPairs(from: index, to: end)
  }

  private static let connection = Array("conn".utf8)
  private static let storage = Array("storage".utf8)

  private static func endOfGroups(
    in block: UnsafeRawBufferPointer, from start: Int, to end: Int
  ) -> Int? {
    let last = start + 19
    guard last <= end else { return nil }
    for offset in 0..<19 {
      let byte = block[start + offset]
      guard offset % 5 == 4 ? byte == 0x20 : byte &- 0x61 < 26 else { return nil }
    }
    return last == end || "\r\"',;".utf8.contains(block[last]) ? last : nil
  }

  /// `name=` stands at `start`.
  private static func beginsAssignment(
    in block: UnsafeRawBufferPointer, from start: Int, to end: Int
  ) -> Bool {
    var index = start
    while index < end, Bytes.isKey(block[index]) || block[index] == 0x20, index - start < 64 {
      index += 1
    }
    return index > start && index < end && block[index] == 0x3D && block[start] != 0x20
  }
}
