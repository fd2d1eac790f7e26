/// What stands between two lines of base64, or between two strings of a program that belong together.
struct PictureGap {
  /// Where the base64 goes on.
  private(set) var end: Int
  /// Whether quotes stand around the lines.
  var isInStrings: Bool { closing != nil }

  private var newlines = 0
  private var escapedNewlines = 0
  private var closing: UInt8?
  private var isOpened = false
  private var hasOperator = false
  private var hasComma = false

  /// - Returns: nil where what stands there ends the base64.
  init?(_ block: UnsafeRawBufferPointer, from start: Int, limit: Int) {
    end = start
    while end < limit, !isOpened {
      let byte = block[end]
      if EncodedToken.isBase64(byte), !isOperator(byte), !isPrefix(block) { break }
      guard let count = step(byte, block) else { return nil }
      end += count
    }
    guard end < limit, EncodedToken.isBase64(block[end]) || isEscaped(block) else { return nil }
    guard let _ = closing else {
      guard newlines + escapedNewlines > 0 else { return nil }
      return
    }
    guard isOpened, !hasComma || escapedNewlines > 0,
      newlines + escapedNewlines > 0 || hasOperator
    else { return nil }
  }

  private func isEscaped(_ block: UnsafeRawBufferPointer) -> Bool {
    if case .sign(let sign, _) = PictureSign(block, at: end) { return sign != 0x3D }
    return false
  }

  private func isOperator(_ byte: UInt8) -> Bool { byte == 0x2B && closing != nil }

  /// `b'…'`
  private func isPrefix(_ block: UnsafeRawBufferPointer) -> Bool {
    closing != nil && end + 1 < block.count && block[end + 1] == closing
      && "bfruBFRU".utf8.contains(block[end])
  }

  /// - Returns: how many bytes are passed over.
  private mutating func step(_ byte: UInt8, _ block: UnsafeRawBufferPointer) -> Int? {
    switch byte {
    case 0x20, 0x09, 0x0D: return 1
    case 0x0A:
      newlines += 1
      return newlines == 1 ? 1 : nil
    case 0x22, 0x27, 0x60: return quote(byte, 1)
    case 0x5C:
      if end + 1 < block.count, block[end + 1] == 0x0A || block[end + 1] == 0x0D { return 1 }
      guard let (sign, count) = PictureSign.backslash(block, at: end) else { return nil }
      return Bytes.isQuote(sign) ? quote(sign, count) : escaped(sign, count)
    case 0x25:
      guard let (sign, count) = PictureSign.percent(block, at: end) else { return nil }
      return escaped(sign, count)
    case 0x26:
      guard closing == nil else {
        hasOperator = true
        return 1
      }
      guard let (sign, count) = PictureSign.entity(block, at: end) else { return nil }
      return escaped(sign, count)
    case 0x2B, 0x2E:
      guard closing != nil else { return nil }
      hasOperator = true
      return 1
    case 0x2C:
      guard closing != nil else { return nil }
      hasComma = true
      return 1
    case _ where isPrefix(block): return 1
    // What quotations and remarks begin their lines with.
    case 0x3E, 0x23, 0x7C, 0x2A: return newlines == 1 && closing == nil ? 1 : nil
    default: return nil
    }
  }

  private mutating func quote(_ byte: UInt8, _ count: Int) -> Int? {
    guard let closing else {
      self.closing = byte
      return count
    }
    guard byte == closing else { return nil }
    isOpened = true
    return count
  }

  private mutating func escaped(_ byte: UInt8, _ count: Int) -> Int? {
    switch byte {
    case 0x0A:
      escapedNewlines += 1
      return escapedNewlines == 1 ? count : nil
    case 0x0D, 0x09, 0x20: return count
    default: return nil
    }
  }
}
