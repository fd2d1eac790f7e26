import Testing

@testable import Redaction

@Suite struct KnownValueTests {
  private static let alphabet = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~ "
      .utf8)

  static func value(_ length: Int, _ generator: inout SeededGenerator) -> [UInt8] {
    (0..<length).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &generator)] }
  }

  static func known(_ values: [[UInt8]]) throws -> KnownValues {
    var collector = ValueCollector()
    for (index, value) in values.enumerated() { collector.add(value, rule: index % 100) }
    return try KnownValues(collector)
  }

  @Test func `tokens that were cut and glued together lose every value`() throws {
    var generator = SeededGenerator(seed: 20)
    let rules = try RedactionFixture.rules(.secrets)
    for _ in 0..<300 {
      let values = (0..<3).map { _ in Self.value(14, &generator) }
      let known = try Self.known(values)
      let redactor = try Redactor(rules: rules, key: RedactionFixture.key, known: known)
      var text = Array("body ".utf8)
      for _ in 0..<4 {
        let value = values.randomElement(using: &generator) ?? []
        var token = Encoding.base64(
          Array("{\"user\":\"orders\",\"note\":\"".utf8) + value + [0x22, 0x7D])
        if Bool.random(using: &generator) { token = Encoding.base64(token) }
        text += token.dropFirst(.random(in: 0..<6, using: &generator))
          .dropLast(.random(in: 0..<4, using: &generator))
      }
      let output = try redactor.redact(text).bytes
      #expect(
        Self.ranges(KnownValueScanner(known), output).isEmpty,
        "\(String(decoding: text, as: UTF8.self)) → \(String(decoding: output, as: UTF8.self))")
    }
  }

  private static func ranges(_ scanner: KnownValueScanner, _ text: [UInt8]) -> [Range<Int>] {
    text.withUnsafeBytes { scanner.matches(in: $0, 0..<$0.count) }.map(\.range)
  }

  /// How a value may be spelt, and what is decoded with it.
  static func spellings(_ value: [UInt8]) -> [(name: String, bytes: [UInt8])] {
    var all: [(String, [UInt8])] = [
      ("raw", value), ("hex", Encoding.hex(value)),
      ("HEX", Array(Hex.string(value).uppercased().utf8)),
      ("json", Escaping.json(value)), ("json twice", Escaping.json(Escaping.json(value))),
      ("json thrice", Escaping.json(Escaping.json(Escaping.json(value)))),
      ("json slash", Escaping.json(value).flatMap { $0 == 0x2F ? [0x5C, $0] : [$0] }),
      ("unicode", Escaping.unicode(value)), ("UNICODE", Escaping.unicode(value, isUpper: true)),
      ("unicode twice", Escaping.json(Escaping.unicode(value))),
      ("xml", Escaping.xml(value)), ("xml twice", Escaping.xml(Escaping.xml(value))),
      ("entities", Escaping.entities(value, isHex: false)),
      ("hex entities", Escaping.entities(value, isHex: true)),
      ("percent", Escaping.percent(value)),
      ("percent lower", Escaping.percent(value, isLower: true)),
      ("percent twice", Escaping.percent(Escaping.percent(value))),
      ("percent all", value.flatMap { Escaping.percent($0) }),
      (
        "percent reserved",
        value.flatMap { "%&/+\\\"'<> ".utf8.contains($0) ? Escaping.percent($0) : [$0] }
      ),
      (
        "form",
        value.flatMap {
          $0 == 0x20 ? [0x2B] : "%&/+\\\"'<>".utf8.contains($0) ? Escaping.percent($0) : [$0]
        }
      ),
      ("json in a url", Escaping.percent(Escaping.json(value))),
      ("xml in json", Escaping.json(Escaping.xml(value))),
      (
        "url in json",
        Escaping.json(Escaping.percent(value).flatMap { $0 == 0x2F ? [0x5C, $0] : [$0] })
      ),
      ("shell", Escaping.shell(value)),
      (
        "shell double",
        value.flatMap { $0 == 0x27 ? Array("'\"'\"'".utf8) : [$0] }
      ), ("backslashes", Escaping.shellBackslashes(value)),
    ]
    for offset in 0..<3 {
      let group = [UInt8](repeating: 0x78, count: offset) + value
      all.append(("base64 \(offset)", Encoding.base64(group)))
      all.append(("base64url \(offset)", Encoding.base64URL(Encoding.base64(group))))
      for outer in 0..<3 {
        let text = [UInt8](repeating: 0x79, count: outer) + Encoding.base64(group)
        all.append(("base64 of base64 \(offset) \(outer)", Encoding.base64(text)))
      }
    }
    return all
  }

  @Test(arguments: [5, 3000])
  func `every spelling of every value is found, wherever it stands`(count: Int) throws {
    var generator = SeededGenerator(seed: UInt64(count))
    var values = (0..<count).map { Self.value(8 + $0 % 40, &generator) }
    values.append(Array("a pass phrase with blanks, 7!".utf8))
    values.append(Array("-----BEGIN KEY-----\nMIIE/+vQ\n-----END KEY-----".utf8))
    values.append(Array("gültig€\u{1F511}Schlüssel".utf8))
    let scanner = KnownValueScanner(try Self.known(values))
    for value in values.suffix(3) + values.prefix(5) {
      for (name, spelling) in Self.spellings(value) {
        for offset in 0..<20 {
          let before = [UInt8](repeating: UInt8(ascii: " "), count: offset)
          let text = before + spelling + Array(" and more".utf8)
          let found = Self.ranges(scanner, text)
          // What stands before and behind the value in an encoded text may stay.
          let isWhole = name.hasPrefix("base64")
          let wanted = offset..<offset + spelling.count
          #expect(
            found.contains {
              isWhole ? $0.overlaps(wanted) && $0.count > wanted.count / 2 : $0 == wanted
            },
            "\(name) of \(String(decoding: value, as: UTF8.self).debugDescription) at \(offset): \(found)"
          )
          guard count < 10 else { break }
        }
      }
    }
  }

  /// Where values stand raw, in hex or in base64, by comparing everywhere.
  private static func plainSearch(_ values: [[UInt8]], _ text: [UInt8]) -> Set<String> {
    var found: Set<String> = []
    for (index, value) in values.enumerated() {
      Spelling.forEach(of: value, nesting: true) { spelling, bytes in
        guard bytes.count <= text.count else { return }
        for start in 0...(text.count - bytes.count) {
          let isThere = bytes.indices.allSatisfy { offset in
            let byte = text[start + offset]
            switch spelling.rawValue {
            case 0: return byte == bytes[offset]
            case 1: return Bytes.lowercased(byte) == bytes[offset]
            default: return (byte == 0x2D ? 0x2B : byte == 0x5F ? 0x2F : byte) == bytes[offset]
            }
          }
          if isThere { found.insert("\(index % 100) \(spelling.rawValue) \(start)") }
        }
      }
    }
    return found
  }

  @Test(arguments: 0..<12 as Range<UInt64>)
  func `the table finds what comparing everywhere finds`(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let prefix = Self.value(Int.random(in: 0...30, using: &generator), &generator)
    // In strides, with and without; values that share a beginning or hold each other.
    let count = seed % 2 == 0 ? 12 : 1112
    var values = (0..<count).map { _ in
      prefix + Self.value(Int.random(in: 6...24, using: &generator), &generator)
    }
    values.append(values[0] + [0x21])
    values.append(Array(values[1].dropLast(1)))
    let planted = Array(values.prefix(8)) + values.suffix(2)
    var text: [UInt8] = []
    for value in planted {
      Spelling.forEach(of: value, nesting: true) { _, bytes in
        text += Self.value(Int.random(in: 0...12, using: &generator), &generator)
        text += bytes
      }
    }
    var found: Set<String> = []
    _ = try text.withUnsafeBytes { block in
      try Self.known(values).forEachOccurrence(in: block) {
        found.insert("\($0.rule) \($0.spelling.rawValue) \($0.range.lowerBound)")
      }
    }
    // What wasn't planted hardly stands there by chance; its rule's number would tell.
    let wanted = Self.plainSearch(planted, text)
    #expect(found.count >= wanted.count, "seed \(seed)")
    for (index, value) in planted.enumerated() {
      let rule = index < 8 ? index : (values.count - 10 + index) % 100
      for place in Self.plainSearch([value], text) {
        let expected = "\(rule) " + place.dropFirst(2)
        #expect(found.contains(expected), "seed \(seed): \(expected)")
      }
    }
  }

  @Test func `values that share almost everything are told apart`() throws {
    let header = Array("eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJodHRwczovL2xvZ2luIn0.".utf8)
    var generator = SeededGenerator(seed: 3)
    let values = (0..<2000).map { _ in header + Self.value(12, &generator) }
    let known = try Self.known(values)
    for (index, value) in values.enumerated() where index % 97 == 0 {
      var rules: [Int] = []
      _ = value.withUnsafeBytes { known.forEachOccurrence(in: $0) { rules.append($0.rule) } }
      #expect(rules == [index % 100])
    }
    var other = values[0]
    other[other.count - 1] ^= 1
    #expect(Self.ranges(KnownValueScanner(known), other).isEmpty)
  }

  @Test func `what is no value stays, escaped or not`() throws {
    let scanner = KnownValueScanner(try Self.known([Array("k7Gf3Q/x9Zp2LmW8t".utf8)]))
    for text in [
      "k7Gf3Q/x9Zp2LmW8", "%6B7Gf3Q/x9Zp2LmW8", "\\u006b7Gf3Q\\/x9Zp2LmW8T", "&#107;7Gf3Q/", "%",
      "\\",
      "&", "%%%", "\\u00", "&#", "&#x;", "+", "",
    ] {
      #expect(Self.ranges(scanner, Array(text.utf8)).isEmpty, "\(text)")
    }
  }

  @Test func `base64 that is broken into lines is read as one, and keeps its lines`() throws {
    let secret = "k7Gf3Qx9Zp2LmW8t"
    let redactor = try Redactor(
      rules: RedactionFixture.rules(), key: RedactionFixture.key,
      known: Self.known([Array(secret.utf8)]))
    let token = Encoding.base64(Array("it was \(secret), they said once more".utf8))
    for lineBreak in ["\n", "\r\n", "\n    "] {
      for width in 16...40 {
        var text = "data: |\(lineBreak)"
        for start in stride(from: 0, to: token.count, by: width) {
          text += String(decoding: token[start...].prefix(width), as: UTF8.self) + lineBreak
        }
        text += "behind it\n"
        let output = String(
          decoding: try redactor.redact(Array(text.utf8)).bytes, as: UTF8.self)
        #expect(output.utf8.count { $0 == 0x0A } == text.utf8.count { $0 == 0x0A })
        #expect(output.hasPrefix("data: |\(lineBreak)") && output.hasSuffix("behind it\n"))
        let encoded = output.dropFirst("data: |\(lineBreak)".count).dropLast("behind it\n".count)
        let decoded = Array(encoded.utf8).withUnsafeBytes { Decoding.base64($0) }
        let spelt = MarkedText.mask(String(decoding: decoded ?? [], as: UTF8.self))
        // Where one line spells a text of its own, all of them go whole.
        let isWhole = MarkedText.mask(encoded.filter { !$0.isWhitespace }) == "▒"
        #expect(isWhole || spelt == "it was ▒, they said once more", "\(width) \(output)")
      }
    }
  }

  @Test func `lines that don't go on in one another are left`() throws {
    let scanner = KnownValueScanner(try Self.known([Array("k7Gf3Qx9Zp2LmW8t".utf8)]))
    for text in [
      "id=aaaaaaaaaaaaaaaaaaaaaaaa\n2026-11-21T08:44 ok\n", "aaaaaaaaaaaaaaaaaaaa\n\n\n",
    ] {
      #expect(Self.ranges(scanner, Array(text.utf8)).isEmpty)
    }
    // A value at a line's end has nothing of the next line.
    let text = "aaaaaaaaaaaaaaaa/k7Gf3Qx9Zp2LmW8t\n    bbbb\n"
    #expect(Self.ranges(scanner, Array(text.utf8)) == [17..<33])
  }

  @Test func `an escape far behind another one is undone with what stands before it`() throws {
    let value = Array("k7Gf3Qx9Zp2LmW8t=".utf8)
    let scanner = KnownValueScanner(try Self.known([value]))
    for distance in 0..<200 {
      let before = Array("\\u006b".utf8) + [UInt8](repeating: 0x20, count: distance)
      let text = before + Array("k7Gf3Qx9Zp2LmW8t\\=".utf8)
      #expect(
        Self.ranges(scanner, text).contains(before.count..<text.count), "\(distance)")
    }
  }

  @Test func `a value beside a token doesn't come back when the token is encoded again`() throws {
    let values = ["660b1f2965f42b3441be778049f64d5d3ccc02fd", "k7Gf3Qx9Zp2LmW8t"]
    let known = try Self.known(values.map { Array($0.utf8) })
    let redactor = try Redactor(
      rules: RedactionFixture.rules(), key: RedactionFixture.key, known: known)
    let token = String(decoding: Encoding.base64(Array("said: \(values[1])!".utf8)), as: UTF8.self)
    for join in ["", "\n", "+"] {
      let text = "x \(values[0])\(join)\(token) y\n"
      let output = try redactor.redact(Array(text.utf8)).bytes
      let left = output.withUnsafeBytes { KnownValueScanner(known).first(in: $0) }
      #expect(left == nil, "\(String(decoding: output, as: UTF8.self))")
    }
  }

  @Test func `a token in a token is encoded again`() throws {
    let secret = "k7Gf3Qx9Zp2LmW8t"
    let inner = Encoding.base64(Array("user:\(secret)@db".utf8))
    let token = Encoding.base64(Array("auth=".utf8) + inner)
    let redactor = try Redactor(
      rules: RedactionFixture.rules(), key: RedactionFixture.key,
      known: Self.known([Array(secret.utf8)]))
    let output = try redactor.redact(Array("it is ".utf8) + token + Array(" here".utf8)).bytes
    let words = String(decoding: output, as: UTF8.self).split(separator: " ")
    #expect(words.first == "it" && words.last == "here")
    let decoded = try #require(Array(words[2].utf8).withUnsafeBytes { Decoding.base64($0) })
    let text = String(decoding: decoded, as: UTF8.self)
    #expect(text.hasPrefix("auth="))
    let innermost = try #require(
      Array(text.dropFirst(5).utf8).withUnsafeBytes { Decoding.base64($0) })
    #expect(MarkedText.mask(String(decoding: innermost, as: UTF8.self)) == "user:▒@db")
  }

  @Test(arguments: 0...120)
  func `an escaped value is found however far the escape before it stands`(gap: Int) throws {
    let value = Array("HgUAuJHbwR9Bubkn8w5N/+".utf8)
    let scanner = KnownValueScanner(try Self.known([value]))
    for escaped in [
      Escaping.percent(value), Escaping.json(value).flatMap { $0 == 0x2F ? [0x5C, $0] : [$0] },
    ] {
      let before = escaped + Array(repeating: 0x2E, count: gap)
      let last = before.count..<before.count + escaped.count
      #expect(Self.ranges(scanner, before + escaped).contains(last))
    }
  }
}
