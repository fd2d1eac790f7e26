internal import CPCRE2

/// Runs patterns; one a thread.
package final class PatternMatcher {
  package enum Answer {
    case none
    /// Offsets in the subject: the whole match, and what its first group took (the whole match
    /// where it has none or took nothing).
    case match(whole: Range<Int>, group: Range<Int>)
    /// The engine gave up: a limit was reached. The caller must assume a match.
    case undecided
  }

  private let data: OpaquePointer
  private let context: OpaquePointer
  private let stack: OpaquePointer?
  private let offsets: UnsafeMutablePointer<Int>

  package init() throws(PatternError) {
    guard let data = pcre2_match_data_create_8(16, nil),
      let context = pcre2_match_context_create_8(nil)
    else { throw PatternError(code: .resources, message: "no memory to match patterns") }
    self.data = data
    self.context = context
    stack = pcre2_jit_stack_create_8(32 << 10, 1 << 20, nil)
    pcre2_jit_stack_assign_8(context, nil, stack.map { UnsafeMutableRawPointer($0) })
    pcre2_set_match_limit_8(context, 1_000_000)
    pcre2_set_depth_limit_8(context, 10_000)
    offsets = pcre2_get_ovector_pointer_8(data)
  }

  deinit {
    pcre2_match_data_free_8(data)
    pcre2_match_context_free_8(context)
    pcre2_jit_stack_free_8(stack)
  }

  /// Matches at or behind `start`; an anchored pattern at `start` only. What lies before `start`
  /// is seen by lookbehind and `\b`.
  ///
  /// - Parameter limit: where a match may begin at most; only for a pattern that isn't anchored.
  package func match(
    _ pattern: Pattern, in subject: RawSpan, from start: Int, until limit: Int? = nil
  ) -> Answer {
    // -1: everywhere.
    pcre2_set_offset_limit_8(context, limit ?? -1)
    let status = subject.withUnsafeBytes { bytes in
      let base = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self)
      return pattern.isJIT
        ? pcre2_jit_match_8(pattern.code, base, bytes.count, start, 0, data, context)
        : pcre2_match_8(pattern.code, base, bytes.count, start, 0, data, context)
    }
    if status == PCRE2_ERROR_NOMATCH { return .none }
    guard status > 0 else { return .undecided }
    let whole = offsets[0]..<max(offsets[0], offsets[1])
    guard pattern.hasGroup, status > 1, offsets[2] >= 0, offsets[3] >= offsets[2] else {
      return .match(whole: whole, group: whole)
    }
    return .match(whole: whole, group: offsets[2]..<offsets[3])
  }
}
