import PatternMatching

/// Values that were found somewhere in a job and go everywhere else in it, in every encoding.
struct KnownValues: Sendable {
  struct Entry: Sendable {
    let value: [UInt8]
    /// Index into ``CompiledRules/rules``.
    let rule: Int
  }

  /// In which notation a literal spells its value.
  enum Spelling: Sendable {
    /// Raw, or with escapes: the literal's span goes.
    case plain
    /// Part of a base64 token; the token is decoded, redacted and encoded again.
    case base64
    /// Part of a hex token.
    case hex
  }

  /// What stands in a known value's place.
  struct Replacement: Sendable {
    indirect enum Part: Sendable {
      case bytes([UInt8])
      case value([UInt8], rule: Int)
      case nested(Replacement)
    }
    enum Encoding: Sendable { case none, base64, base64URL, hex }
    let parts: [Part]
    let encoding: Encoding
  }

  let entries: [Entry]
  let literals: LiteralSet
  /// By literal.
  let meanings: [(entry: Int, spelling: Spelling)]

  /// - Parameter values: innermost bytes with the rule that names them.
  init(_ values: [[UInt8]: Int]) throws {
    entries = values.map { Entry(value: $0.key, rule: $0.value) }
      .sorted { $0.value.lexicographicallyPrecedes($1.value) }
    var indices: [Literal: Int] = [:]
    var literals: [Literal] = []
    var meanings: [(entry: Int, spelling: Spelling)] = []
    for (index, entry) in entries.enumerated() {
      for (literal, spelling) in Self.spellings(of: entry.value) where indices[literal] == nil {
        indices[literal] = index
        literals.append(literal)
        meanings.append((index, spelling))
      }
    }
    self.literals = try LiteralSet(literals)
    self.meanings = meanings
  }

  static func spellings(of value: [UInt8]) -> [(Literal, Spelling)] {
    var plain: [[UInt8]] = [value]
    let others = [
      Encoding.json(value), Encoding.json(Encoding.json(value)), Encoding.xml(value),
      Encoding.percent(value), Encoding.percent(value, isLower: true), Encoding.shell(value),
      Encoding.shellBackslashes(value),
    ]
    for other in others where !plain.contains(other) { plain.append(other) }
    var all = plain.map { (Literal($0, isCaseless: false), Spelling.plain) }
    for offset in 0..<3 {
      let core = Encoding.base64Core(value, offset: offset)
      guard core.count >= 8 else { continue }
      all.append((Literal(core, isCaseless: false), .base64))
      let url = Encoding.base64URL(core)
      if url != core { all.append((Literal(url, isCaseless: false), .base64)) }
    }
    all.append((Literal(Hex.string(value).utf8, isCaseless: true), .hex))
    return all
  }
}
