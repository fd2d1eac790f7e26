#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Remembers the digests of values up to ``longest`` bytes: logs repeat themselves.
///
/// A flat table of 4 MB with four places for each value, so that neither a lookup nor the memory
/// grows with what the values are. It is keyed at random: nobody can choose values that collide.
struct DigestMemo: ~Copyable {
  static let longest = slotSize - valueOffset

  private static let ways = 4
  private static let setBits = 13
  private static let slotSize = 128
  // A slot: a tag (the hash and the length; 0 where it is free), the digest, the value.
  private static let digestOffset = 8
  private static let valueOffset = 24

  /// Nil without memory: then nothing is remembered.
  private let slots: UnsafeMutableRawPointer?
  private let seed: (UInt64, UInt64)

  init() {
    var generator = SystemRandomNumberGenerator()
    seed = (generator.next(), generator.next() | 1)
    // Memory that isn't touched isn't taken.
    slots = calloc(Self.ways << Self.setBits, Self.slotSize)
  }

  deinit {
    free(slots)
  }

  /// Where a value's digest is, or will be.
  struct Place {
    fileprivate let tag: UInt64
    fileprivate let slot: UnsafeMutableRawPointer
    /// Nil where it isn't known.
    fileprivate(set) var digest: (UInt64, UInt64)?
  }

  /// - Returns: nil for a value that isn't remembered.
  @inline(__always)
  func place(of value: UnsafeRawBufferPointer) -> Place? {
    guard let slots, let base = value.baseAddress, value.count <= Self.longest else { return nil }
    let hash = self.hash(base, value.count)
    let tag = hash << 8 | UInt64(value.count + 1)
    let set = slots + Int(hash >> UInt64(64 - Self.setBits)) * Self.ways * Self.slotSize
    for way in 0..<Self.ways {
      let slot = set + way * Self.slotSize
      if slot.load(as: UInt64.self) == tag,
        memcmp(slot + Self.valueOffset, base, value.count) == 0
      {
        let digest = (slot + Self.digestOffset).load(as: (UInt64, UInt64).self)
        return Place(tag: tag, slot: slot, digest: digest)
      }
    }
    // Which one goes is as random as the hash.
    return Place(tag: tag, slot: set + Int(hash >> 48) % Self.ways * Self.slotSize)
  }

  func remember(
    _ digest: (UInt64, UInt64), of value: UnsafeRawBufferPointer, at place: Place
  ) {
    guard let base = value.baseAddress else { return }
    place.slot.storeBytes(of: place.tag, as: UInt64.self)
    place.slot.storeBytes(
      of: digest, toByteOffset: Self.digestOffset, as: (UInt64, UInt64).self)
    memcpy(place.slot + Self.valueOffset, base, value.count)
  }

  /// Multiplies and folds eight bytes at a time.
  @inline(__always)
  private func hash(_ base: UnsafeRawPointer, _ count: Int) -> UInt64 {
    var state = seed.0 ^ UInt64(count)
    var index = 0
    while count - index >= 8 {
      state = Self.fold(state ^ base.loadUnaligned(fromByteOffset: index, as: UInt64.self), seed.1)
      index += 8
    }
    var rest: UInt64 = 0
    while index < count {
      rest = rest << 8 | UInt64(base.load(fromByteOffset: index, as: UInt8.self))
      index += 1
    }
    return Self.fold(Self.fold(state ^ rest, seed.1), seed.0 | 1)
  }

  @inline(__always)
  private static func fold(_ first: UInt64, _ second: UInt64) -> UInt64 {
    let product = first.multipliedFullWidth(by: second)
    return product.high ^ product.low
  }
}
