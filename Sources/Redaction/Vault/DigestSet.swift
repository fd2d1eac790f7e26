/// Digests that were seen, in flat memory with an upper bound: beyond it none is remembered.
struct DigestSet {
  /// Times 2^15 places of eight bytes: 16 MB.
  private static let partCount = 64
  private static let smallest = 1 << 4

  /// Open addressing; 0 is a free place.
  private var parts: [[UInt64]] = Array(
    repeating: Array(repeating: 0, count: smallest), count: partCount)
  private var counts: [Int] = Array(repeating: 0, count: partCount)

  private let largestPart: Int

  /// - Parameter largestPart: places in one of the 64 parts; a power of two.
  init(largestPart: Int = 1 << 15) {
    self.largestPart = largestPart
  }

  /// - Parameter digest: not 0.
  /// - Returns: false where it is known to be in the set already.
  mutating func insert(_ digest: UInt64) -> Bool {
    let part = Int(truncatingIfNeeded: digest >> 58)
    guard let place = Self.place(of: digest, in: parts[part]) else { return false }
    if counts[part] >= parts[part].count / 4 * 3 {
      guard parts[part].count < largestPart else { return true }
      grow(part)
      return insert(digest)
    }
    parts[part][place] = digest
    counts[part] += 1
    return true
  }

  /// - Returns: the free place for a digest; nil where it stands already.
  private static func place(of digest: UInt64, in slots: [UInt64]) -> Int? {
    let mask = slots.count - 1
    var place = Int(truncatingIfNeeded: digest) & mask
    while slots[place] != 0 {
      if slots[place] == digest { return nil }
      place = (place + 1) & mask
    }
    return place
  }

  private mutating func grow(_ part: Int) {
    var larger = [UInt64](repeating: 0, count: parts[part].count * 2)
    for digest in parts[part] where digest != 0 {
      if let place = Self.place(of: digest, in: larger) { larger[place] = digest }
    }
    parts[part] = larger
  }
}
