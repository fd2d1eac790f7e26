#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Digests that were seen, in flat memory with an upper bound: beyond it none is remembered.
final class DigestSet {
  /// Open addressing; 0 is a free place. Its memory is the system's, so that what it has outgrown
  /// is given back at once.
  private struct Part {
    let slots: UnsafeMutablePointer<UInt64>
    let size: Int
    var count = 0

    /// - Returns: nil without memory.
    init?(size: Int) {
      let bytes = size * MemoryLayout<UInt64>.stride
      let memory = mmap(nil, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANON, -1, 0)
      guard let memory, memory != MAP_FAILED else { return nil }
      slots = memory.bindMemory(to: UInt64.self, capacity: size)
      self.size = size
    }

    func free() { munmap(slots, size * MemoryLayout<UInt64>.stride) }

    /// - Returns: the free place for a digest; nil where it stands already.
    @inline(__always)
    func place(of digest: UInt64) -> Int? {
      var place = Int(truncatingIfNeeded: digest) & (size - 1)
      while slots[place] != 0 {
        if slots[place] == digest { return nil }
        place = (place + 1) & (size - 1)
      }
      return place
    }
  }

  private static let partCount = 16
  private static let smallest = 1 << 9
  private let largestPart: Int
  private var parts: [Part?]

  /// - Parameter largestPart: places of eight bytes in one of the 16 parts; a power of two. By
  ///   default the whole set takes 16 MB.
  init(largestPart: Int = 1 << 17) {
    self.largestPart = largestPart
    parts = Array(repeating: nil, count: Self.partCount)
  }

  deinit {
    for part in parts { part?.free() }
  }

  /// - Parameter digest: not 0.
  /// - Returns: false where it is known to be in the set already.
  func insert(_ digest: UInt64) -> Bool {
    let index = Int(truncatingIfNeeded: digest >> 60)
    guard let part = parts[index] else {
      parts[index] = Part(size: Self.smallest)
      return parts[index] == nil || insert(digest)
    }
    guard let place = part.place(of: digest) else { return false }
    if part.count >= part.size / 4 * 3 {
      guard part.size < largestPart, let larger = Self.larger(part) else { return true }
      parts[index] = larger
      return insert(digest)
    }
    part.slots[place] = digest
    parts[index]?.count += 1
    return true
  }

  private static func larger(_ part: Part) -> Part? {
    guard var larger = Part(size: part.size * 2) else { return nil }
    larger.count = part.count
    for index in 0..<part.size where part.slots[index] != 0 {
      if let place = larger.place(of: part.slots[index]) {
        larger.slots[place] = part.slots[index]
      }
    }
    part.free()
    return larger
  }
}
