/// Finds the name that a mistyped one probably meant.
package enum ClosestName {
  /// The candidate with the smallest edit distance, when it is at most a third of the name.
  package static func find(_ name: String, in candidates: some Sequence<String>) -> String? {
    let best = candidates.map { ($0, distance(name, $0)) }.min { $0.1 < $1.1 }
    guard let best, best.1 <= max(1, name.count / 3) else { return nil }
    return best.0
  }

  /// Levenshtein's distance, in characters.
  static func distance(_ first: String, _ second: String) -> Int {
    let target = Array(second)
    var row = Array(0...target.count)
    for (i, character) in first.enumerated() {
      var previous = row[0]
      row[0] = i + 1
      for j in target.indices {
        let substitution = previous + (character == target[j] ? 0 : 1)
        previous = row[j + 1]
        row[j + 1] = min(substitution, row[j] + 1, row[j + 1] + 1)
      }
    }
    return row[target.count]
  }
}
