/// How base64 stands in a text: its alphabet, its escapes, its lines.
struct PictureSpelling {
  /// What it spells; nil where it isn't whole.
  let bytes: [UInt8]?
  /// Signs on each line.
  private var lines: [Int] = []
  /// What stands between the lines.
  private var gaps: [[UInt8]] = []
  /// By the sign that is escaped.
  private var escapes: [UInt8: [UInt8]] = [:]
  private var isURL = false
  private var isPadded = false

  init(_ block: UnsafeRawBufferPointer, _ range: Range<Int>) {
    let text = UnsafeRawBufferPointer(rebasing: block[range])
    var signs: [UInt8] = []
    var (lines, gaps) = ([0], [[UInt8]]())
    var escapes: [UInt8: [UInt8]] = [:]
    var padding: Range<Int>?
    var run = PictureRun()
    _ = run.read(text, from: 0, until: text.count, isFinal: true) { part in
      switch part {
      case .plain(let range):
        signs += text[range]
        lines[lines.count - 1] += range.count
      case .escaped(let range, let sign):
        signs.append(sign)
        lines[lines.count - 1] += 1
        escapes[sign] = Array(text[range])
      case .between(let range):
        gaps.append(Array(text[range]))
        lines.append(0)
      case .padding(let range): padding = range
      }
    }
    isURL = signs.contains { $0 == 0x2D || $0 == 0x5F }
    isPadded = padding != nil || signs.count % 4 == 0 && !isURL
    if let padding, text[padding.lowerBound] != 0x3D,
      case .sign(_, let count) = PictureSign(text, at: padding.lowerBound)
    {
      escapes[0x3D] = Array(text[padding.lowerBound..<padding.lowerBound + count])
    }
    bytes = signs.withUnsafeBytes { Decoding.base64($0) }
    (self.lines, self.gaps, self.escapes) = (lines, gaps, escapes)
  }

  /// Other bytes, written the same way on as many lines.
  func spell(_ bytes: [UInt8]) -> [UInt8] {
    var signs = Encoding.base64(bytes)
    if isURL { signs = Encoding.base64URL(signs) }
    if !isPadded {
      while signs.last == 0x3D { signs.removeLast() }
    }
    var text: [UInt8] = []
    text.reserveCapacity(signs.count + gaps.reduce(0) { $0 + $1.count })
    var start = 0
    for (index, width) in widths(signs.count).enumerated() {
      let end = min(signs.count, start + width)
      for sign in signs[start..<end] {
        if let escape = escape(sign) { text += escape } else { text.append(sign) }
      }
      start = end
      if index < gaps.count { text += gaps[index] }
    }
    return text
  }

  /// As they were, where so many signs fit in: the last ones may stay empty. Else they are longer.
  private func widths(_ count: Int) -> [Int] {
    guard lines.count > 1 else { return [count] }
    var widths = lines
    widths[lines.count - 1] = max(widths[lines.count - 1], widths[lines.count - 2])
    guard widths.reduce(0, +) < count else { return widths }
    return Array(
      repeating: ((count + lines.count - 1) / lines.count + 3) / 4 * 4, count: lines.count)
  }

  private func escape(_ sign: UInt8) -> [UInt8]? {
    guard sign == 0x2B || sign == 0x2F || sign == 0x3D, !escapes.isEmpty else { return nil }
    if let known = escapes[sign] { return known }
    if escapes.values.contains(where: { $0.first == 0x25 }) {
      return Array("%\(String(sign, radix: 16, uppercase: true))".utf8)
    }
    return nil
  }
}
