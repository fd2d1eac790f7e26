import Archives
import PatternMatching

/// gzip in base64: what Helm keeps, what CloudWatch sends, what cloud-init takes.
enum CompressedToken {
  /// The magic and the method: three bytes.
  static let mark: StaticString = "H4sI"

  enum Content {
    case text([UInt8])
    /// It can't be read, or grows beyond all reason.
    case unread
  }

  /// In bytes: the least that a gzip member takes, in base64.
  private static let shortest = 28
  /// A small text may grow by so many times.
  private static let ratio = 64
  private static let largest = 1 << 20

  /// The token whose mark stands at `start`, with its padding; nil inside of another one.
  static func range(at start: Int, in block: UnsafeRawBufferPointer) -> Range<Int>? {
    guard start == 0 || !isBase64(block[start - 1]) || block[start - 1] == 0x2F else { return nil }
    let limit = min(block.count, start + Finder.reach)
    var end = start
    while end < limit, isBase64(block[end]) { end += 1 }
    while end < limit, block[end] == 0x3D { end += 1 }
    return end - start >= shortest ? start..<end : nil
  }

  static func content(of token: UnsafeRawBufferPointer) -> Content {
    guard let packed = Decoding.base64(token) else { return .unread }
    let largest = min(largest, max(1 << 16, ratio * packed.count))
    do {
      let stream = try DecompressedStream(
        MemoryStream(packed), .gzip, UnpackBudget(packed: Int64(packed.count)))
      let text = try stream.next(largest + 1)
      return text.count > largest ? .unread : .text(text)
    } catch {
      return .unread
    }
  }

  /// In base64 again; the text itself where it can't be compressed.
  static func pack(_ text: [UInt8]) -> [UInt8] {
    let packed = text.withUnsafeBytes { try? PieceCompressor(.gzip).compress($0) }
    return Encoding.base64(packed ?? text)
  }

  private static func isBase64(_ byte: UInt8) -> Bool {
    Bytes.isWord(byte) && byte < 0x80 || byte == 0x2B || byte == 0x2F || byte == 0x2D
  }
}
