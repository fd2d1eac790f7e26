#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// How surprising a value's bytes are.
enum Entropy {
  /// Shannon's entropy of the value's own byte frequencies, in bits a byte (0 to 8).
  static func bitsPerByte(_ value: UnsafeRawBufferPointer) -> Double {
    guard !value.isEmpty else { return 0 }
    var counts = [Int](repeating: 0, count: 256)
    for byte in value { counts[Int(byte)] += 1 }
    let total = Double(value.count)
    return counts.reduce(into: 0) { sum, count in
      guard count > 0 else { return }
      let share = Double(count) / total
      sum -= share * log2(share)
    }
  }

  /// The estimate that decides what is searched for elsewhere, in bits: the value's length times
  /// the smaller of its alphabet's bits (10 digits, 26 letters of a case, 33 signs; what isn't ASCII
  /// counts as 5 bits) and its own bits a byte plus one.
  static func estimatedBits(_ value: UnsafeRawBufferPointer) -> Double {
    guard !value.isEmpty else { return 0 }
    var alphabet = 0
    var kinds: UInt8 = 0
    for byte in value {
      switch byte {
      case 0x30...0x39: kinds |= 1
      case 0x61...0x7A: kinds |= 2
      case 0x41...0x5A: kinds |= 4
      case 0x20...0x7E: kinds |= 8
      default: kinds |= 16
      }
    }
    for (bit, size) in [(1, 10), (2, 26), (4, 26), (8, 33), (16, 32)] where Int(kinds) & bit != 0 {
      alphabet += size
    }
    let perByte = min(log2(Double(alphabet)), bitsPerByte(value) + 1)
    return Double(value.count) * perByte
  }
}
