/// Which values one thread has told its job: what all threads share is asked once for each, and logs
/// repeat themselves.
struct ToldValues {
  private struct Key: Hashable {
    let value: ValueDigest
    /// Another rule may name it better.
    let rule: String
  }

  private var keys: Set<Key> = []
  private static let limit = 1 << 16

  /// - Returns: whether the value has yet to be told.
  mutating func insert(_ rule: Rule, _ value: [UInt8]) -> Bool {
    if keys.count >= Self.limit { keys.removeAll(keepingCapacity: true) }
    return keys.insert(Key(value: ValueDigest(value), rule: rule.id)).inserted
  }
}
