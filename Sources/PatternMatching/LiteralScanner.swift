internal import CVectorscan

/// Where a literal ended.
package struct LiteralHit: BitwiseCopyable, Sendable {
  /// Index into ``LiteralSet/literals``.
  package let literal: UInt32
  /// Offset just behind its last byte.
  package let end: UInt32
}

/// Scans blocks for one set of literals; one a thread.
package final class LiteralScanner {
  private let set: LiteralSet
  private let scratch: OpaquePointer?
  /// Tails, by their numbers.
  private let tails: UnsafeMutablePointer<HitBuffer>
  private var found: [LiteralHit] = []

  package init(_ set: LiteralSet) throws(PatternError) {
    self.set = set
    tails = .allocate(capacity: 1)
    tails.initialize(to: HitBuffer())
    var scratch: OpaquePointer?
    if let database = set.database {
      guard hs_alloc_scratch(database.pointer, &scratch) == HS_SUCCESS else {
        self.scratch = nil
        throw PatternError(code: .resources, message: "no memory for the literal scan")
      }
    }
    self.scratch = scratch
  }

  deinit {
    hs_free_scratch(scratch)
    tails.pointee.storage.deallocate()
    tails.deallocate()
  }

  /// Finds every occurrence of every literal, overlapping ones too, ordered by their ends.
  ///
  /// - Parameter block: less than 4 GB.
  /// - Throws: ``PatternError`` when the scan breaks off: then nothing is known of the block.
  package func scan<Failure: Error>(
    _ block: RawSpan, body: (Span<LiteralHit>) throws(Failure) -> Void
  ) throws {
    found.removeAll(keepingCapacity: true)
    if let database = set.database, !block.isEmpty {
      tails.pointee.count = 0
      let status = block.withUnsafeBytes { bytes in
        hs_scan(
          database.pointer, bytes.baseAddress?.assumingMemoryBound(to: CChar.self),
          UInt32(bytes.count), 0, scratch,
          { number, _, end, _, context in
            context.unsafelyUnwrapped.assumingMemoryBound(to: HitBuffer.self).pointee.append(
              LiteralHit(literal: number, end: UInt32(truncatingIfNeeded: end)))
            return 0
          }, tails)
      }
      guard status == HS_SUCCESS else {
        throw PatternError(code: .resources, message: "the literal scan failed (\(status))")
      }
      block.withUnsafeBytes { confirm(in: $0) }
    }
    let ordered = found
    try body(ordered.span)
  }

  /// Keeps the literals whose bytes before the tail are there too.
  private func confirm(in block: UnsafeRawBufferPointer) {
    let hits = UnsafeBufferPointer(start: tails.pointee.storage, count: tails.pointee.count)
    let isWhole = set.isWhole
    let candidates = set.candidates
    let literals = set.literals
    for hit in hits {
      let number = Int(hit.literal)
      if isWhole[number] {
        found.append(LiteralHit(literal: candidates[number][0], end: hit.end))
        continue
      }
      for literal in candidates[number]
      where Self.ends(block, at: Int(hit.end), with: literals[Int(literal)]) {
        found.append(LiteralHit(literal: literal, end: hit.end))
      }
    }
  }

  /// Whether `literal` ends at `end`, where its tail is known to end.
  private static func ends(_ block: UnsafeRawBufferPointer, at end: Int, with literal: Literal)
    -> Bool
  {
    let count = literal.bytes.count
    guard count > LiteralSet.longestTail else { return true }
    guard count <= end else { return false }
    let start = end - count
    for offset in 0..<(count - LiteralSet.longestTail) {
      let byte = block[start + offset]
      let wanted = literal.bytes[offset]
      let isEqual =
        literal.isCaseless
        ? ASCIIFolding.lowercased(byte) == ASCIIFolding.lowercased(wanted) : byte == wanted
      guard isEqual else { return false }
    }
    return true
  }
}

/// Grows by doubling; lives on the heap, because the C callback is given its address.
private struct HitBuffer {
  var storage: UnsafeMutablePointer<LiteralHit> = .allocate(capacity: 1024)
  var capacity = 1024
  var count = 0

  @inline(__always)
  mutating func append(_ hit: LiteralHit) {
    if count == capacity { grow() }
    (storage + count).initialize(to: hit)
    count += 1
  }

  private mutating func grow() {
    let larger = UnsafeMutablePointer<LiteralHit>.allocate(capacity: capacity * 2)
    larger.moveInitialize(from: storage, count: count)
    storage.deallocate()
    storage = larger
    capacity *= 2
  }
}
