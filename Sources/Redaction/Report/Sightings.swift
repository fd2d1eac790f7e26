/// Where substitutes stand in the outputs of a job: counted, and a bounded part of them listed.
///
/// What is listed doesn't depend on the order in which texts are added.
struct Sightings: Sendable {
  /// Lines listed of one rule: in one file, and in all.
  static let linesInFile = 3
  static let linesOfRule = 20
  /// Places listed of one value.
  static let places = 10

  struct Line: Sendable {
    let place: RedactionReport.Place
    let number: UInt64
    let before: String
    let substitute: String
    let after: String
  }

  struct OfRule: Sendable {
    /// Of substitutes.
    var count = 0
    /// Ordered by their places.
    var lines: [Line] = []
    var values = SeenValues()
    /// No more lines are wanted.
    var hasLines = false
  }

  /// By rule index; nil holds all whose rule the job doesn't have.
  private(set) var rules: [Int?: OfRule] = [:]

  /// What is gathered of one file more; what would be dropped again isn't.
  func next(_ file: String) -> Sightings {
    var next = Sightings()
    for (rule, all) in rules {
      let isFull = all.lines.count >= Self.linesOfRule
      next.rules[rule] = OfRule(
        values: SeenValues(bound: all.values.bound),
        hasLines: isFull && all.lines.last.map { $0.place < .init(file: file, line: 0) } ?? false)
    }
    return next
  }

  mutating func add(
    _ sighting: SubstituteSearch.Sighting, at place: RedactionReport.Place, isCredential: Bool,
    line: () -> Line
  ) {
    rules[sighting.rule, default: OfRule()]
      .add(sighting, at: place, isCredential: isCredential, line: line)
  }

  /// Adds what stands behind these in the same file.
  mutating func append(_ next: Sightings) {
    for (rule, other) in next.rules {
      rules[rule, default: OfRule()].append(other)
    }
  }

  /// Adds those of another file.
  mutating func merge(_ file: Sightings) {
    for (rule, other) in file.rules {
      rules[rule, default: OfRule()].merge(other)
    }
  }
}

extension Sightings.OfRule {
  fileprivate mutating func add(
    _ sighting: SubstituteSearch.Sighting, at place: RedactionReport.Place, isCredential: Bool,
    line: () -> Sightings.Line
  ) {
    count += 1
    if !hasLines, lines.count < Sightings.linesInFile, place.line > 0,
      !lines.contains(where: { $0.number == sighting.number || $0.place == place })
    {
      lines.append(line())
    }
    if isCredential {
      values.add(sighting.number, name: sighting.rule == nil ? sighting.name : nil, place)
    }
  }

  fileprivate mutating func append(_ next: Self) {
    count += next.count
    for line in next.lines
    where lines.count < Sightings.linesInFile
      && !lines.contains(where: { $0.number == line.number })
    {
      lines.append(line)
    }
    values.merge(next.values, ofSameFile: true)
  }

  fileprivate mutating func merge(_ file: Self) {
    count += file.count
    lines += file.lines
    lines.sort { $0.place < $1.place }
    lines = Array(lines.prefix(Sightings.linesOfRule))
    values.merge(file.values, ofSameFile: false)
  }
}

extension RedactionReport.Place: Comparable {
  public static func < (left: Self, right: Self) -> Bool {
    left.file == right.file
      ? left.line < right.line : left.file.utf8.lexicographicallyPrecedes(right.file.utf8)
  }
}
