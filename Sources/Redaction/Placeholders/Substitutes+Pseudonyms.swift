/// Pseudonyms: what replaces an identifier is valid of its kind.
extension Substitutes {
  /// An address in 240.0.0.0/4, never in 255.0.0.0/8. Addresses of one /24 stay neighbours; within
  /// it the last octet is permuted, so two hosts never become one.
  func ipv4(_ address: UInt32) -> UInt32 {
    addresses.pseudonym(of: address) {
      let network = digest("ipv4 network", UInt128(address >> 8), bytes: 3)
      let host = OctetPermutation(seed: network.0 ^ network.1)[Int(address & 255)]
      return Self.address(ofNetwork: network.0) | UInt32(host)
    }
  }

  /// The network of a /24 or a larger one.
  func ipv4(network address: UInt32) -> UInt32 {
    Self.address(ofNetwork: digest("ipv4 network", UInt128(address >> 8), bytes: 3).0)
  }

  private static func address(ofNetwork digest: UInt64) -> UInt32 {
    (240 + UInt32((digest >> 56) % 15)) << 24 | UInt32(digest & 0xFFFF) << 8
  }

  /// The last six groups of an address in 2001:db8::/32, the first of them highest.
  func ipv6(_ address: UInt128) -> UInt128 {
    let hash = digest("ipv6 ", address, bytes: 16)
    return UInt128(hash.0) << 32 | UInt128(hash.1 >> 32)
  }

  /// An address with the fixed, locally administered prefix 02:48:4f.
  func mac(_ address: UInt64) -> UInt64 {
    let hash = digest("mac ", UInt128(address), bytes: 6).0
    return 0x02_48_4F << 24 | UInt64(UInt32(hash & 0xFFFFFF).byteSwapped >> 8)
  }
}

/// Fisher and Yates's shuffle of all octets, driven by a seed; each place can be asked for alone.
struct OctetPermutation {
  private let seed: UInt64

  init(seed: UInt64) {
    self.seed = seed
  }

  /// Step k (255, 254, … 1) swaps the places k and `partner(k)`. A place is settled by its own step;
  /// what stood there is traced back through the steps before.
  subscript(place: Int) -> UInt8 {
    Self.reciprocals.withUnsafeBufferPointer { reciprocals in
      var origin = place > 0 ? partner(place, reciprocals) : 0
      var step = place + 1
      while step <= 255 {
        if partner(step, reciprocals) == origin { origin = step }
        step += 1
      }
      return UInt8(origin)
    }
  }

  /// Steele, Lea and Flood's SplitMix64 (2014): spreads a keyed seed; its n-th number is a function
  /// of n.
  @inline(__always)
  private func partner(_ step: Int, _ reciprocals: UnsafeBufferPointer<UInt64>) -> Int {
    let bound = UInt64(step + 1)
    var z = seed &+ UInt64(256 - step) &* 0x9E37_79B9_7F4A_7C15
    z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
    z ^= z >> 31
    // z mod bound by a product with 2^64 / bound: the quotient is right or one too small.
    let quotient = z.multipliedFullWidth(by: reciprocals[step]).high
    let rest = z &- quotient &* bound
    return Int(truncatingIfNeeded: rest >= bound ? rest &- bound : rest)
  }

  /// By step, rounded down.
  private static let reciprocals = (0...255).map { UInt64.max / UInt64($0 + 1) }
}
