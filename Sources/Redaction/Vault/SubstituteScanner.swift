/// Finds what this tool wrote in a text: placeholders, pseudonyms, and base64 of texts that hold
/// placeholders.
enum SubstituteScanner {
  struct Hit {
    let range: Range<Int>
    let content: Content
  }

  indirect enum Content {
    case substitute(SubstituteIdentity)
    /// A substitute with a network's length behind it, and how much of it stands without.
    case network(SubstituteIdentity, SubstituteIdentity, length: Int)
    /// The whole token, decoded, with what was found in it.
    case base64([UInt8], [Hit], isURL: Bool)
  }

  /// What `REDACTED_` begins with in base64, by what stands before it in its group of three.
  static let encodedLeads: [[UInt8]] = (0..<3).map {
    Encoding.base64Core(Placeholder.prefix, offset: $0)
  }
  /// A longer token stays as it is: bytes.
  static let longestToken = 1 << 20

  /// In order, without overlaps.
  static func scan(_ block: UnsafeRawBufferPointer) -> [Hit] { scan(block, depth: 0) }

  private static func scan(_ block: UnsafeRawBufferPointer, depth: Int) -> [Hit] {
    var hits: [Hit] = []
    var index = 0
    var tokensFrom = 0
    while index < block.count {
      let hit: Hit? =
        switch block[index] {
        case 0x52: placeholder(block, at: index)
        case 0x68, 0x75: fixed(block, at: index, count: 38)
        case 0x32: ipv4(block, at: index) ?? ipv6(block, at: index)
        case 0x30: fixed(block, at: index, count: 17) ?? fixed(block, at: index, count: 14)
        default: nil
        }
      if let hit {
        hits.append(hit)
        index = hit.range.upperBound
        tokensFrom = index
        continue
      }
      if depth < 4, let token = token(block, at: index, notBefore: tokensFrom, depth: depth) {
        hits.removeAll { $0.range.lowerBound >= token.range.lowerBound }
        hits.append(token)
        index = token.range.upperBound
        tokensFrom = index
        continue
      }
      index += 1
    }
    return hits
  }

  static func placeholder(_ block: UnsafeRawBufferPointer, at start: Int) -> Hit? {
    guard let length = Placeholder.length(in: block, at: start) else { return nil }
    return hit(block, start..<start + length)
  }

  /// A substitute of a known length, not part of a longer word.
  static func fixed(_ block: UnsafeRawBufferPointer, at start: Int, count: Int) -> Hit? {
    let end = start + count
    guard end <= block.count, !isWord(block, start - 1), !isWord(block, end) else { return nil }
    return hit(block, start..<end)
  }

  static func ipv4(_ block: UnsafeRawBufferPointer, at start: Int) -> Hit? {
    guard start + 9 <= block.count, Bytes.isDigit(block[start + 1]),
      Bytes.isDigit(block[start + 2]),
      block[start + 3] == 0x2E, let address = IPv4Text(block, at: start),
      let bare = identity(block, start..<address.end)
    else { return nil }
    guard let network = identity(block, start..<address.networkEnd), network != bare else {
      return Hit(range: start..<address.end, content: .substitute(bare))
    }
    return Hit(
      range: start..<address.networkEnd,
      content: .network(network, bare, length: address.end - start))
  }

  static func ipv6(_ block: UnsafeRawBufferPointer, at start: Int) -> Hit? {
    guard start + 9 <= block.count, block[start + 4] == 0x3A, !isWord(block, start - 1) else {
      return nil
    }
    var end = start
    while end < block.count, end - start < 40, Hex.value(block[end]) != nil || block[end] == 0x3A {
      end += 1
    }
    if block[end - 1] == 0x3A { end -= 1 }
    guard !isWord(block, end) else { return nil }
    return hit(block, start..<end)
  }

  /// A base64 token that holds a placeholder, found by the place where that begins.
  static func token(
    _ block: UnsafeRawBufferPointer, at start: Int, notBefore floor: Int, depth: Int = 0
  ) -> Hit? {
    guard encodedLeads.contains(where: { starts(block, start, with: $0) }) else { return nil }
    var lower = start
    while lower > max(floor, start - longestToken), isBase64(block[lower - 1]) { lower -= 1 }
    var upper = start
    while upper < min(block.count, start + longestToken), isBase64(block[upper]) { upper += 1 }
    var padding = 0
    while upper < block.count, block[upper] == 0x3D, padding < 2 {
      upper += 1
      padding += 1
    }
    let text = UnsafeRawBufferPointer(rebasing: block[lower..<upper])
    guard let decoded = Decoding.base64(text) else { return nil }
    let hits = decoded.withUnsafeBytes { scan($0, depth: depth + 1) }
    guard !hits.isEmpty else { return nil }
    let isURL = padding == 0 && text.count % 4 != 0 || text.contains { $0 == 0x2D || $0 == 0x5F }
    return Hit(range: lower..<upper, content: .base64(decoded, hits, isURL: isURL))
  }

  // MARK: Bytes

  private static func hit(_ block: UnsafeRawBufferPointer, _ range: Range<Int>) -> Hit? {
    identity(block, range).map { Hit(range: range, content: .substitute($0)) }
  }

  private static func identity(
    _ block: UnsafeRawBufferPointer, _ range: Range<Int>
  ) -> SubstituteIdentity? {
    SubstituteIdentity(UnsafeRawBufferPointer(rebasing: block[range]))
  }

  private static func starts(
    _ block: UnsafeRawBufferPointer, _ start: Int, with lead: [UInt8]
  ) -> Bool {
    guard block[start] == lead[0], start + lead.count <= block.count else { return false }
    return lead.indices.allSatisfy { block[start + $0] == lead[$0] }
  }

  private static func isWord(_ block: UnsafeRawBufferPointer, _ index: Int) -> Bool {
    block.indices.contains(index) && Bytes.isWord(block[index])
  }

  private static func isBase64(_ byte: UInt8) -> Bool {
    Bytes.isWord(byte) || byte == 0x2B || byte == 0x2F || byte == 0x2D
  }
}
