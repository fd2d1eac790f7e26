internal import CScan

/// Finds places where personal data and addresses may stand: SIMD first, proof by the caller.
package struct CandidateScanner {
  package struct Kinds: OptionSet, Sendable {
    package let rawValue: UInt32

    package init(rawValue: UInt32) { self.rawValue = rawValue }

    /// A dot between digits.
    package static let dot = Kinds(rawValue: UInt32(CSCAN_DOT))
    /// The first of four digits in a row or more.
    package static let digits = Kinds(rawValue: UInt32(CSCAN_DIGITS))
    /// A plus before 1 to 9.
    package static let plus = Kinds(rawValue: UInt32(CSCAN_PLUS))
    /// Two capitals and two digits.
    package static let iban = Kinds(rawValue: UInt32(CSCAN_IBAN))
    /// A colon beside another, or between hex digits.
    package static let colon = Kinds(rawValue: UInt32(CSCAN_COLON))
    /// The sign between hex pairs (`-`) or fours (`.`).
    package static let mac = Kinds(rawValue: UInt32(CSCAN_MAC))
    package static let at = Kinds(rawValue: UInt32(CSCAN_AT))
  }

  /// Which instructions are used; the answer is the same.
  package enum Path: Sendable, CaseIterable {
    case scalar, vector

    /// The widest that this machine has.
    package static var best: Path { cscan_best_path() == CSCAN_VECTOR ? .vector : .scalar }
  }

  private let kinds: Kinds
  private let path: Path

  package init(_ kinds: Kinds, path: Path = .best) {
    self.kinds = kinds
    self.path = path
  }

  /// Calls `body` with each place in `range`, in ascending order.
  ///
  /// - Parameter body: gives the first place that it still wants to hear of.
  package func scan(_ block: RawSpan, in range: Range<Int>, body: (Int) -> Int) {
    guard !kinds.isEmpty, !range.isEmpty else { return }
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 1024) { places in
      block.withUnsafeBytes { bytes in
        var from = range.lowerBound
        var wanted = from
        while from < range.upperBound {
          var next = 0
          let found = cscan_find(
            bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), bytes.count, from,
            range.upperBound, kinds.rawValue, path == .vector ? CSCAN_VECTOR : CSCAN_SCALAR,
            places.baseAddress, places.count, &next)
          for index in 0..<found where Int(places[index]) >= wanted {
            wanted = body(Int(places[index]))
          }
          from = max(next, wanted)
        }
      }
    }
  }
}
