#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Bytes that are written one after the other; grows, and keeps its memory when emptied.
struct OutputBuffer: ~Copyable {
  private var base: UnsafeMutableRawPointer
  private var capacity: Int
  private(set) var count = 0

  init(capacity: Int = 1 << 12) {
    self.capacity = max(64, capacity)
    base = .allocate(byteCount: self.capacity, alignment: 64)
  }

  deinit {
    base.deallocate()
  }

  var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: base, count: count) }

  mutating func removeAll() { count = 0 }

  /// Takes back everything from a place on.
  mutating func removeAll(from place: Int) { count = min(count, place) }

  @inline(__always)
  mutating func append(_ bytes: UnsafeRawBufferPointer) {
    guard let source = bytes.baseAddress else { return }
    reserve(bytes.count)
    memcpy(base + count, source, bytes.count)
    count += bytes.count
  }

  mutating func append(_ bytes: [UInt8]) { bytes.withUnsafeBytes { append($0) } }

  /// Makes room for more bytes, all of which `body` writes.
  mutating func append<Failure: Error>(
    count added: Int, _ body: (UnsafeMutableRawBufferPointer) throws(Failure) -> Void
  ) throws(Failure) {
    reserve(added)
    try body(UnsafeMutableRawBufferPointer(start: base + count, count: added))
    count += added
  }

  mutating func append(_ text: StaticString) {
    append(UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  @inline(__always)
  mutating func append(_ byte: UInt8) {
    reserve(1)
    base.storeBytes(of: byte, toByteOffset: count, as: UInt8.self)
    count += 1
  }

  /// Lower-case, the highest digit first.
  mutating func appendHex(_ number: UInt64, digits: Int) {
    for index in 0..<digits {
      let digit = UInt8(truncatingIfNeeded: number >> UInt64(4 * (digits - 1 - index)) & 15)
      append(digit < 10 ? 0x30 + digit : 0x57 + digit)
    }
  }

  mutating func appendDecimal(_ octet: UInt8) {
    if octet >= 100 { append(0x30 + octet / 100) }
    if octet >= 10 { append(0x30 + octet / 10 % 10) }
    append(0x30 + octet % 10)
  }

  @inline(__always)
  private mutating func reserve(_ added: Int) {
    if capacity - count < added { grow(added) }
  }

  @inline(never)
  private mutating func grow(_ added: Int) {
    capacity = max(capacity * 2, count + added)
    let larger = UnsafeMutableRawPointer.allocate(byteCount: capacity, alignment: 64)
    memcpy(larger, base, count)
    base.deallocate()
    base = larger
  }
}
