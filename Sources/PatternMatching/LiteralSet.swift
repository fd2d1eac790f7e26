/// A literal that the first scan looks for.
package struct Literal: Hashable, Sendable {
  package let bytes: [UInt8]
  /// ASCII case is ignored.
  package let isCaseless: Bool

  package init(_ bytes: some Sequence<UInt8>, isCaseless: Bool) {
    self.bytes = Array(bytes)
    self.isCaseless = isCaseless
  }

  /// What the scan itself looks for: the last bytes, folded where case is ignored.
  fileprivate var tail: Literal {
    let tail = bytes.suffix(LiteralSet.longestTail)
    return isCaseless
      ? Literal(tail.map(ASCIIFolding.lowercased), isCaseless: true)
      : Literal(tail, isCaseless: false)
  }
}

/// A compiled set of literals.
///
/// The scan looks for their last eight bytes: more don't make it surer, and literals with the same
/// end become one.
package final class LiteralSet: Sendable {
  /// The literals; a hit names one by its index here.
  package let literals: [Literal]
  /// Nil without literals.
  let database: LiteralDatabase?
  /// By the number of a tail: the literals that end in it.
  let candidates: [[UInt32]]
  /// By the number of a tail: it is all of its only literal, so that nothing is left to compare.
  let isWhole: [Bool]

  static let longestTail = 8

  package init(_ literals: [Literal]) throws(PatternError) {
    self.literals = literals
    var numbers: [Literal: Int] = [:]
    var tails: [Literal] = []
    var candidates: [[UInt32]] = []
    for (index, literal) in literals.enumerated() {
      let tail = literal.tail
      if let number = numbers[tail] {
        candidates[number].append(UInt32(index))
      } else {
        numbers[tail] = tails.count
        tails.append(tail)
        candidates.append([UInt32(index)])
      }
    }
    var isWhole = candidates.map { $0.count == 1 && literals[Int($0[0])].bytes.count <= 8 }
    if let pacer = Self.pacer(for: tails.count) {
      tails.append(pacer)
      candidates.append([])
      isWhole.append(false)
    }
    self.candidates = candidates
    self.isWhole = isWhole
    database = tails.isEmpty ? nil : try LiteralDatabase(tails)
  }

  /// A literal that stands in no text and belongs to nobody.
  ///
  /// Vectorscan's hashing engine looks at each second to fourth byte only, as the shortest literal
  /// and their number allow, and has so many more to compare that it is two to four times as slow
  /// as where it has to look at each one. This literal makes it do so. Up to 96 literals are
  /// compared with shuffles, without the engine.
  private static func pacer(for count: Int) -> Literal? {
    guard count > 96 else { return nil }
    return Literal(count < 250 ? [0xFE] : [0xFE, 0xFD], isCaseless: false)
  }
}

/// Upper and lower case as Vectorscan folds it: ASCII only.
enum ASCIIFolding {
  @inline(__always)
  static func lowercased(_ byte: UInt8) -> UInt8 { byte &- 0x41 < 26 ? byte | 0x20 : byte }
}
