/// The double-quoted string on one line in which a key and its value both stand: `"PASSWORD=…"`.
enum EnclosingString {
  /// - Returns: where the string's closing quote stands; nil where the name isn't inside one, or
  ///   fills one (`"password": …`).
  static func end(around name: Range<Int>, in block: UnsafeRawBufferPointer) -> Int? {
    let line = Finder.line(at: name.lowerBound, in: block)
    var isInside = false
    var index = line.lowerBound
    while index < name.lowerBound {
      if block[index] == 0x5C {
        index += 2
        continue
      }
      if block[index] == 0x22 { isInside.toggle() }
      index += 1
    }
    guard isInside, name.upperBound < line.upperBound, block[name.upperBound] != 0x22 else {
      return nil
    }
    index = name.upperBound
    while index < line.upperBound {
      if block[index] == 0x5C {
        index += 2
        continue
      }
      if block[index] == 0x22 { return index }
      index += 1
    }
    return nil
  }
}
