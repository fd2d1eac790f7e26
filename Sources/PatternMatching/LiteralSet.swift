import Dispatch
import Synchronization

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
/// end become one. Short ones stand in databases of their own, because the length of the shortest
/// literal and their number decide which engine Vectorscan takes: up to ``LiteralDatabase/fewest``
/// are compared with shuffles at many times the speed of a hash table.
package final class LiteralSet: Sendable {
  /// The literals; a hit names one by its index here.
  package let literals: [Literal]
  let databases: [LiteralDatabase]
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
    self.candidates = candidates
    isWhole = candidates.map { $0.count == 1 && literals[Int($0[0])].bytes.count <= 8 }
    databases = try Self.compile(Self.groups(tails), tails)
  }

  /// Side by side: compiling is most of a short job's time.
  private static func compile(_ groups: [[Int]], _ tails: [Literal]) throws(PatternError)
    -> [LiteralDatabase]
  {
    let results = Mutex<[Int: Result<LiteralDatabase, PatternError>]>([:])
    DispatchQueue.concurrentPerform(iterations: groups.count) { index in
      // The last group is the largest.
      let group = groups.count - 1 - index
      let result = Result { () throws(PatternError) in
        try LiteralDatabase(groups[group].map { (UInt32($0), tails[$0]) })
      }
      results.withLock { $0[group] = result }
    }
    let all = results.withLock { $0 }
    var databases: [LiteralDatabase] = []
    for group in groups.indices {
      guard let result = all[group] else {
        throw PatternError(code: .literals, message: "the literals were not compiled")
      }
      databases.append(try result.get())
    }
    return databases
  }

  /// The numbers of the tails that are compiled together.
  private static func groups(_ tails: [Literal]) -> [[Int]] {
    if tails.count <= LiteralDatabase.fewest { return tails.isEmpty ? [] : [Array(tails.indices)] }
    var groups: [[Int]] = []
    for length in 1...4 {
      let short = tails.indices.filter { tails[$0].bytes.count == length }
      for start in stride(from: 0, to: short.count, by: LiteralDatabase.fewest) {
        groups.append(Array(short[start..<min(short.count, start + LiteralDatabase.fewest)]))
      }
    }
    let long = tails.indices.filter { tails[$0].bytes.count > 4 }
    if !long.isEmpty { groups.append(long) }
    return groups
  }
}

/// Upper and lower case as Vectorscan folds it: ASCII only.
enum ASCIIFolding {
  @inline(__always)
  static func lowercased(_ byte: UInt8) -> UInt8 { byte &- 0x41 < 26 ? byte | 0x20 : byte }
}
