#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Remembers the pseudonyms of IPv4 addresses: one place for each, 1 MB in all.
struct AddressMemo: ~Copyable {
  private static let bits = 17

  private typealias Slot = (address: UInt32, pseudonym: UInt32)
  /// The address and its pseudonym; 0 where a place is free, which is no pseudonym. Nil without
  /// memory: then nothing is remembered.
  private let slots: UnsafeMutablePointer<Slot>?

  init() {
    // Memory that isn't touched isn't taken.
    slots = calloc(1 << Self.bits, MemoryLayout<Slot>.stride)?.assumingMemoryBound(to: Slot.self)
  }

  deinit {
    free(slots)
  }

  /// - Parameter compute: the pseudonym, where it isn't known.
  @inline(__always)
  func pseudonym(of address: UInt32, _ compute: () -> UInt32) -> UInt32 {
    guard let slots else { return compute() }
    let slot = slots + Int((address &* 0x9E37_79B1) >> UInt32(32 - Self.bits))
    if slot.pointee.address == address, slot.pointee.pseudonym != 0 {
      return slot.pointee.pseudonym
    }
    let pseudonym = compute()
    slot.pointee = (address, pseudonym)
    return pseudonym
  }
}
