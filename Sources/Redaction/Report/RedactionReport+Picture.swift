import Pictures

extension RedactionReport {
  /// A picture in the output.
  public struct Picture: Sendable, Codable, Hashable {
    public struct Box: Sendable, Codable, Hashable {
      /// 1-based.
      public let page: Int
      /// In pixels, from the page's upper left corner.
      public let x: Int
      public let y: Int
      public let width: Int
      public let height: Int
      public let rule: String
      /// Of a value that was read with certainty.
      public let placeholder: String?
      /// Whether it was known before, and read again here.
      public let isKnown: Bool
    }

    /// In the output; empty where that is one file.
    public let path: String
    /// Nobody looked at it: it stands there as it was given.
    public let isKept: Bool
    public let pages: Int
    /// What was painted over.
    public let boxes: [Box]
  }
}

extension RedactionReport.Picture.Box {
  init(_ place: PictureFindings.Place, rules: CompiledRules) {
    let box = place.patch.box
    self.init(
      page: place.patch.page + 1, x: max(0, box.x), y: max(0, box.y), width: box.width,
      height: box.height, rule: rules.rules[place.rule].id,
      placeholder: Placeholder(place.patch.label)?.description, isKnown: place.isKnown)
  }
}

extension RedactionReport {
  /// Tells of pictures in the output, and that their credentials are to be rotated, too.
  mutating func add(_ painted: [Picture], rules: CompiledRules) {
    pictures = painted
    let listed = Set(rotate.map(\.rule))
    var exposures = Dictionary(rotate.map { ($0.rule, $0) }) { first, _ in first }
    for picture in painted {
      for box in picture.boxes {
        guard let rule = rules.rules.first(where: { $0.id == box.rule }),
          rule.category == .credential, !box.isKnown || !listed.contains(rule.id)
        else { continue }
        let value = Exposed(
          placeholder: box.placeholder ?? "REDACTED_\(rule.id)", count: 1, files: 1,
          places: [Place(file: picture.path, line: box.y + 1)])
        exposures[rule.id, default: Exposure(rule)].add(value)
      }
    }
    let priorities = Dictionary(rules.rules.map { ($0.id, $0.priority) }) { first, _ in first }
    rotate = exposures.values.sorted { left, right in
      guard let one = priorities[left.rule], let other = priorities[right.rule] else {
        return priorities[left.rule] != nil
      }
      return (one, right.rule) > (other, left.rule)
    }
  }
}

extension RedactionReport.Exposure {
  fileprivate init(_ rule: Rule) {
    self.init(
      rule: rule.id, name: rule.name, how: rule.rotation?.how, docs: rule.rotation?.documentation,
      count: 0, values: [], valuesAbout: nil)
  }

  fileprivate mutating func add(_ value: RedactionReport.Exposed) {
    count += 1
    guard let index = values.firstIndex(where: { $0.placeholder == value.placeholder }) else {
      if values.count < SeenValues.limit {
        values.append(value)
      } else {
        valuesAbout = (valuesAbout ?? values.count) + 1
      }
      return
    }
    let old = values[index]
    let isNew = !old.places.contains { $0.file == value.places[0].file }
    let places = old.places.count < Sightings.places ? old.places + value.places : old.places
    values[index] = RedactionReport.Exposed(
      placeholder: old.placeholder, count: old.count + 1, files: old.files + (isNew ? 1 : 0),
      places: places)
  }
}
