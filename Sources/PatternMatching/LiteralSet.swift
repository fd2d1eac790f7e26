internal import CVectorscan

/// A literal that the first scan looks for.
package struct Literal: Hashable, Sendable {
  package let bytes: [UInt8]
  /// ASCII case is ignored.
  package let isCaseless: Bool

  package init(_ bytes: some Sequence<UInt8>, isCaseless: Bool) {
    self.bytes = Array(bytes)
    self.isCaseless = isCaseless
  }
}

/// A compiled set of literals: `hs_compile_lit_multi` in block mode.
///
/// Compiles in milliseconds, so it is never cached on disk.
// Unchecked: the database is immutable once compiled, and hs_scan only reads it.
package final class LiteralSet: @unchecked Sendable {
  /// The literals; a hit names one by its index here.
  package let literals: [Literal]
  let database: OpaquePointer?

  package init(_ literals: [Literal]) throws(PatternError) {
    self.literals = literals
    guard !literals.isEmpty else {
      database = nil
      return
    }
    let flags = literals.map { UInt32($0.isCaseless ? HS_FLAG_CASELESS : 0) }
    let ids = literals.indices.map { UInt32($0) }
    let lengths = literals.map(\.bytes.count)
    var storage = literals.flatMap { $0.bytes + [0] }.map { CChar(bitPattern: $0) }
    storage.append(0)
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
        starts, flags, ids, lengths, UInt32(literals.count), UInt32(HS_MODE_BLOCK), nil,
        &compiled, &failure)
    }
    guard status == HS_SUCCESS else {
      let message = failure.map { String(cString: $0.pointee.message) } ?? "error \(status)"
      hs_free_compile_error(failure)
      throw PatternError(code: .literals, message: "the literals don't compile: \(message)")
    }
    database = compiled
  }

  deinit {
    hs_free_database(database)
  }
}
