internal import CScan

/// Finds the places where one of very many strings may stand, by six bytes of each.
///
/// A Bloom filter that fits the cache keeps nearly all places of a text out; the others are looked
/// up in a table. What is found says which strings to compare.
package final class WindowTable: Sendable {
  /// Six bytes of a string.
  package struct Window: BitwiseCopyable, Sendable {
    /// The hash of the bytes and, in the low bits, where in the string they stand.
    fileprivate let key: UInt64
    /// The caller's own.
    package let owner: UInt32
    /// The caller's own.
    package let fingerprint: UInt32

    /// - Parameter offset: below ``WindowTable/offsets``.
    package init(hash: UInt64, offset: Int, owner: UInt32, fingerprint: UInt32) {
      key = hash & ~UInt64(offsets - 1) | UInt64(offset)
      self.owner = owner
      self.fingerprint = fingerprint
    }

    package var offset: Int { Int(key & UInt64(offsets - 1)) }
  }

  /// In bytes.
  package static let width = Int(CSCAN_WINDOW)
  /// A window stands at a smaller offset in its string.
  package static let offsets = 1 << Int(CSCAN_WINDOW_OFFSET_BITS)

  /// Of the first six bytes; letters count alike in both cases.
  package static func hash(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    guard bytes.count >= width, let base = bytes.baseAddress else { return 0 }
    return cscan_window_hash(base.assumingMemoryBound(to: UInt8.self))
  }

  private let windows: [Window]
  private let starts: [UInt32]
  private let startsShift: UInt32
  private let filter: [UInt64]
  private let filterShift: UInt32
  private let stride: Int

  /// - Parameters:
  ///   - taken: are given away.
  ///   - stride: every so many places of a text are looked at; then so many windows in a row of
  ///     each string must be among them.
  package init(taking taken: inout [Window], stride: Int) {
    var windows: [Window] = []
    swap(&windows, &taken)
    let bucketBits = Self.bits(for: windows.count, atLeast: 4, atMost: 22)
    // 16 bits a window: few places pass by chance, and 2 MB stay in the cache.
    let filterBits = Self.bits(for: windows.count * 16, atLeast: 15, atMost: 24) - 6
    startsShift = UInt32(64 - bucketBits)
    filterShift = UInt32(64 - filterBits)
    self.stride = stride
    starts = Self.sort(&windows, bits: bucketBits)
    let shift = filterShift
    var filter = [UInt64](repeating: 0, count: 1 << filterBits)
    filter.withUnsafeMutableBufferPointer { filter in
      for window in windows { cscan_window_admit(filter.baseAddress, shift, window.key) }
    }
    self.filter = filter
    self.windows = windows
  }

  private static func bits(for count: Int, atLeast least: Int, atMost most: Int) -> Int {
    max(least, min(most, Int.bitWidth - max(1, count).leadingZeroBitCount))
  }

  /// Puts the windows in order of their upper bits, without a second array (an American flag sort).
  ///
  /// - Returns: where those with each value of the bits begin, and the end.
  private static func sort(_ windows: inout [Window], bits: Int) -> [UInt32] {
    let shift = UInt64(64 - bits)
    var starts = [UInt32](repeating: 0, count: (1 << bits) + 1)
    for window in windows { starts[Int(window.key >> shift) + 1] += 1 }
    for index in 1..<starts.count { starts[index] += starts[index - 1] }
    var next = starts
    windows.withUnsafeMutableBufferPointer { windows in
      for bucket in 0..<(1 << bits) {
        while next[bucket] < starts[bucket + 1] {
          let place = Int(next[bucket])
          let home = Int(windows[place].key >> shift)
          if home != bucket { windows.swapAt(place, Int(next[home])) }
          next[home] += 1
        }
      }
    }
    return starts
  }

  /// Calls `body` with each window that stands in a block, by ascending places.
  ///
  /// - Parameter block: less than 4 GB.
  package func scan(_ block: RawSpan, body: (_ place: Int, Window) -> Void) {
    guard !windows.isEmpty, block.byteCount >= Self.width else { return }
    withUnsafeTemporaryAllocation(of: cscan_window_hit.self, capacity: 512) { hits in
      withTable { table in
        block.withUnsafeBytes { bytes in
          var from = 0
          while from < bytes.count {
            var next = 0
            let found = cscan_window_find(
              table, bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), bytes.count, from,
              hits.baseAddress, hits.count, &next)
            for index in 0..<found {
              let hit = hits[index]
              let key = windows[Int(hit.first)].key
              for window in windows[Int(hit.first)..<Int(hit.end)]
              where (window.key ^ key) < Self.offsets {
                body(Int(hit.position), window)
              }
            }
            from = next
          }
        }
      }
    }
  }

  private func withTable(_ body: (UnsafePointer<cscan_windows>) -> Void) {
    filter.withUnsafeBufferPointer { filter in
      starts.withUnsafeBufferPointer { starts in
        windows.withUnsafeBytes { windows in
          var table = cscan_windows(
            filter: filter.baseAddress, filter_shift: filterShift, starts: starts.baseAddress,
            starts_shift: startsShift,
            windows: windows.baseAddress?.assumingMemoryBound(to: cscan_window.self),
            stride: stride)
          body(&table)
        }
      }
    }
  }
}
