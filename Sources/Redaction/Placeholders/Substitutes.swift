import Crypto

/// Turns values into placeholders and pseudonyms under one key; one a thread.
///
/// The keyed hash states are set up once and copied; digests are remembered.
final class Substitutes {
  private let keyed: KeyedHash
  private let memo = DigestMemo()
  /// What is hashed, where that isn't the value as it stands in the text.
  private let scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: 512, alignment: 16)
  /// Pseudonyms of IPv4 addresses.
  let addresses = AddressMemo()

  init(_ key: PlaceholderKey) {
    keyed = KeyedHash(key.authentication)
  }

  deinit {
    scratch.deallocate()
  }

  /// The first 16 bytes of the value's HMAC-SHA-256, big-endian; the first 8 are its identity.
  func digest(_ value: UnsafeRawBufferPointer) -> (UInt64, UInt64) {
    let place = memo.place(of: value)
    if let known = place?.digest { return known }
    let digest = keyed.digest(value)
    if let place { memo.remember(digest, of: value, at: place) }
    return digest
  }

  /// The digest of a value in small letters.
  func digest(lowercased value: UnsafeRawBufferPointer) -> (UInt64, UInt64) {
    guard value.count <= scratch.count else {
      return value.map(Bytes.lowercased).withUnsafeBytes { digest($0) }
    }
    for index in value.indices { scratch[index] = Bytes.lowercased(value[index]) }
    return digest(UnsafeRawBufferPointer(rebasing: scratch[..<value.count]))
  }

  /// The digest of a number's bytes, the highest first, behind a label that tells its kind.
  func digest(_ label: StaticString, _ number: UInt128, bytes: Int) -> (UInt64, UInt64) {
    let start = label.utf8CodeUnitCount
    for index in 0..<start { scratch[index] = label.utf8Start[index] }
    for index in 0..<bytes {
      scratch[start + index] = UInt8(truncatingIfNeeded: number >> (8 * (bytes - 1 - index)))
    }
    return digest(UnsafeRawBufferPointer(rebasing: scratch[..<(start + bytes)]))
  }
}
