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
  private let hits: UnsafeMutablePointer<HitBuffer>

  package init(_ set: LiteralSet) throws(PatternError) {
    self.set = set
    hits = .allocate(capacity: 1)
    hits.initialize(to: HitBuffer())
    var scratch: OpaquePointer?
    if set.database != nil {
      let status = hs_alloc_scratch(set.database, &scratch)
      guard status == HS_SUCCESS else {
        self.scratch = nil
        throw PatternError(code: .resources, message: "no memory for the literal scan")
      }
    }
    self.scratch = scratch
  }

  deinit {
    hs_free_scratch(scratch)
    hits.pointee.storage.deallocate()
    hits.deallocate()
  }

  /// Finds every occurrence of every literal, overlapping ones too, ordered by their ends.
  ///
  /// - Parameter block: less than 4 GB.
  /// - Throws: ``PatternError`` when the scan breaks off: then nothing is known of the block.
  package func scan<Failure: Error>(
    _ block: RawSpan, body: (Span<LiteralHit>) throws(Failure) -> Void
  ) throws {
    hits.pointee.count = 0
    if set.database != nil, !block.isEmpty {
      let status = block.withUnsafeBytes { bytes in
        hs_scan(
          set.database, bytes.baseAddress?.assumingMemoryBound(to: CChar.self),
          UInt32(bytes.count), 0, scratch,
          { id, _, end, _, context in
            context.unsafelyUnwrapped.assumingMemoryBound(to: HitBuffer.self).pointee.append(
              LiteralHit(literal: id, end: UInt32(truncatingIfNeeded: end)))
            return 0
          }, hits)
      }
      guard status == HS_SUCCESS else {
        throw PatternError(code: .resources, message: "the literal scan failed (\(status))")
      }
    }
    let found = UnsafeBufferPointer(start: hits.pointee.storage, count: hits.pointee.count)
    try body(found.span)
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
