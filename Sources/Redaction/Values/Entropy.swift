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
}
