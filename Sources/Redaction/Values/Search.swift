#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Plain searches in small windows.
enum Search {
  /// - Parameter needle: lower or mixed case; ASCII case is ignored.
  static func holds(_ window: UnsafeRawBufferPointer, caseless needle: [UInt8]) -> Bool {
    guard needle.count <= window.count, let first = needle.first.map(Bytes.lowercased) else {
      return needle.isEmpty
    }
    for start in 0...(window.count - needle.count) where Bytes.lowercased(window[start]) == first {
      if needle.indices.allSatisfy({
        Bytes.lowercased(window[start + $0]) == Bytes.lowercased(needle[$0])
      }) {
        return true
      }
    }
    return false
  }

  /// The offset of a byte in a range.
  static func first(_ byte: UInt8, in block: UnsafeRawBufferPointer, _ range: Range<Int>) -> Int? {
    guard let base = block.baseAddress, !range.isEmpty,
      let found = memchr(base + range.lowerBound, Int32(byte), range.count)
    else { return nil }
    return base.distance(to: UnsafeRawPointer(found))
  }

  /// The offset of the first occurrence at or behind `from`.
  static func first(_ needle: [UInt8], in block: UnsafeRawBufferPointer, from: Int) -> Int? {
    guard let base = block.baseAddress, let first = needle.first, from >= 0 else { return nil }
    var start = from
    while start + needle.count <= block.count {
      guard let found = memchr(base + start, Int32(first), block.count - needle.count - start + 1)
      else { return nil }
      start = base.distance(to: UnsafeRawPointer(found))
      if memcmp(found, needle, needle.count) == 0 { return start }
      start += 1
    }
    return nil
  }
}
