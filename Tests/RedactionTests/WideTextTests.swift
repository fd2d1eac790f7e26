import Testing

@testable import Redaction

@Suite struct WideTextTests {
  private static let encodings: [(unit: Int, isBigEndian: Bool)] = [
    (2, false), (2, true), (4, false), (4, true),
  ]

  private func encode(_ text: String, _ unit: Int, _ isBigEndian: Bool, hasMark: Bool) -> [UInt8] {
    let values =
      (hasMark ? [0xFEFF] : [])
      + (unit == 2 ? text.utf16.map { UInt32($0) } : text.unicodeScalars.map(\.value))
    return values.flatMap { value in
      let bytes = (0..<unit).map { UInt8(truncatingIfNeeded: value >> (8 * UInt32($0))) }
      return isBigEndian ? bytes.reversed() : bytes
    }
  }

  @Test(arguments: [true, false])
  func `each encoding is recognised, and comes back the same`(hasMark: Bool) throws {
    let text = "password=hunter2\r\nno mark is needed: €, only a few 😀 signs\n"
    for (unit, isBigEndian) in Self.encodings {
      let bytes = encode(
        hasMark ? text : text.filter(\.isASCII), unit, isBigEndian, hasMark: hasMark)
      let wide = try #require(bytes.withUnsafeBytes { WideText($0) }, "\(unit) \(isBigEndian)")
      #expect(wide.unit == unit && wide.isBigEndian == isBigEndian && wide.hasMark == hasMark)
      let decoded = try #require(wide.decode(bytes))
      #expect(String(decoding: decoded, as: UTF8.self) == (hasMark ? text : text.filter(\.isASCII)))
      #expect(wide.encode(decoded) == bytes)
    }
  }

  @Test func `pieces give what the whole gives`() throws {
    let text = "päss: €😀\n".repeated(40)
    for (unit, isBigEndian) in Self.encodings {
      let bytes = encode(text, unit, isBigEndian, hasMark: true)
      let wide = try #require(bytes.withUnsafeBytes { WideText($0) })
      for size in 1...9 {
        var reader = WideText.Reader(wide)
        var writer = WideText.Writer(wide)
        var decoded: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: size) {
          let piece = reader.feed(bytes[start..<min(bytes.count, start + size)])
          decoded += try #require(piece)
        }
        #expect(reader.isWhole && String(decoding: decoded, as: UTF8.self) == text)
        var encoded: [UInt8] = []
        for start in stride(from: 0, to: decoded.count, by: size) {
          encoded += writer.feed(Array(decoded[start..<min(decoded.count, start + size)]))
        }
        #expect(encoded == bytes, "\(unit) \(isBigEndian) \(size)")
      }
    }
  }

  @Test func `what isn't well formed is none, nor is anything else`() throws {
    let marks: [[UInt8]] = [
      [0xFF, 0xFE, 0x00, 0xD8, 0x41, 0x00], [0xFF, 0xFE, 0x41], [0xFE, 0xFF, 0xDC, 0x00],
      [0xFF, 0xFE, 0, 0, 0, 0, 0x11, 0], [0, 0, 0xFE, 0xFF, 0, 0xFF, 0xFF, 0xFF],
    ]
    for bytes in marks {
      let wide = try #require(bytes.withUnsafeBytes { WideText($0) })
      #expect(wide.decode(bytes) == nil, "\(bytes)")
    }
    let others: [[UInt8]] = [
      [0xFF, 0xFE] + Array("https://bot:a-token-of-bytes@git.example/".utf8),
      [0xFE, 0xFF] + Array("password=not-wide-at-all\n".utf8),
      [0xFF, 0xFE] + Array("пользователь и пароль=совсем-не-широкий\n".utf8),
      [0xFE, 0xFF] + Array("密码：不宽的文本，真的不宽，パスワード".utf8.dropLast()),
      [], [0xFF], Array("plain text that is long enough".utf8), [UInt8](repeating: 0, count: 64),
    ]
    for bytes in others { #expect(bytes.withUnsafeBytes { WideText($0) } == nil) }
  }
}

extension WideTextTests {
  private func littleEndian(_ units: [UInt16]) -> [UInt8] {
    var bytes: [UInt8] = []
    for unit in units { bytes += [UInt8(unit & 0xFF), UInt8(unit >> 8)] }
    return bytes
  }

  @Test func `a text of bytes inside of UTF-16 isn't taken for ideographs`() throws {
    let wide = littleEndian(Array("日志：a long line of UTF-16, 密码。\n".utf16))
    let text: [UInt8] = [0xFF, 0xFE] + wide
    let reader = try #require(text.withUnsafeBytes { WideText($0) })
    #expect(reader.decode(text) != nil)
    let appended = Array("token=appended-by-another-tool\n".utf8)
    #expect(reader.decode(text + appended) == nil)
    #expect(reader.decode(text + appended + wide) == nil)
    var pieces = WideText.Reader(reader)
    var isRefused = false
    for byte in text + appended where pieces.feed([byte]) == nil { isRefused = true }
    #expect(isRefused)
  }

  @Test func `ideographs by chance are UTF-16`() throws {
    var generator = SystemRandomNumberGenerator()
    for _ in 0..<200 {
      let units = (0..<400).map { _ in UInt16.random(in: 0x4E00...0x9FFF, using: &generator) }
      let bytes: [UInt8] = [0xFF, 0xFE] + littleEndian(units)
      let wide = try #require(bytes.withUnsafeBytes { WideText($0) })
      #expect(wide.decode(bytes) != nil)
    }
  }
}

extension String {
  fileprivate func repeated(_ count: Int) -> String { String(repeating: self, count: count) }
}
