/// Pseudonyms: what replaces an identifier is valid of its kind.
extension Substitutes {
  /// An address in 240.0.0.0/4, never in 255.0.0.0/8. Addresses of one /24 stay neighbours; within
  /// it the last octet is permuted, so two hosts never become one.
  func ipv4(_ address: (UInt8, UInt8, UInt8, UInt8), isNetwork: Bool = false) -> String {
    let number = [address.0, address.1, address.2, address.3].reduce(UInt64(0)) {
      $0 << 8 | UInt64($1)
    }
    let memoKey = number << 1 | (isNetwork ? 1 : 0)
    if let known = addresses[memoKey] { return known }
    let network = digest(Array("ipv4 network".utf8) + [address.0, address.1, address.2])
    let first = 240 + UInt8((network.0 >> 56) % 15)
    let host = isNetwork ? 0 : permutation(seed: network)[Int(address.3)]
    let pseudonym =
      "\(first).\(UInt8(truncatingIfNeeded: network.0 >> 8)).\(UInt8(truncatingIfNeeded: network.0)).\(host)"
    if addresses.count >= 1 << 16 { addresses.removeAll(keepingCapacity: true) }
    addresses[memoKey] = pseudonym
    return pseudonym
  }

  /// An address in 2001:db8::/32.
  func ipv6(_ address: [UInt8]) -> String {
    let hash = digest(Array("ipv6 ".utf8) + address)
    let groups = (0..<6).map { index in
      let word = index < 4 ? hash.0 >> (48 - 16 * index) : hash.1 >> (48 - 16 * (index - 4))
      return String(UInt16(truncatingIfNeeded: word), radix: 16)
    }
    return "2001:db8:" + groups.joined(separator: ":")
  }

  /// The fixed, locally administered prefix 02:48:4f, then three octets, written as the original.
  func mac(_ address: MACText) -> String {
    let hash = digest(Array("mac ".utf8) + address.octets).0
    let bytes: [UInt8] =
      [0x02, 0x48, 0x4F] + (0..<3).map { UInt8(truncatingIfNeeded: hash >> (8 * $0)) }
    let hex = bytes.map { Hex.pair($0) }
    let separator = String(UnicodeScalar(address.separator))
    guard address.isInFours else { return hex.joined(separator: separator) }
    return stride(from: 0, to: 6, by: 2).map { hex[$0] + hex[$0 + 1] }.joined(separator: separator)
  }

  /// A mail address or a host is one however it is written.
  func email(_ address: some Collection<UInt8>) -> String {
    "user-\(identity(address.map(Bytes.lowercased)))@redacted.invalid"
  }

  func host(_ name: some Collection<UInt8>) -> String {
    "host-\(identity(name.map(Bytes.lowercased))).redacted.invalid"
  }

  /// Fisher and Yates's shuffle of all octets, driven by a 128-bit seed.
  private func permutation(seed: (UInt64, UInt64)) -> [UInt8] {
    var generator = SplitMix(state: seed.0 ^ seed.1)
    var octets = (0...255).map { UInt8($0) }
    for index in stride(from: 255, to: 0, by: -1) {
      octets.swapAt(index, Int(generator.next() % UInt64(index + 1)))
    }
    return octets
  }
}

/// Steele, Lea and Flood's SplitMix64 (2014): spreads a keyed seed over a shuffle.
private struct SplitMix {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
    return z ^ z >> 31
  }
}
