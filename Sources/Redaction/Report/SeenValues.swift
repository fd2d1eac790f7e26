/// The different values of one rule: those with the smallest identities, which are as good as drawn
/// by lot, and so tell how many there are in all.
struct SeenValues: Sendable {
  struct Value: Sendable {
    /// The placeholder's rule, where the job doesn't have it.
    let name: String?
    var count: Int
    var files: Int
    /// The first ones, ordered.
    var places: [RedactionReport.Place]
  }

  /// How many are listed.
  static let limit = 1000

  private(set) var byNumber: [UInt64: Value] = [:]
  /// Larger ones were left out.
  private(set) var bound: UInt64

  /// - Parameter bound: no larger ones are wanted.
  init(bound: UInt64 = .max) {
    self.bound = bound
  }

  mutating func add(_ number: UInt64, name: String?, _ place: RedactionReport.Place) {
    guard number <= bound else { return }
    if let index = byNumber.index(forKey: number) {
      byNumber.values[index].count += 1
      if byNumber.values[index].places.count < Sightings.places,
        byNumber.values[index].places.last != place
      {
        byNumber.values[index].places.append(place)
      }
      return
    }
    byNumber[number] = Value(name: name, count: 1, files: 1, places: [place])
    if byNumber.count >= 2 * Self.limit { prune() }
  }

  mutating func merge(_ other: SeenValues, ofSameFile isSameFile: Bool) {
    bound = min(bound, other.bound)
    for (number, value) in other.byNumber where number <= bound {
      guard let index = byNumber.index(forKey: number) else {
        byNumber[number] = value
        continue
      }
      byNumber.values[index].count += value.count
      if !isSameFile { byNumber.values[index].files += value.files }
      let places = (byNumber.values[index].places + value.places).sorted()
      byNumber.values[index].places = Array(places.prefix(Sightings.places))
    }
    if byNumber.count >= 2 * Self.limit { prune() }
  }

  private mutating func prune() {
    let numbers = byNumber.keys.filter { $0 <= bound }.sorted()
    if numbers.count > Self.limit { bound = numbers[Self.limit - 1] }
    byNumber = byNumber.filter { $0.key <= bound }
  }

  /// - Returns: those that are listed, and about how many there are where some are not.
  func listed() -> (values: [(number: UInt64, value: Value)], about: Int?) {
    var all = self
    if all.byNumber.count > Self.limit { all.prune() }
    let values = all.byNumber.map { (number: $0.key, value: $0.value) }
    guard all.bound < .max else { return (values, nil) }
    // The smallest of n numbers drawn by lot take the same share of all numbers as of the n.
    let share = Double(all.bound) / Double(UInt64.max)
    return (values, Int((Double(values.count) / share).rounded()))
  }
}
