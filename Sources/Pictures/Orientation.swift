/// How a camera was held: it says so in the picture's EXIF data, which goes with all the others.
enum Orientation {
  /// - Returns: 1 to 8, as EXIF counts them; 1 where a JPEG says nothing.
  static func read(_ bytes: [UInt8]) -> Int {
    var position = 2
    while position + 4 <= bytes.count, bytes[position] == 0xFF {
      let marker = bytes[position + 1]
      let length = Int(bytes[position + 2]) << 8 | Int(bytes[position + 3])
      guard marker != 0xDA, marker != 0xD9, length >= 2, position + 2 + length <= bytes.count else {
        return 1
      }
      let segment = bytes[position + 4..<position + 2 + length]
      if marker == 0xE1, segment.starts(with: Array("Exif".utf8) + [0, 0]) {
        return read(tiff: Array(segment.dropFirst(6))) ?? 1
      }
      position += 2 + length
    }
    return 1
  }

  private static func read(tiff: [UInt8]) -> Int? {
    let isLittle = tiff.starts(with: [0x49, 0x49])
    func number(_ offset: Int, _ count: Int) -> Int? {
      guard offset >= 0, offset <= tiff.count - count else { return nil }
      let part = tiff[offset..<offset + count]
      return (isLittle ? Array(part.reversed()) : Array(part)).reduce(0) { $0 << 8 | Int($1) }
    }
    guard let start = number(4, 4), let count = number(start, 2) else { return nil }
    for index in 0..<count {
      let entry = start + 2 + 12 * index
      guard let tag = number(entry, 2) else { return nil }
      guard tag == 0x0112 else { continue }
      return number(entry + 8, 2).flatMap { (1...8).contains($0) ? $0 : nil }
    }
    return nil
  }
}
