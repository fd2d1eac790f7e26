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

/// A permutation of all octets, driven by a seed: Feistel's network over the octet's halves, whose
/// rounds look up sixteen random half octets each.
struct OctetPermutation {
  private let rounds: (UInt64, UInt64, UInt64, UInt64, UInt64, UInt64)

  /// Steele, Lea and Flood's SplitMix64 (2014) spreads the keyed seed.
  init(seed: UInt64) {
    func number(_ index: UInt64) -> UInt64 {
      var z = seed &+ index &* 0x9E37_79B9_7F4A_7C15
      z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
      return z ^ z >> 31
    }
    rounds = (number(1), number(2), number(3), number(4), number(5), number(6))
  }

  subscript(place: Int) -> UInt8 {
    var left = UInt64(place >> 4 & 15)
    var right = UInt64(place & 15)
    left ^= rounds.0 >> (4 * right) & 15
    right ^= rounds.1 >> (4 * left) & 15
    left ^= rounds.2 >> (4 * right) & 15
    right ^= rounds.3 >> (4 * left) & 15
    left ^= rounds.4 >> (4 * right) & 15
    right ^= rounds.5 >> (4 * left) & 15
    return UInt8(left << 4 | right)
  }
}
