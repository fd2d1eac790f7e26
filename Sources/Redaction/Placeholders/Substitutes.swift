import Crypto

/// Turns values into placeholders and pseudonyms under one key; one a thread.
///
/// The keyed hash state is set up once and copied; answers are remembered, because logs repeat
/// themselves.
final class Substitutes {
  private let keyed: HMAC<SHA256>
  /// Pseudonyms of IPv4 addresses, by the address and whether it is a network's.
  var addresses: [UInt64: String] = [:]
  private var memo: [[UInt8]: (UInt64, UInt64)] = [:]

  init(_ key: PlaceholderKey) {
    keyed = HMAC<SHA256>(key: key.authentication)
  }

  /// The identity of a value: the first eight bytes of its HMAC-SHA-256.
  func identity(_ value: some Collection<UInt8>) -> String {
    let first = digest(Array(value)).0
    return Hex.string((0..<8).map { UInt8(truncatingIfNeeded: first >> (56 - 8 * $0)) })
  }

  func placeholder(_ value: some Collection<UInt8>, rule: String) -> String {
    "REDACTED_\(rule)_\(identity(value))"
  }

  /// The first 16 bytes of the HMAC, big-endian.
  func digest(_ value: [UInt8]) -> (UInt64, UInt64) {
    if let known = memo[value] { return known }
    var state = keyed
    state.update(data: value)
    var result: (UInt64, UInt64) = (0, 0)
    state.finalize().withUnsafeBytes { bytes in
      for index in 0..<8 {
        result.0 = result.0 << 8 | UInt64(bytes[index])
        result.1 = result.1 << 8 | UInt64(bytes[index + 8])
      }
    }
    if memo.count >= 1 << 16 { memo.removeAll(keepingCapacity: true) }
    memo[value] = result
    return result
  }
}
