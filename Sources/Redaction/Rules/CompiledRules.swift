import Dispatch
public import Documents
import PatternMatching
import Synchronization

/// The rules of one profile, ready to search: one set of literals, and what each sets off.
public final class CompiledRules: Sendable {
  /// What a literal sets off.
  struct Trigger: Sendable {
    enum Kind: Sendable {
      /// Try the rule's pattern where the literal begins.
      case anchored
      /// Search the rule's pattern around the literal.
      case near
    }
    let kind: Kind
    let rule: Int
    /// A token must be able to begin at the literal, see ``TokenBorder``.
    let needsBorder: Bool
  }

  public let rules: [Rule]
  public let profile: RedactionProfile
  public let digest: String
  let literals: LiteralSet
  /// By literal; most have one.
  let triggers: [[Trigger]]
  /// By literal: it ends a key name.
  let endsKey: [Bool]
  /// By literal: a sentence may tell the value of the key that it ends.
  let isTold: [Bool]
  /// By literal: what a scanner of its own looks at.
  let marks: [Mark?]
  let keyNames: KeyNameTable
  let scanned: ScannedRules
  /// What stays though a rule finds it.
  let allowances: Allowances
  private let patterns: [LazyPattern?]
  private let prefixes = Mutex<[TokenPrefix]?>(nil)
  /// Rules that can't be searched for; none unless they were asked for.
  let unusable: [RuleFault]

  /// Rules whose key names stand in so many messages that a sentence is no sign of a value.
  private static let untold: Set<String> = [
    "session-cookie", "session-id", "generic-auth", "generic-signature", "generic-salt",
    "connection-string", "generic-credential", "generic-csrf-token", "user-name",
  ]

  /// Literals that start a search which is no rule's pattern.
  enum Mark: Sendable {
    case kubernetesData, at, allow, sensitive, byteList, gzip, picture(offset: Int)
  }

  /// - Throws: ``PatternError`` or ``RuleFault`` naming the rule; ``Diagnostic`` where the
  ///   allow-list names a rule that isn't in the set.
  public convenience init(
    _ set: RuleSet, profile: RedactionProfile, allowing allowances: Allowances = .none
  ) throws {
    try self.init(set, profile: profile, allowing: allowances, keepsUnusable: false)
  }

  /// - Parameter keepsUnusable: rules without a literal are kept in ``unusable`` and never found.
  init(
    _ set: RuleSet, profile: RedactionProfile, allowing allowances: Allowances = .none,
    keepsUnusable: Bool
  ) throws {
    self.profile = profile
    self.allowances = allowances
    try allowances.list.checkRules(set.rules)
    digest = set.digest
    let rules = set.rules.filter {
      profile.categories.contains($0.category) || $0.id == ScannedRules.pictureID
    }
    self.rules = rules
    scanned = ScannedRules(rules)
    var builder = LiteralTable()
    var keys: [KeyNameTable.Key] = []
    var unusable: [RuleFault] = []
    var lazy = [LazyPattern?](repeating: nil, count: rules.count)
    for (index, rule) in rules.enumerated() {
      let isTold = !Self.untold.contains(rule.id)
      keys += rule.keys.map {
        KeyNameTable.Key(name: $0, rule: index, priority: rule.priority, isTold: isTold)
      }
    }
    let (anchors, keyNames) = Self.derive(rules, keys)
    self.keyNames = keyNames
    for (index, rule) in rules.enumerated() {
      guard let pattern = rule.pattern, !scanned.holds(index) else { continue }
      if let prefixes = anchors[index] {
        let needsBorder =
          TokenBorder.isDemanded(by: pattern)
          && prefixes.literals.allSatisfy { Bytes.isWord($0[0]) }
        let widened = TokenBorder.widened(pattern, afterUnderscore: true)
        lazy[index] = LazyPattern(
          needsBorder || !TokenBorder.isDemanded(by: pattern) ? widened : pattern,
          isAnchored: true)
        for literal in prefixes.literals {
          builder.add(
            Literal(literal, isCaseless: prefixes.isCaseless),
            Trigger(
              kind: .anchored, rule: index, needsBorder: needsBorder))
        }
      } else if !rule.keywords.isEmpty {
        lazy[index] = LazyPattern(
          TokenBorder.widened(pattern, afterUnderscore: false), isAnchored: false)
        for keyword in rule.keywords {
          builder.add(
            Literal(keyword.utf8, isCaseless: true),
            Trigger(kind: .near, rule: index, needsBorder: false))
        }
      } else {
        let fault = RuleFault(
          rule: rule,
          message: "no literal can be derived from the pattern, and there are no keywords",
          hint: "begin the pattern with a fixed text of three bytes or more, or add 'keywords'")
        guard keepsUnusable else { throw fault }
        unusable.append(fault)
      }
    }
    for literal in keyNames.literals {
      let isTold = keyNames.told.contains(literal)
      builder.addKey(Literal(literal.utf8, isCaseless: true), isTold: isTold)
    }
    let signs = [
      "data:\n", "data:\r\n", "data: ", "Data:\n", "Data:\r\n", "Data: ", "\"data\"", "\"data\\",
    ]
    for text in signs {
      builder.addMark(Literal(text.utf8, isCaseless: false), .kubernetesData)
    }
    if scanned.sensitive != nil {
      for text in SensitiveMembers.marks {
        builder.addMark(Literal(String(describing: text).utf8, isCaseless: false), .sensitive)
      }
    }
    builder.addMark(Literal("\"MESSAGE\":[".utf8, isCaseless: false), .byteList)
    let gzip = String(describing: CompressedToken.mark)
    builder.addMark(Literal(gzip.utf8, isCaseless: false), .gzip)
    if scanned.picture != nil {
      for mark in PictureMark.all {
        builder.addMark(
          Literal(mark.text.utf8, isCaseless: false), .picture(offset: mark.offset))
      }
    }
    if scanned.email != nil {
      for text in ["%40", "\\u0040"] {
        builder.addMark(Literal(text.utf8, isCaseless: true), .at)
      }
    }
    if allowances.honoursComments {
      builder.addMark(Literal(AllowComments.mark.utf8, isCaseless: false), .allow)
    }
    literals = try LiteralSet(builder.literals)
    triggers = builder.triggers
    endsKey = builder.endsKey
    isTold = builder.isTold
    marks = builder.marks
    patterns = lazy
    self.unusable = unusable
  }

