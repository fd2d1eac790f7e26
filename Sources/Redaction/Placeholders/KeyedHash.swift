import Crypto

/// HMAC-SHA-256 (RFC 2104) with the key's two hash states set up once.
struct KeyedHash: Sendable {
  private let keyed: HMAC<SHA256>

  init(_ key: SymmetricKey) {
    keyed = HMAC<SHA256>(key: key)
  }

  /// The first 16 bytes, big-endian.
  func digest(_ value: UnsafeRawBufferPointer) -> (UInt64, UInt64) {
    var state = keyed
    state.update(data: value)
    return state.finalize().withUnsafeBytes { bytes in
      (
        UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self)),
        UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
      )
    }
  }
}
