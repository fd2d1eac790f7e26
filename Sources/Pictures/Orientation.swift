/// How a camera was held: it says so in the picture's EXIF data, which goes with all the others.
enum Orientation {
  private static let lead = Array("Exif".utf8) + [0, 0]

  /// - Returns: 1 to 8, as EXIF counts them; 1 where a picture says nothing, and for formats of
  ///   several pages.
  static func read(_ bytes: [UInt8], _ format: PictureFormat) -> Int {
    let found: ArraySlice<UInt8>? =
      switch format {
      case .jpeg: segment(of: bytes)
      case .png: chunk("eXIf", of: bytes, from: 8, isPNG: true)
      case .webp: chunk("EXIF", of: bytes, from: 12, isPNG: false)
      case .tiff, .pdf: nil
      }
    guard let found else { return 1 }
    return read(tiff: Array(found.starts(with: lead) ? found.dropFirst(lead.count) : found)) ?? 1
  }

  /// - Parameter isPNG: a length, a name, data and a checksum; otherwise, as in RIFF, a name, a length the
  ///   other way round, and data of an even length.
  private static func chunk(
    _ name: String, of bytes: [UInt8], from start: Int, isPNG: Bool
  ) -> ArraySlice<UInt8>? {
    var position = start
    while position + 8 <= bytes.count {
      let head = bytes[position..<position + 8]
      let length = (isPNG ? Array(head.prefix(4)) : head.suffix(4).reversed())
        .reduce(0) { $0 << 8 | Int($1) }
      guard length <= bytes.count - position - 8 else { return nil }
      if (isPNG ? head.suffix(4) : head.prefix(4)).elementsEqual(name.utf8) {
        return bytes[position + 8..<position + 8 + length]
      }
      position += 8 + length + (isPNG ? 4 : length % 2)
    }
    return nil
  }

  private static func segment(of bytes: [UInt8]) -> ArraySlice<UInt8>? {
    var position = 2
    while position + 4 <= bytes.count, bytes[position] == 0xFF {
      let marker = bytes[position + 1]
      let length = Int(bytes[position + 2]) << 8 | Int(bytes[position + 3])
      guard marker != 0xDA, marker != 0xD9, length >= 2, position + 2 + length <= bytes.count else {
        return nil
      }
      let segment = bytes[position + 4..<position + 2 + length]
      if marker == 0xE1, segment.starts(with: lead) { return segment }
      position += 2 + length
    }
    return nil
  }

  /// Sets the pages of a TIFF upright for Leptonica, whose own turns aren't all right.
  ///
  /// - Returns: how each of them was held; of so many at most.
  static func level(tiff: inout [UInt8], pages: Int) -> [Int] {
    var found: [Int] = []
    var start = number(tiff, 4, 4) ?? 0
    while start != 0, found.count < pages, let count = number(tiff, start, 2) {
      let held = entry(of: tiff, start)
      found.append(held?.value ?? 1)
      if let place = held?.place {
        tiff.replaceSubrange(place..<place + 2, with: isLittle(tiff) ? [1, 0] : [0, 1])
      }
      start = number(tiff, start + 2 + 12 * count, 4) ?? 0
    }
    return found
  }

  private static func read(tiff: [UInt8]) -> Int? {
    number(tiff, 4, 4).flatMap { entry(of: tiff, $0)?.value }
  }

  /// Where a directory tells the orientation.
  private static func entry(of tiff: [UInt8], _ start: Int) -> (place: Int, value: Int)? {
    guard let count = number(tiff, start, 2) else { return nil }
    for index in 0..<count {
      let entry = start + 2 + 12 * index
      guard let tag = number(tiff, entry, 2) else { return nil }
      guard tag == 0x0112 else { continue }
      return number(tiff, entry + 8, 2).flatMap { (1...8).contains($0) ? (entry + 8, $0) : nil }
    }
    return nil
  }

  private static func number(_ tiff: [UInt8], _ offset: Int, _ count: Int) -> Int? {
    guard offset >= 0, offset <= tiff.count - count else { return nil }
    let part = tiff[offset..<offset + count]
    return (isLittle(tiff) ? Array(part.reversed()) : Array(part)).reduce(0) { $0 << 8 | Int($1) }
  }

  private static func isLittle(_ tiff: [UInt8]) -> Bool { tiff.starts(with: [0x49, 0x49]) }
}
