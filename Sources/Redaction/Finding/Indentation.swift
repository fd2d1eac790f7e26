/// Columns of YAML lines, in bytes.
enum Indentation {
  /// The spaces before a line's first byte.
  static func width(in block: UnsafeRawBufferPointer, line: Range<Int>) -> Int {
    var index = line.lowerBound
    while index < line.upperBound, block[index] == 0x20 { index += 1 }
    return index - line.lowerBound
  }

  /// The column of a line's key: behind the dashes of list items.
  static func ofKey(in block: UnsafeRawBufferPointer, line: Range<Int>) -> Int {
    var index = line.lowerBound
    while index < line.upperBound {
      if block[index] == 0x20 {
        index += 1
      } else if block[index] == 0x2D, index + 1 < line.upperBound, block[index + 1] == 0x20 {
        index += 2
      } else {
        break
      }
    }
    return index - line.lowerBound
  }
}
