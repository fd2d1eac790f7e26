/// A sign of base64 that is escaped where it stands.
enum PictureSign {
  /// Which, and how many bytes it takes.
  case sign(UInt8, Int)
  case other

  init(_ block: UnsafeRawBufferPointer, at index: Int) {
    self = .other
    switch block[index] {
    case 0x3D: self = .sign(0x3D, 1)
    case 0x25:
      guard let (byte, count) = Self.percent(block, at: index) else { return }
      take(byte, count)
    case 0x5C:
      guard let (byte, count) = Self.backslash(block, at: index) else { return }
      take(byte, count)
    case 0x26:
      guard let (byte, count) = Self.entity(block, at: index) else { return }
      take(byte, count)
    default: return
    }
  }

  private mutating func take(_ byte: UInt8, _ count: Int) {
    if byte == 0x3D || byte == 0x2B || byte == 0x2F { self = .sign(byte, count) }
  }

  /// `%2B`, also encoded twice.
  static func percent(
    _ block: UnsafeRawBufferPointer, at start: Int
  ) -> (byte: UInt8, count: Int)? {
    var index = start + 1
    while index + 1 < block.count, block[index] == 0x32, block[index + 1] == 0x35 { index += 2 }
    guard index + 1 < block.count, let high = Hex.value(block[index]),
      let low = Hex.value(block[index + 1])
    else { return nil }
    return (high << 4 | low, index + 2 - start)
  }

  /// `\/`, `\n`, `\u002B`, in strings of any depth.
  static func backslash(
    _ block: UnsafeRawBufferPointer, at start: Int
  ) -> (byte: UInt8, count: Int)? {
    var index = start
    while index < block.count, index - start < 16, block[index] == 0x5C { index += 1 }
    guard index < block.count else { return nil }
    switch block[index] {
    case 0x6E: return (0x0A, index + 1 - start)
    case 0x72: return (0x0D, index + 1 - start)
    case 0x75:
      guard index + 4 < block.count, block[index + 1] == 0x30, block[index + 2] == 0x30,
        let high = Hex.value(block[index + 3]), let low = Hex.value(block[index + 4])
      else { return nil }
      return (high << 4 | low, index + 5 - start)
    case let byte where !Bytes.isWord(byte): return (byte, index + 1 - start)
    default: return nil
    }
  }

  /// `&#43;`, `&#x2B;`
  static func entity(
    _ block: UnsafeRawBufferPointer, at start: Int
  ) -> (byte: UInt8, count: Int)? {
    guard start + 3 < block.count, block[start + 1] == 0x23 else { return nil }
    var index = start + 2
    let isHex = block[index] | 0x20 == 0x78
    if isHex { index += 1 }
    var value = 0
    while index < block.count, index - start < 9, let digit = Hex.value(block[index]) {
      value = value * (isHex ? 16 : 10) + Int(digit)
      index += 1
    }
    guard index < block.count, block[index] == 0x3B, value < 0x80 else { return nil }
    return (UInt8(value), index + 1 - start)
  }
}
