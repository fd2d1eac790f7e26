/// Pictures that can't show a word, and hold nothing beside their pixels: what pages count readers
/// with, bullets, shades.
enum TinyPicture {
  /// Of either side, in pixels.
  static let side = 16
  /// In bytes.
  private static let longest = 1 << 10

  /// - Parameter bytes: all of it.
  static func isTiny(_ bytes: [UInt8]) -> Bool {
    guard bytes.count <= longest else { return false }
    return isPNG(bytes) || isGIF(bytes)
  }

  // MARK: PNG

  private static let chunks: Set<String> = [
    "IHDR", "PLTE", "IDAT", "tRNS", "gAMA", "sRGB", "cHRM", "pHYs", "sBIT", "bKGD", "tIME",
  ]

  private static func isPNG(_ bytes: [UInt8]) -> Bool {
    guard bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) else { return false }
    var index = 8
    while index + 12 <= bytes.count {
      let length = number(bytes, index)
      let name = String(decoding: bytes[index + 4..<index + 8], as: UTF8.self)
      guard length <= bytes.count - index - 12 else { return false }
      if name == "IEND" { return length == 0 && index + 12 == bytes.count }
      guard chunks.contains(name) else { return false }
      if index == 8 {
        guard name == "IHDR", length == 13, (1...side).contains(number(bytes, 16)),
          (1...side).contains(number(bytes, 20))
        else { return false }
      }
      index += 12 + length
    }
    return false
  }

  private static func number(_ bytes: [UInt8], _ start: Int) -> Int {
    bytes[start..<start + 4].reduce(0) { $0 << 8 | Int($1) }
  }

  // MARK: GIF

  private static func isGIF(_ bytes: [UInt8]) -> Bool {
    guard bytes.starts(with: "GIF8".utf8), bytes.count >= 13, fits(bytes, 6) else { return false }
    var index = 13 + colours(bytes[10])
    while index < bytes.count {
      switch bytes[index] {
      case 0x3B: return index + 1 == bytes.count
      // How the next picture is shown; what a remark says, and an application, is told otherwise.
      case 0x21:
        guard index + 1 < bytes.count, bytes[index + 1] == 0xF9 else { return false }
        index = blocks(bytes, index + 2)
      case 0x2C:
        guard index + 10 < bytes.count, fits(bytes, index + 5) else { return false }
        index = blocks(bytes, index + 11 + colours(bytes[index + 9]))
      default: return false
      }
    }
    return false
  }

  private static func fits(_ bytes: [UInt8], _ start: Int) -> Bool {
    [start, start + 2].allSatisfy { (1...side).contains(Int(bytes[$0]) | Int(bytes[$0 + 1]) << 8) }
  }

  /// Of a table, in bytes.
  private static func colours(_ flags: UInt8) -> Int {
    flags & 0x80 == 0 ? 0 : 3 << (Int(flags & 7) + 1)
  }

  /// Behind blocks that are led by their lengths.
  private static func blocks(_ bytes: [UInt8], _ start: Int) -> Int {
    var index = start
    while index < bytes.count, bytes[index] > 0 { index += 1 + Int(bytes[index]) }
    return index + 1
  }
}
