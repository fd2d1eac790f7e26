/// Finds the address around an `@`.
enum EmailScanner {
  /// Endings that make `name@1.2.service` a unit, a picture or a package, not an address.
  private static let otherEndings = WordSet([
    "service", "socket", "timer", "target", "mount", "scope", "slice", "path", "device", "swap",
    "png", "jpg", "jpeg", "gif", "svg", "webp", "js", "mjs", "css", "map", "json", "so", "py", "rb",
    "invalid",
  ])

  /// - Parameter sign: `@`, or one of its encodings.
  static func address(at sign: Range<Int>, in block: UnsafeRawBufferPointer) -> Range<Int>? {
    let position = sign.lowerBound
    var lower = position
    let floor = max(0, position - 64)
    while lower > floor, isLocal(block[lower - 1]) { lower -= 1 }
    while lower < position, block[lower] == 0x2E || block[lower] == 0x2D { lower += 1 }
    guard lower < position, block[position - 1] != 0x2E else { return nil }
    var upper = sign.upperBound
    let ceiling = min(block.count, position + 254)
    while upper < ceiling, isDomain(block[upper]) { upper += 1 }
    while upper > sign.upperBound, !Bytes.isLetter(block[upper - 1]) { upper -= 1 }
    let domain = UnsafeRawBufferPointer(rebasing: block[sign.upperBound..<upper])
    guard let dot = domain.lastIndex(of: 0x2E), dot > 0, domain.count - dot - 1 >= 2 else {
      return nil
    }
    let ending = domain[(dot + 1)...]
    guard ending.allSatisfy(Bytes.isLetter), ending.count <= 24 else { return nil }
    guard !otherEndings.contains(UnsafeRawBufferPointer(rebasing: ending)) else { return nil }
    // user:password@host in a URL is the business of the rules for URLs.
    if URLContext.isUserPart(at: position, in: block) { return nil }
    // A login's host stands behind its placeholder: `user:REDACTED_…@host`.
    if position - lower > 17, Placeholder.reaches(into: lower..<position, in: block) { return nil }
    guard !isProtocol(UnsafeRawBufferPointer(rebasing: block[lower..<position])) else { return nil }
    return lower..<upper
  }

  /// Local parts that stand for a protocol, not a person.
  private static func isProtocol(_ local: UnsafeRawBufferPointer) -> Bool {
    switch local.count {
    case 2: Bytes.equals(local, "hg")
    case 3: Bytes.equals(local, "git") || Bytes.equals(local, "ssh") || Bytes.equals(local, "svn")
    default: false
    }
  }

  private static func isLocal(_ byte: UInt8) -> Bool {
    Bytes.isWord(byte) || byte == 0x2E || byte == 0x2D || byte == 0x2B || byte == 0x25
  }

  private static func isDomain(_ byte: UInt8) -> Bool {
    Bytes.isWord(byte) && byte != 0x5F || byte == 0x2E || byte == 0x2D
  }
}
