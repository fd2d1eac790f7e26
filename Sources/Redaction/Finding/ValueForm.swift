/// How a value stands in the text: what must be undone to get its innermost bytes.
enum ValueForm: Hashable, BitwiseCopyable, Sendable {
  case raw
  /// Percent-encoded, as in a URL.
  case percent
  /// Inside quotes that are `depth` string literals deep (1: `"…\n…"`).
  case escaped(depth: Int)
  /// Between XML's tags: `&amp;`, `&#65;`.
  case entities
  /// Inside single quotes, with some of its own: `''`, or a shell's `'\''`.
  case singleQuoted
  /// The whole value is base64 of a secret; the substitute is encoded again.
  case base64
  /// Base64 of a picture, named after its first bytes.
  case picture(isContinued: Bool)

  var isPicture: Bool {
    if case .picture = self { return true }
    return false
  }

  /// A picture that began before the block.
  var isContinued: Bool { self == .picture(isContinued: true) }

  /// The innermost bytes.
  func decode(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
    switch self {
    case .raw: return Array(bytes)
    case .percent: return Decoding.percent(bytes)
    case .escaped(let depth):
      var value = Array(bytes)
      for _ in 0..<depth where value.contains(0x5C) {
        value = value.withUnsafeBytes { Decoding.backslashes($0) }
      }
      return value
    case .entities: return Decoding.escapes(.entity, in: bytes)
    case .singleQuoted: return Decoding.singleQuotes(bytes)
    case .base64:
      guard let decoded = Decoding.base64(bytes) else { return Array(bytes) }
      return decoded.dropLast(Self.lineBreak(behind: decoded).count)
    case .picture:
      let head = PictureRun.decoded(bytes, 0..<bytes.count, within: EmbeddedPicture.reach)
      return Array(head.prefix(EmbeddedPicture.named))
    }
  }

  /// What is encoded with a value and is no part of it: the line break that `echo` leaves there.
  func rest(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
    guard self == .base64, let decoded = Decoding.base64(bytes) else { return [] }
    return Array(Self.lineBreak(behind: decoded))
  }

  /// The line breaks at the end, unless there is nothing else.
  static func lineBreak(behind value: [UInt8]) -> ArraySlice<UInt8> {
    guard let last = value.lastIndex(where: { $0 != 0x0A && $0 != 0x0D }) else { return [] }
    return value[(last + 1)...]
  }
}

/// What stands around a substitute: quotes that an unquoted value gets where the format needs them.
struct Surroundings: Hashable, BitwiseCopyable, Sendable {
  /// The quote; 0 for none.
  var quote: UInt8 = 0
  /// The backslashes before it.
  var depth: UInt8 = 0
}

/// A span to redact.
struct Finding: Sendable {
  var range: Range<Int>
  /// Index into ``CompiledRules/rules``.
  var rule: Int
  var form: ValueForm = .raw
  var surroundings = Surroundings()
  /// Index into ``Finder/replacements`` for a value that is known from elsewhere; -1 otherwise.
  var replacement = -1
  /// The known value stands in pieces of tokens that can't be decoded as one.
  var isGlued = false
  /// The known value stands in an encoded token, which is replaced whole.
  var isToken = false
}
