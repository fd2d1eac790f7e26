internal import CScan

/// Finds the places where one of very many strings may stand, by six bytes of each.
///
/// Most strings have six bytes that are marked by what they are, and of a text's places only those
/// with a mark are looked at. Bloom filters that fit the cache keep nearly all of them out; the
/// others are looked up in a table. What is found says which strings to compare.
package final class WindowTable: Sendable {
  /// Six bytes of a string.
  package struct Window: BitwiseCopyable, Sendable {
    /// The hash of the bytes and, in the low bits, where in the string they stand.
    fileprivate let key: UInt64
    /// The caller's own.
    package let owner: UInt32
    /// The caller's own.
    package let fingerprint: UInt32

    fileprivate init(
      _ bytes: UnsafePointer<UInt8>, isMarked: Bool, offset: Int, owner: UInt32, fingerprint: UInt32
    ) {
      let own = UInt64(isMarked ? offset : offset | offsets)
      key = cscan_window_hash(bytes) & ~UInt64(keyUnit - 1) | own
      self.owner = owner
      self.fingerprint = fingerprint
    }

    package var offset: Int { Int(key & UInt64(offsets - 1)) }
    fileprivate var isMarked: Bool { key & UInt64(offsets) == 0 }
  }

  /// The windows that a table is made of.
  package struct Windows: Sendable {
    fileprivate var all: [Window] = []
    fileprivate var sieve = [UInt32](repeating: 0, count: 1 << (CSCAN_WINDOW_SIEVE_BITS - 5))

    package init() {}

    /// - Parameters:
    ///   - bytes: its first six are the window.
    ///   - offset: where in its string it stands; below ``WindowTable/offsets``.
    package mutating func append(
      _ bytes: UnsafeRawBufferPointer, offset: Int, owner: UInt32, fingerprint: UInt32
    ) {
      guard bytes.count >= width, let base = bytes.baseAddress else { return }
      let window = base.assumingMemoryBound(to: UInt8.self)
      let isMarked = cscan_window_is_marked(window)
      if !isMarked {
        sieve.withUnsafeMutableBufferPointer { cscan_window_sift($0.baseAddress, window) }
      }
      all.append(
        Window(
          window, isMarked: isMarked, offset: offset, owner: owner, fingerprint: fingerprint))
    }

    package mutating func removeAll(where isUnwanted: (Window) -> Bool) {
      all.removeAll(where: isUnwanted)
    }
  }

  /// In bytes.
  package static let width = Int(CSCAN_WINDOW)
  /// A window stands at a smaller offset in its string.
  package static let offsets = 1 << Int(CSCAN_WINDOW_OFFSET_BITS)
  private static let keyUnit = 1 << Int(CSCAN_WINDOW_OWN_BITS)

  /// Of the first six bytes; letters count alike in both cases.
  package static func hash(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    guard bytes.count >= width, let base = bytes.baseAddress else { return 0 }
    return cscan_window_hash(base.assumingMemoryBound(to: UInt8.self))
  }

  /// Whether a text is searched faster for the first six bytes than for others.
  package static func isMarked(_ bytes: UnsafeRawBufferPointer) -> Bool {
    guard bytes.count >= width, let base = bytes.baseAddress else { return false }
    return cscan_window_is_marked(base.assumingMemoryBound(to: UInt8.self))
  }

  /// Which windows there are, so that few others get past; no words where there is none.
  private struct Filter {
    var words: [UInt64] = []
    var shift: UInt32 = 0

    init(_ windows: [Window], isMarked: Bool) {
      let count = windows.count { $0.isMarked == isMarked }
      guard count > 0 else { return }
      // 16 bits a window: few places pass by chance, and 2 MB stay in the cache.
      let bits = WindowTable.bits(for: count * 16, atLeast: 15, atMost: 24) - 6
      let shift = UInt32(64 - bits)
      var words = [UInt64](repeating: 0, count: 1 << bits)
      words.withUnsafeMutableBufferPointer { words in
        for window in windows where window.isMarked == isMarked {
          cscan_window_admit(words.baseAddress, shift, window.key)
        }
      }
      self.words = words
      self.shift = shift
    }

    func withFilter(_ body: (cscan_window_filter) -> Void) {
      words.withUnsafeBufferPointer {
        body(cscan_window_filter(words: words.isEmpty ? nil : $0.baseAddress, shift: shift))
      }
    }
  }

  private let windows: [Window]
  private let starts: [UInt32]
  private let startsShift: UInt32
  private let marked: Filter
  private let others: Filter
  private let sieve: [UInt32]
  private let path: cscan_path

  /// - Parameters:
  ///   - taken: are given away.
  ///   - vectorized: use the widest instructions there are; false only to compare.
  package init(taking taken: inout Windows, vectorized: Bool = true) {
    var given = Windows()
    swap(&given, &taken)
    var windows = given.all
    given.all = []
    let bits = Self.bits(for: windows.count, atLeast: 4, atMost: 22)
    startsShift = UInt32(64 - bits)
    starts = Self.sort(&windows, bits: bits)
    marked = Filter(windows, isMarked: true)
    others = Filter(windows, isMarked: false)
    sieve = given.sieve
    path = vectorized ? cscan_best_path() : CSCAN_SCALAR
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
              path, hits.baseAddress, hits.count, &next)
            for index in 0..<found {
              let hit = hits[index]
              let key = windows[Int(hit.first)].key
              for window in windows[Int(hit.first)..<Int(hit.end)]
              where (window.key ^ key) < Self.keyUnit {
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
    marked.withFilter { marked in
      others.withFilter { others in
        sieve.withUnsafeBufferPointer { sieve in
          starts.withUnsafeBufferPointer { starts in
            windows.withUnsafeBytes { windows in
              var table = cscan_windows(
                marked: marked, others: others, sieve: sieve.baseAddress,
                starts: starts.baseAddress, starts_shift: startsShift,
                windows: windows.baseAddress?.assumingMemoryBound(to: cscan_window.self))
              body(&table)
            }
          }
        }
      }
    }
  }
}
