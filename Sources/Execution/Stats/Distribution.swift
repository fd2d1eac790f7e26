/// How long something took, over many runs: observed values, never a mean.
package struct Distribution: Sendable, Equatable {
  /// In seconds, ascending.
  package let values: [Int]
  /// How many were left out because their two clocks contradict each other.
  package let contradictory: Int

  /// From how many values on a ninetieth percentile says more than the longest one.
  package static let leastForPercentile = 10
  /// The upper ends of ``bins``, in seconds; the last bin has none.
  package static let bounds = [60, 600, 3600, 4 * 3600, 86400, 3 * 86400, 7 * 86400]

  package init(_ durations: some Sequence<RunFacts.Duration>) {
    var values: [Int] = []
    var contradictory = 0
    for duration in durations {
      switch duration {
      case .seconds(let seconds): values.append(seconds)
      case .contradictory: contradictory += 1
      case .unknown: break
      }
    }
    self.values = values.sorted()
    self.contradictory = contradictory
  }

  package var count: Int { values.count }
  package var median: Int? { percentile(50) }
  /// Nil where there are too few values for it.
  package var ninetieth: Int? { count < Self.leastForPercentile ? nil : percentile(90) }
  package var longest: Int? { values.last }

  /// How many values are at most each bound, and more than the one before.
  package var bins: [Int] {
    var bins = [Int](repeating: 0, count: Self.bounds.count + 1)
    for value in values {
      bins[Self.bounds.firstIndex { value <= $0 } ?? Self.bounds.count] += 1
    }
    return bins
  }

  /// By nearest rank: a value that was observed.
  private func percentile(_ percent: Int) -> Int? {
    guard !values.isEmpty else { return nil }
    return values[max(0, (percent * count + 99) / 100 - 1)]
  }
}

extension Distribution: Encodable {
  private enum CodingKeys: String, CodingKey {
    case n, median, p90, longest, bins, contradictory
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(count, forKey: .n)
    try container.encode(median, forKey: .median)
    try container.encode(ninetieth, forKey: .p90)
    try container.encode(longest, forKey: .longest)
    try container.encode(bins, forKey: .bins)
    try container.encode(contradictory, forKey: .contradictory)
  }
}
