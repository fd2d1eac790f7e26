/// Whether a place in a text is inside a URL.
enum URLContext {
  /// Looks back at most 512 bytes for `://` without white space or quotes between.
  static func holds(_ position: Int, in block: UnsafeRawBufferPointer) -> Bool {
    var index = position - 1
    let floor = max(0, position - 512)
    while index >= floor {
      let byte = block[index]
      if Bytes.isSpace(byte) || byte == 0x22 || byte == 0x27 || byte == 0x3C { return false }
      if byte == 0x3A, index + 2 < block.count, block[index + 1] == 0x2F, block[index + 2] == 0x2F {
        return true
      }
      index -= 1
    }
    return false
  }
}