  /// What takes most of a start's time, side by side: the patterns' literals in two halves, and the
  /// names.
  private static func derive(_ rules: [Rule], _ keys: [KeyNameTable.Key]) -> (
    anchors: [LiteralPrefixes?], keyNames: KeyNameTable
  ) {
    let halves = Mutex<[Int: [LiteralPrefixes?]]>([:])
    let table = Mutex<KeyNameTable?>(nil)
    let middle = rules.count / 2
    DispatchQueue.concurrentPerform(iterations: 3) { part in
      guard part < 2 else {
        let names = KeyNameTable(keys)
        return table.withLock { $0 = names }
      }
      let half = rules[part == 0 ? 0..<middle : middle..<rules.count].map { rule in
        rule.pattern.flatMap { Self.anchors(of: rule, $0) }
      }
      halves.withLock { $0[part] = half }
    }
    let anchors = halves.withLock { ($0[0] ?? []) + ($0[1] ?? []) }
    return (anchors, table.withLock { $0 } ?? KeyNameTable(keys))
  }

  /// The literals at which a pattern is tried; nil where its keywords serve better: a short literal
  /// stands on every other line.
  private static func anchors(of rule: Rule, _ pattern: String) -> LiteralPrefixes? {
    guard let prefixes = LiteralPrefixes(of: pattern), prefixes.shortest >= 3 else { return nil }
    let hasRareKeywords =
      !rule.keywords.isEmpty && rule.near <= 512 && rule.keywords.allSatisfy { $0.utf8.count >= 4 }
    return prefixes.shortest < 5 && hasRareKeywords ? nil : prefixes
  }

  /// What tokens begin with in pictures, told on first use.
  var tokenPrefixes: [TokenPrefix] {
    prefixes.withLock { known in
      let all = known ?? TokenPrefix.all(of: rules)
      known = all
      return all
    }
  }

  /// The pattern of a rule, compiled on first use.
  func pattern(of rule: Int) throws(RuleFault) -> Pattern {
    guard let pattern = patterns[rule] else {
      throw RuleFault(rule: rules[rule], message: "the rule has no pattern")
    }
    do {
      return try pattern.compiled()
    } catch {
      throw RuleFault(rule: rules[rule], message: "the pattern doesn't compile: \(error.message)")
    }
  }
}

/// A pattern that is compiled when it is first needed: most never are.
private final class LazyPattern: Sendable {
  private let source: String
  private let pattern = Mutex<Pattern?>(nil)

  private let isAnchored: Bool

  init(_ source: String, isAnchored: Bool) {
    self.source = source
    self.isAnchored = isAnchored
  }

  func compiled() throws(PatternError) -> Pattern {
    if let known = pattern.withLock({ $0 }) { return known }
    let compiled = try Pattern(source, isAnchored: isAnchored)
    pattern.withLock { $0 = compiled }
    return compiled
  }
}

/// A rule that can't be used.
public struct RuleFault: ReportedError, CustomStringConvertible {
  public let place: String
  public let message: String
  public let hint: String?
  let rule: String

  init(rule: Rule, message: String, hint: String? = nil) {
    place = rule.position
    self.rule = rule.id
    self.message = "rule '\(rule.id)': \(message)"
    self.hint = hint
  }

  public var report: String { "\(place): \(message)" }
  public var description: String { report }
  public var exitStatus: Int32 { 1 }
}

/// Collects distinct literals with what they set off.
private struct LiteralTable {
  private(set) var literals: [Literal] = []
  private(set) var triggers: [[CompiledRules.Trigger]] = []
  private(set) var endsKey: [Bool] = []
  private(set) var isTold: [Bool] = []
  private(set) var marks: [CompiledRules.Mark?] = []
  private var indices: [Literal: Int] = [:]

  private mutating func index(of literal: Literal) -> Int {
    let folded =
      literal.isCaseless ? Literal(literal.bytes.map(Bytes.lowercased), isCaseless: true) : literal
    if let index = indices[folded] { return index }
    indices[folded] = literals.count
    literals.append(folded)
    triggers.append([])
    endsKey.append(false)
    isTold.append(false)
    marks.append(nil)
    return literals.count - 1
  }

  mutating func add(_ literal: Literal, _ trigger: CompiledRules.Trigger) {
    triggers[index(of: literal)].append(trigger)
  }

  mutating func addKey(_ literal: Literal, isTold told: Bool) {
    let index = index(of: literal)
    endsKey[index] = true
    isTold[index] = told
  }

  mutating func addMark(_ literal: Literal, _ mark: CompiledRules.Mark) {
    marks[index(of: literal)] = mark
  }
}
