import Pictures

/// What the first bytes say of a picture or document.
struct PictureSignature {
  let name: String
  /// What can be read and painted; nil where it can only be left out.
  let format: PictureFormat?
  /// So long that nothing else begins so.
  var isTold = false
  /// Markup, which is read as a text where it is short.
  var isText = false

  /// Fewer are no picture: bytes.
  private static let shortest = 24

  init?(_ head: [UInt8]) {
    guard head.count >= Self.shortest else { return nil }
    format = PictureFormat(sample: head)
    if let format {
      guard Self.holds(format, head) else { return nil }
      name = format.name
      isTold = format == .png
      return
    }
    if Self.isDrawing(head) {
      name = "a drawing (SVG)"
      isText = true
      return
    }
    let kind = head.withUnsafeBytes { FileKind(sample: $0, path: "") }
    guard case .opaque(let what) = kind, what.hasPrefix("a picture"), !what.contains("RIFF"),
      Self.holds(what, head)
    else { return nil }
    name = what
  }

  /// A few bytes alone may be any other data's.
  private static func holds(_ format: PictureFormat, _ head: [UInt8]) -> Bool {
    switch format {
    case .png: head[1..<8].elementsEqual([0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
    case .jpeg: holdsJPEG(head)
    case .webp: true
    // The first directory stands behind the header.
    case .tiff: number(head, 4, isLittle: head[0] == 0x49) >= 8
    case .pdf: Bytes.isDigit(head[5])
    }
  }

  /// A segment, and where it ends another one.
  private static func holdsJPEG(_ head: [UInt8]) -> Bool {
    let marker = head[3]
    guard marker >= 0xC0, marker != 0xFF, !(0xD0...0xD9).contains(marker) else { return false }
    let length = Int(head[4]) << 8 | Int(head[5])
    return length >= 2 && (4 + length >= head.count || head[4 + length] == 0xFF)
  }

  private static func holds(_ name: String, _ head: [UInt8]) -> Bool {
    if name.contains("ICO") {
      // So many pictures, and of the first a byte that is zero, and where it stands.
      let count = Int(head[4]) | Int(head[5]) << 8
      let place = number(head, 18, isLittle: true)
      return (1...64).contains(count) && head[9] == 0 && place >= 6 + 16 * count && place < 1 << 16
    }
    if name.contains("GIF") { return head[5] == 0x61 && (head[4] == 0x37 || head[4] == 0x39) }
    if name.contains("HEIF") { return head[0] == 0 && head[1] == 0 && head[2] <= 4 }
    return true
  }

  private static func number(_ head: [UInt8], _ start: Int, isLittle: Bool) -> Int {
    let bytes = head[start..<start + 4]
    return (isLittle ? bytes.reversed() : Array(bytes)).reduce(0) { $0 << 8 | Int($1) }
  }

  private static func isDrawing(_ head: [UInt8]) -> Bool {
    guard head.starts(with: "<svg".utf8) || head.starts(with: "<?xml".utf8) else { return false }
    return head.prefix(1 << 10).withUnsafeBytes {
      Search.first(Array("<svg".utf8), in: $0, from: 0) != nil
    }
  }
}
