internal import CVectorscan

/// Literals compiled by `hs_compile_lit_multi` in block mode.
///
/// Compiles in milliseconds, so it is never cached on disk.
// Unchecked: the database is immutable once compiled, and hs_scan only reads it.
final class LiteralDatabase: @unchecked Sendable {
  let pointer: OpaquePointer?

  /// - Parameter literals: one at least; a hit gives the index.
  init(_ literals: [Literal]) throws(PatternError) {
    let flags = literals.map { UInt32($0.isCaseless ? HS_FLAG_CASELESS : 0) }
    let numbers = literals.indices.map { UInt32($0) }
    let lengths = literals.map(\.bytes.count)
    let storage = literals.flatMap { $0.bytes + [0] }.map { CChar(bitPattern: $0) }
    var compiled: OpaquePointer?
    var failure: UnsafeMutablePointer<hs_compile_error_t>?
    let status = storage.withUnsafeBufferPointer { buffer in
      var starts: [UnsafePointer<CChar>?] = []
      var offset = 0
      for length in lengths {
        starts.append(buffer.baseAddress.map { $0 + offset })
        offset += length + 1
      }
      return hs_compile_lit_multi(
        starts, flags, numbers, lengths, UInt32(literals.count), UInt32(HS_MODE_BLOCK), nil,
        &compiled, &failure)
    }
    guard status == HS_SUCCESS else {
      let message = failure.map { String(cString: $0.pointee.message) } ?? "error \(status)"
      hs_free_compile_error(failure)
      throw PatternError(code: .literals, message: "the literals don't compile: \(message)")
    }
    pointer = compiled
  }

  deinit {
    hs_free_database(pointer)
  }
}
