internal import CPCRE2

/// A compiled PCRE2 pattern over bytes.
// Unchecked: pcre2_code is read-only after compilation; each thread brings its own match data.
package final class Pattern: @unchecked Sendable {
  let code: OpaquePointer
  let hasGroup: Bool
  /// Whether machine code could be made of it.
  package let isJIT: Bool

  /// - Parameter isAnchored: the match must start where the matcher is pointed.
  /// - Throws: ``PatternError`` with the offset of the fault.
  package init(_ source: String, isAnchored: Bool) throws(PatternError) {
    var number: Int32 = 0
    var offset = 0
    let bytes = Array(source.utf8)
    let options =
      PCRE2_NEVER_UTF | PCRE2_MULTILINE | (isAnchored ? PCRE2_ANCHORED : PCRE2_USE_OFFSET_LIMIT)
    guard let code = pcre2_compile_8(bytes, bytes.count, options, &number, &offset, nil) else {
      var text = [UInt8](repeating: 0, count: 256)
      pcre2_get_error_message_8(number, &text, text.count)
      throw PatternError(
        code: .syntax, message: String(decoding: text.prefix { $0 != 0 }, as: UTF8.self),
        offset: offset)
    }
    self.code = code
    var groups: UInt32 = 0
    pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_CAPTURECOUNT), &groups)
    hasGroup = groups > 0
    isJIT = pcre2_jit_compile_8(code, PCRE2_JIT_COMPLETE) == 0
  }

  deinit {
    pcre2_code_free_8(code)
  }
}
