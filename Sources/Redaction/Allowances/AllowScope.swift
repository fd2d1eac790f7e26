import PatternMatching

/// What of an allow-list may speak of one text.
struct AllowScope {
  private let list: AllowList
  /// By entry, whether its path is the text's; empty where all are.
  private let isHere: [Bool]
  private let matcher: PatternMatcher

  /// - Parameter path: the text's; empty where it has none.
  init(_ list: AllowList, path: String, _ matcher: PatternMatcher) {
    self.list = list
    self.matcher = matcher
    isHere =
      list.entries.allSatisfy { $0.path == nil }
      ? []
      : list.entries.map { entry in
        entry.path.map { !path.isEmpty && $0.takes(path, matcher) } ?? true
      }
  }

  var isEmpty: Bool { list.isEmpty || !isHere.isEmpty && !isHere.contains(true) }

  /// - Parameter rule: its id.
  /// - Returns: an entry that takes the value in this text.
  func entry(taking value: [UInt8], of rule: String) -> Int? {
    guard !isEmpty else { return nil }
    return list.entry(taking: value, matcher) { entry, index in
      (isHere.isEmpty || isHere[index]) && (entry.rule.map { $0 == rule } ?? true)
    }
  }

  /// The entry names the one value, whichever rule finds it: what is found inside stays, too.
  func isWhole(_ entry: Int) -> Bool {
    guard case .value = list.entries[entry].match else { return false }
    return list.entries[entry].rule == nil
  }

  func isOfOneRule(_ entry: Int) -> Bool { list.entries[entry].rule != nil }
}
