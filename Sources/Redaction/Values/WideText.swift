/// UTF-16 and UTF-32, which are redacted as UTF-8 and written as they were.
struct WideText: Hashable, Sendable {
  /// In bytes: 2 or 4.
  let unit: Int
  let isBigEndian: Bool
  /// A byte order mark stands before the text.
  let hasMark: Bool

  /// - Parameter sample: a text's first bytes.
  /// - Returns: nil where they are neither.
  init?(_ sample: UnsafeRawBufferPointer) {
    if let marked = Self.marks.first(where: { sample.starts(with: $0.mark) }) {
      // Two odd bytes before a text of bytes: as UTF-16 it would spell ideographs, and hide all.
      guard !Self.isBytes(sample.dropFirst(marked.mark.count)) else { return nil }
      (unit, isBigEndian, hasMark) = (marked.unit, marked.isBigEndian, true)
      return
    }
    // Without a mark: nearly all of a text's upper bytes are zero, and no lower one is.
    let count = min(sample.count, 1 << 12) & ~3
    guard count >= 16 else { return nil }
    var zeros = [0, 0, 0, 0]
    for index in 0..<count where sample[index] == 0 { zeros[index & 3] += 1 }
    let most = count / 4 * 9 / 10
    let (isFirst, isSecond, isThird, isLast) =
      (zeros[0] >= most, zeros[1] >= most, zeros[2] >= most, zeros[3] >= most)
    hasMark = false
    switch (isFirst, isSecond, isThird, isLast) {
    case (false, true, false, true) where zeros[0] + zeros[2] == 0:
      (unit, isBigEndian) = (2, false)
    case (true, false, true, false) where zeros[1] + zeros[3] == 0:
      (unit, isBigEndian) = (2, true)
    case (false, true, true, true) where zeros[0] == 0: (unit, isBigEndian) = (4, false)
    case (true, true, true, false) where zeros[3] == 0: (unit, isBigEndian) = (4, true)
    default: return nil
    }
  }

  /// Whether nearly all bytes are printable ASCII, of which real ideographs have hardly more than
  /// half, or all are UTF-8 without a zero, which a line's end is enough to give away as wide.
  private static func isBytes(_ text: some BidirectionalCollection<UInt8>) -> Bool {
    guard text.count >= 16 else { return false }
    if text.count(where: { isPrintable($0) }) * 10 >= text.count * 9 { return true }
    // The sample may end within a scalar.
    let end = text.suffix(4).lastIndex { $0 & 0xC0 != 0x80 } ?? text.endIndex
    return !text.contains(0) && String(validating: text[..<end], as: UTF8.self) != nil
  }

  private static func isPrintable(_ byte: UInt8) -> Bool {
    (0x20...0x7E).contains(byte) || byte == 0x0A || byte == 0x0D || byte == 0x09
  }

  /// The longer marks first: that of UTF-32 begins with that of UTF-16.
  private static let marks: [(mark: [UInt8], unit: Int, isBigEndian: Bool)] = [
    ([0xFF, 0xFE, 0, 0], 4, false), ([0, 0, 0xFE, 0xFF], 4, true),
    ([0xFF, 0xFE], 2, false), ([0xFE, 0xFF], 2, true),
  ]

  var name: String { unit == 2 ? "UTF-16" : "UTF-32" }

  /// - Returns: nil where the bytes aren't well formed, which can't be written back the same.
  func decode(_ bytes: [UInt8]) -> [UInt8]? {
    var reader = Reader(self)
    guard let text = reader.feed(bytes), reader.isWhole else { return nil }
    return text
  }

  func encode(_ text: [UInt8]) -> [UInt8] {
    var writer = Writer(self)
    return writer.feed(text)
  }

  /// Turns pieces into UTF-8.
  struct Reader {
    private let text: WideText
    private var pending: [UInt8] = []
    private var isFirst = true
    /// Units in a row of two printable bytes each.
    private var bytePairs = 0

    init(_ text: WideText) { self.text = text }

    /// Whether nothing was left over.
    var isWhole: Bool { pending.isEmpty }

    /// - Returns: nil where the piece isn't well formed, or holds a text of bytes: somebody has
    ///   appended it, and as UTF-16 it would spell ideographs.
    mutating func feed(_ bytes: some Sequence<UInt8>) -> [UInt8]? {
      pending += bytes
      var end = pending.count - pending.count % text.unit
      if text.unit == 2, end >= 2, unit(at: end - 2) & 0xFC00 == 0xD800 { end -= 2 }
      var start = 0
      if isFirst, text.hasMark, end > 0 { start = text.unit }
      guard end > 0 else { return [] }
      isFirst = false
      if text.unit == 2 {
        for index in stride(from: start, to: end, by: 2) {
          let isPair =
            WideText.isPrintable(pending[index]) && WideText.isPrintable(pending[index + 1])
          bytePairs = isPair ? bytePairs + 1 : 0
          // One ideograph in five is such a pair; a dozen in a row by chance one in 10^8.
          if bytePairs == 12 { return nil }
        }
      }
      defer { pending.removeFirst(end) }
      if text.unit == 2 {
        let units = stride(from: start, to: end, by: 2).map {
          UInt16(truncatingIfNeeded: unit(at: $0))
        }
        return String(validating: units, as: UTF16.self).map { Array($0.utf8) }
      }
      let units = stride(from: start, to: end, by: 4).map { unit(at: $0) }
      return String(validating: units, as: UTF32.self).map { Array($0.utf8) }
    }

    private func unit(at index: Int) -> UInt32 {
      var value: UInt32 = 0
      for offset in 0..<text.unit {
        let place = text.isBigEndian ? offset : text.unit - 1 - offset
        value = value << 8 | UInt32(pending[index + place])
      }
      return value
    }
  }

  /// Turns pieces of UTF-8 back.
  struct Writer {
    private let text: WideText
    private var pending: [UInt8] = []
    private var isFirst = true

    init(_ text: WideText) { self.text = text }

    mutating func feed(_ bytes: [UInt8]) -> [UInt8] {
      var output: [UInt8] = []
      if isFirst, text.hasMark { append(0xFEFF, to: &output) }
      isFirst = false
      pending += bytes
      // A scalar may be cut.
      var end = pending.count
      var back = 1
      while back <= min(3, pending.count) {
        let byte = pending[pending.count - back]
        if byte >= 0xC0 {
          if back < (byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4) { end -= back }
          break
        }
        if byte < 0x80 { break }
        back += 1
      }
      let scalars = String(decoding: pending[..<end], as: UTF8.self).unicodeScalars
      pending.removeFirst(end)
      for scalar in scalars {
        if text.unit == 2 {
          for unit in UTF16.encode(scalar) ?? Unicode.UTF16.encodedReplacementCharacter {
            append(UInt32(unit), to: &output)
          }
        } else {
          append(scalar.value, to: &output)
        }
      }
      return output
    }

    private func append(_ value: UInt32, to output: inout [UInt8]) {
      for offset in 0..<text.unit {
        let place = text.isBigEndian ? text.unit - 1 - offset : offset
        output.append(UInt8(truncatingIfNeeded: value >> (8 * UInt32(place))))
      }
    }
  }
}
