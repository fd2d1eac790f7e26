/// Whether a place in a text is inside a URL.
enum URLContext {
  /// Looks back at most 512 bytes for `://`, also as `:\/\/`, without white space or quotes between.
  static func holds(_ position: Int, in block: UnsafeRawBufferPointer) -> Bool {
    schemeEnd(before: position, in: block) != nil
  }

  /// Whether an `@` ends the user part of a URL: nothing of a path stands between.
  static func isUserPart(at position: Int, in block: UnsafeRawBufferPointer) -> Bool {
    guard let start = schemeEnd(before: position, in: block) else { return false }
    return block[start..<position].allSatisfy { $0 != 0x2F && $0 != 0x3F && $0 != 0x23 }
  }

  /// Whether a name stands directly behind `://`.
  static func isUserName(_ name: Range<Int>, in block: UnsafeRawBufferPointer) -> Bool {
    schemeEnd(before: name.upperBound, in: block) == name.lowerBound
  }

  private static func schemeEnd(before position: Int, in block: UnsafeRawBufferPointer) -> Int? {
    var index = position - 1
    let floor = max(0, position - 512)
    while index >= floor {
      let byte = block[index]
      if Bytes.isSpace(byte) || byte == 0x22 || byte == 0x27 || byte == 0x3C { return nil }
      if byte == 0x3A {
        if block[(index + 1)..<min(position, index + 3)].elementsEqual("//".utf8) {
          return index + 3
        }
        if block[(index + 1)..<min(position, index + 5)].elementsEqual("\\/\\/".utf8) {
          return index + 5
        }
      }
      index -= 1
    }
    return nil
  }
}
