/// Reads a mapping key by key and refuses what nobody asked for.
///
/// ```swift
/// var mapping = try StrictMapping(value, of: "a rule")
/// let id = try mapping.required("id").string()
/// let near = try mapping.optional("near")?.int() ?? 64
/// try mapping.finish()
/// ```
public struct StrictMapping {
  /// The mapping itself, for its place.
  public let value: YAMLValue
  private let noun: String
  private let namesUnknown: Bool
  private var pairs: [(key: YAMLValue, name: String, value: YAMLValue)] = []
  private var asked: [String] = []

  /// - Parameters:
  ///   - noun: what the mapping describes, with its article: `a step`.
  ///   - namesUnknown: whether a message may hold a key that nobody asked for; not where it may be
  ///     a secret that was written in the wrong place.
  public init(_ value: YAMLValue, of noun: String, namesUnknown: Bool = true) throws {
    guard case .mapping(let pairs) = value.kind else {
      throw value.diagnostic("expected \(noun) (a mapping), found \(value.kindName)")
    }
    self.value = value
    self.noun = noun
    self.namesUnknown = namesUnknown
    for (key, value) in pairs {
      guard case .scalar(let name, _) = key.kind else { continue }
      self.pairs.append((key, name, value))
    }
  }

  /// The value of a key, or nil where the key is absent or empty.
  public mutating func optional(_ name: String) -> YAMLValue? {
    asked.append(name)
    guard let pair = pairs.first(where: { $0.name == name }), !pair.value.isNull else {
      return nil
    }
    return pair.value
  }

  /// - Throws: ``Diagnostic`` when the key is absent or empty.
  public mutating func required(_ name: String) throws -> YAMLValue {
    guard let value = optional(name) else {
      throw self.value.diagnostic("\(noun) has no '\(name)'", hint: "add '\(name): …'")
    }
    return value
  }

  /// All keys and values in the document's order: for mappings with free keys.
  public mutating func all() -> [(name: String, key: YAMLValue, value: YAMLValue)] {
    asked += pairs.map(\.name)
    return pairs.map { ($0.name, $0.key, $0.value) }
  }

  /// - Throws: ``Diagnostic`` for the first key that was never asked for.
  public func finish() throws {
    for pair in pairs where !asked.contains(pair.name) {
      let closest = ClosestName.find(pair.name, in: asked)
      throw pair.key.diagnostic(
        namesUnknown ? "unknown key '\(pair.name)' in \(noun)" : "unknown key in \(noun)",
        hint: closest.map { "did you mean '\($0)'?" }
          ?? "known keys: \(asked.joined(separator: ", "))")
    }
  }
}
