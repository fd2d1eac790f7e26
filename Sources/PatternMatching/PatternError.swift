/// A pattern or a set of literals that the engines refuse.
package struct PatternError: Error, Sendable, CustomStringConvertible {
  package struct Code: Sendable, Hashable {
    private enum Kind { case syntax, unanchored, literals, resources }
    private let kind: Kind
    /// The pattern isn't PCRE2.
    package static let syntax = Code(kind: .syntax)
    /// No literal can be derived and no keyword is given.
    package static let unanchored = Code(kind: .unanchored)
    /// Vectorscan refuses the literals.
    package static let literals = Code(kind: .literals)
    /// No memory for a scratch area.
    package static let resources = Code(kind: .resources)
  }

  package let code: Code
  package let message: String
  /// 0-based offset in the pattern, in bytes; nil where the fault has no place.
  package let offset: Int?

  package init(code: Code, message: String, offset: Int? = nil) {
    self.code = code
    self.message = message
    self.offset = offset
  }

  package var description: String { message }
}
