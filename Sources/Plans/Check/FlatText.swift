internal import Documents

/// A document as `key: value` lines, one a scalar: a value under a key is found whatever the
/// notation.
struct FlatText {
  private(set) var text = ""
  /// The place of each line's value.
  private(set) var places: [Place] = []

  init(_ value: YAMLValue) {
    add(value, keys: [])
    if places.isEmpty { places = [Place(value)] }
  }

  private mutating func add(_ value: YAMLValue, keys: [String]) {
    switch value.kind {
    case .scalar(let text, _):
      // A parameter's own value stands under the parameter's name.
      let isValue = ["value", "default"].contains(keys.last)
      guard let key = isValue ? keys.dropLast().last : keys.last else { return }
      self.text += "\(key): \(text.oneLine)\n"
      places.append(Place(value))
    case .sequence(let items):
      for item in items { add(item, keys: keys) }
    case .mapping(let pairs):
      for (key, value) in pairs {
        guard case .scalar(let name, _) = key.kind else { continue }
        add(value, keys: keys + [name])
      }
    }
  }
}
