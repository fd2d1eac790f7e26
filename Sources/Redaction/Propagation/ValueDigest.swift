/// 128 bits of a value, keyed anew in each process: SipHash twice.
///
/// A job keeps these instead of the values: two values share one with a probability of 2^-128.
struct ValueDigest: Hashable, Sendable {
  private let low: Int
  private let high: Int

  init(_ value: UnsafeRawBufferPointer) {
    var hasher = Hasher()
    hasher.combine(bytes: value)
    low = hasher.finalize()
    hasher = Hasher()
    hasher.combine(UInt8(1))
    hasher.combine(bytes: value)
    high = hasher.finalize()
  }

  init(_ value: [UInt8]) {
    self = value.withUnsafeBytes { ValueDigest($0) }
  }

  static func == (first: ValueDigest, second: ValueDigest) -> Bool {
    first.low == second.low && first.high == second.high
  }

  func hash(into hasher: inout Hasher) { hasher.combine(low) }
}
