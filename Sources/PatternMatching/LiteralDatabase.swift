internal import CVectorscan

/// Literals compiled by `hs_compile_lit_multi` in block mode.
///
/// Compiles in milliseconds, so it is never cached on disk.
// Unchecked: the database is immutable once compiled, and hs_scan only reads it.
final class LiteralDatabase: @unchecked Sendable {
  let pointer: OpaquePointer?

  /// Up to here Vectorscan takes its shuffling engine.
  static let fewest = 96

  /// - Parameter literals: each with the number that a hit gives, one at least.
  init(_ literals: [(number: UInt32, literal: Literal)]) throws(PatternError) {
    let flags = literals.map { UInt32($0.literal.isCaseless ? HS_FLAG_CASELESS : 0) }
    let numbers = literals.map(\.number)
    let lengths = literals.map(\.literal.bytes.count)
    let storage = literals.flatMap { $0.literal.bytes + [0] }.map { CChar(bitPattern: $0) }
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
