import PatternMatching

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What one rule costs on a sample text, by itself.
public struct RuleCost: Sendable, Encodable {
  public let rule: String
  public let place: String
  /// How many literals set the rule off; none where a scanner of its own finds it.
  public let literals: Int
  /// In bytes.
  public let shortestLiteral: Int?
  /// How often the sample holds one of them, a megabyte (10^6 bytes).
  public let hitsPerMegabyte: Double
  /// Time of the search for this rule alone, less that of a search for nothing.
  public let microsecondsPerMegabyte: Double

  /// Below this a literal is short: the scan is the slower, the more there are of them.
  public static let short = 4
  /// From here on a literal is common, a megabyte.
  public static let common = 100.0

  public var isShort: Bool { shortestLiteral.map { $0 < Self.short } ?? false }
  public var isCommon: Bool { hitsPerMegabyte >= Self.common }

  /// - Parameter sample: a text like those that are redacted, some megabytes of it.
  public static func measure(_ set: RuleSet, on sample: [UInt8]) throws -> [RuleCost] {
    let nothing = try time(of: CompiledRules(RuleSet(rules: []), profile: .strict), sample)
    let megabytes = max(1, Double(sample.count)) / 1e6
    return try set.rules.map { rule in
      let compiled = try CompiledRules(RuleSet(rules: [rule]), profile: .strict)
      let own = compiled.literals.literals.indices.filter {
        compiled.endsKey[$0] || !compiled.triggers[$0].isEmpty
      }
      let time = try time(of: compiled, sample) - nothing
      return RuleCost(
        rule: rule.id, place: rule.place, literals: own.count,
        shortestLiteral: own.map { compiled.literals.literals[$0].bytes.count }.min(),
        hitsPerMegabyte: Double(try hits(of: Set(own), compiled, sample)) / megabytes,
        microsecondsPerMegabyte: max(0, time * 1e6 / megabytes))
    }
  }

  private static func hits(of own: Set<Int>, _ rules: CompiledRules, _ sample: [UInt8]) throws
    -> Int
  {
    var count = 0
    let scanner = try LiteralScanner(rules.literals)
    try sample.withUnsafeBytes { block in
      try scanner.scan(RawSpan(_unsafeBytes: block)) { hits in
        for index in hits.indices where own.contains(Int(hits[index].literal)) { count += 1 }
      }
    }
    return count
  }

  /// Processor time of this thread, in seconds: other programs don't disturb it.
  private static var threadTime: Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  /// The best of three, in seconds.
  private static func time(of rules: CompiledRules, _ sample: [UInt8]) throws -> Double {
    let finder = try Finder(rules)
    return try sample.withUnsafeBytes { block in
      var best = Double.infinity
      for _ in 0..<3 {
        let start = Self.threadTime
        try finder.find(in: block, hint: .unknown, isFinal: true)
        best = min(best, Self.threadTime - start)
      }
      return best
    }
  }
}
