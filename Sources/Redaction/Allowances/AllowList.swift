public import Documents
import DurableFiles
import PatternMatching

/// What people looked at and let stay: the files of `--allow`.
///
/// Its values may be secrets elsewhere, so no message holds anything of a file but places.
public struct AllowList: Sendable {
  let entries: [AllowEntry]
  /// Where entries stand that no longer apply: `allow.yaml:12:5`.
  public let expired: [String]
  /// Entries by their value.
  private let values: [[UInt8]: [Int]]
  /// Entries with a pattern.
  private let patterns: [Int]
  /// Entries that take any value.
  private let others: [Int]

  /// Nothing.
  public init() { self.init([], now: Timestamp(seconds: 0)) }

  /// - Throws: ``Diagnostic`` with the place of the first fault, ``FileError``.
  public init(paths: [String], now: Timestamp) throws {
    try self.init(
      paths.flatMap { path in
        let bytes = try DurableFile.read(path, limit: 16 << 20)
        guard let text = String(validating: bytes, as: UTF8.self) else {
          throw Diagnostic(file: path, line: 1, column: 1, message: "not UTF-8")
        }
        return try AllowEntry.entries(in: text, file: path)
      }, now: now)
  }

  init(_ all: [AllowEntry], now: Timestamp) {
    expired = all.filter { $0.isExpired(now) }.map(\.place)
    entries = all.filter { !$0.isExpired(now) }
    var values: [[UInt8]: [Int]] = [:]
    var patterns: [Int] = []
    var others: [Int] = []
    for (index, entry) in entries.enumerated() {
      switch entry.match {
      case .value(let value): values[value, default: []].append(index)
      case .pattern: patterns.append(index)
      case .anything: others.append(index)
      }
    }
    self.values = values
    self.patterns = patterns
    self.others = others
  }

  var isEmpty: Bool { entries.isEmpty }

  /// - Throws: ``Diagnostic`` where an entry names a rule that isn't there.
  func checkRules(_ rules: [Rule]) throws {
    let known = Set(rules.map(\.id))
    for entry in entries {
      guard let rule = entry.rule, !known.contains(rule) else { continue }
      let closest = ClosestName.find(rule, in: rules.map(\.id))
      throw Diagnostic(
        file: entry.place, message: "there is no such rule",
        hint: closest.map { "did you mean '\($0)'?" } ?? "handoff rules list names them all")
    }
  }

  /// The first entry that takes a value.
  ///
  /// - Parameter applies: whether an entry speaks of the text and the rule at all.
  func entry(
    taking value: [UInt8], _ matcher: PatternMatcher, where applies: (AllowEntry, Int) -> Bool
  ) -> Int? {
    if let index = values[value]?.first(where: { applies(entries[$0], $0) }) { return index }
    if let index = patterns.first(where: { index in
      guard case .pattern(let pattern) = entries[index].match, applies(entries[index], index) else {
        return false
      }
      return pattern.takes(value, matcher)
    }) {
      return index
    }
    return others.first { applies(entries[$0], $0) }
  }
}

extension Pattern {
  /// Whether an anchored pattern matches; where the engine gives up, it doesn't.
  func takes(_ text: [UInt8], _ matcher: PatternMatcher) -> Bool {
    text.withUnsafeBytes { bytes in
      if case .match = matcher.match(self, in: RawSpan(_unsafeBytes: bytes), from: 0) {
        return true
      }
      return false
    }
  }
}
