import Documents
import DurableFiles
import PatternMatching

/// Values that a person names: they go wherever they stand, however easy they are to guess.
package struct NamedValues: Sendable {
  private var values: [[UInt8]] = []

  /// Shorter values stand in too much that is no secret, and are no window wide: bytes.
  package static let shortest = WindowTable.width
  /// What a named value is called that no rule finds.
  static let rule = "generic-secret"
  private static let longestFile = 64 << 20

  package init() {}

  package var isEmpty: Bool { values.isEmpty }

  /// Reads one value a line; blank lines, and blanks around a value, don't count.
  ///
  /// - Throws: ``NamedValueFault`` with the line, and never the value.
  package mutating func read(_ path: String) throws {
    var text = try DurableFile.read(path, limit: Self.longestFile)[...]
    if text.starts(with: [0xEF, 0xBB, 0xBF]) { text = text.dropFirst(3) }
    guard !text.contains(0) else {
      throw NamedValueFault(
        report: "\(path): is not a list of values: it holds a zero byte",
        hint: "write it as UTF-8 text, one value a line")
    }
    let lines = text.split(separator: 0x0A, omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() {
      guard let first = line.firstIndex(where: { !Self.isBlank($0) }),
        let last = line.lastIndex(where: { !Self.isBlank($0) })
      else { continue }
      let value = line[first...last]
      guard value.count >= Self.shortest else {
        throw NamedValueFault(
          report: "\(path):\(index + 1): the value is shorter than \(Self.shortest) bytes",
          hint: "so short a value stands in other words and numbers too; a rule that knows its "
            + "surroundings finds it: --rules")
      }
      guard value.count <= FoundValues.longest else {
        throw NamedValueFault(
          report: "\(path):\(index + 1): the value is longer than \(FoundValues.longest) bytes",
          hint: "name a part of it that tells it from everything else")
      }
      values.append(Array(value))
    }
  }

  func add(to found: inout FoundValues, rules: CompiledRules) {
    guard !values.isEmpty else { return }
    let index = rules.rules.firstIndex { $0.id == Self.rule } ?? 0
    for value in values { found.add(named: value, rule: index, rules: rules) }
  }

  func addFolded(to collector: inout ValueCollector, rules: CompiledRules) {
    let index = rules.rules.firstIndex { $0.id == Self.rule } ?? 0
    for value in values {
      for spelling in PictureFold.spellings(of: value) {
        collector.add(spelling, rule: index, isPlain: true)
      }
    }
  }

  /// - Returns: nil where none was named.
  /// - Throws: ``JobFault`` where there are more than can be looked for.
  func known(_ rules: CompiledRules) throws -> KnownValues? {
    guard !values.isEmpty else { return nil }
    var found = FoundValues()
    add(to: &found, rules: rules)
    return try found.takeKnown()
  }

  private static func isBlank(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x09 || byte == 0x0D
  }
}

/// A list of values that can't be used.
struct NamedValueFault: ReportedError {
  let report: String
  let hint: String?
  var exitStatus: Int32 { 1 }
}
