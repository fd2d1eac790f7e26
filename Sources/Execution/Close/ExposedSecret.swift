import Documents
package import Redaction

/// A credential that a redaction report says is to be rotated: names and places, no value.
package struct ExposedSecret: Codable, Equatable, Sendable {
  /// `REDACTED_<rule>_<hex>`; the rule alone stands for the values that the report doesn't list.
  package var placeholder: String
  /// The rule's words.
  package var name: String
  /// How such a value is rotated, in its rule's words.
  package var how: String?
  package var docs: String?
  /// How often it stands in the outputs; of values that aren't listed, about how many there are.
  package var count: Int
  /// The first ones, as `file:line`.
  package var places: [String]

  private static let mostPlaces = 5

  /// What is the same for the same value, in whatever file and by whatever rule it was found.
  package var id: String {
    guard let hex = Placeholder(placeholder)?.hex else { return "rest.\(placeholder)" }
    return hex
  }

  package var rule: String { Placeholder(placeholder)?.rule ?? placeholder }
  /// Whether it stands for values that nobody has listed.
  package var isRest: Bool { Placeholder(placeholder) == nil }

  /// All that a report wants rotated.
  package static func all(in report: RedactionReport) -> [ExposedSecret] {
    report.rotate.flatMap { exposure in
      let listed = exposure.values.map { value in
        // What was read in pictures without certainty has no identity.
        let isNamed = Placeholder(value.placeholder) != nil
        return ExposedSecret(
          placeholder: isNamed ? value.placeholder : exposure.rule, name: exposure.name,
          how: exposure.how,
          docs: exposure.docs, count: value.count,
          places: value.places.prefix(mostPlaces).map(Self.text))
      }
      guard let about = exposure.valuesAbout, about > listed.count else { return listed }
      return listed + [
        ExposedSecret(
          placeholder: exposure.rule.isEmpty ? "unknown" : exposure.rule, name: exposure.name,
          how: exposure.how, docs: exposure.docs, count: about - listed.count, places: [])
      ]
    }
  }

  private static func text(_ place: RedactionReport.Place) -> String {
    let file = place.file.isEmpty ? "the file" : place.file
    return place.line == 0 ? "\(file) (its name)" : "\(file):\(place.line)"
  }

  /// The same value, seen by another job.
  mutating func add(_ other: ExposedSecret) {
    count = isRest ? max(count, other.count) : count + other.count
    for place in other.places where !places.contains(place) && places.count < Self.mostPlaces {
      places.append(place)
    }
  }

  /// Where it was found.
  package var whereabouts: String {
    let shown = places.prefix(3).joined(separator: ", ")
    if isRest {
      return places.isEmpty
        ? "about \(count) values that the report doesn't list"
        : "read without certainty in pictures: \(shown)"
          + (count > min(places.count, 3) ? " (\(count) places in all)" : "")
    }
    return shown + (count > min(places.count, 3) ? " (\(count) times in all)" : "")
  }
}

/// What a redaction report of the ticket has to say at the end.
package struct ExposureReport: Codable, Equatable, Sendable {
  /// A bundle's id or a file's name.
  package var source: String
  /// Of the report's bytes.
  package var sha256: String
  package var secrets: [ExposedSecret]

  package init(source: String, sha256: String, secrets: [ExposedSecret]) {
    self.source = source
    self.sha256 = sha256
    self.secrets = secrets
  }

  /// - Parameters:
  ///   - bytes: of a redaction report as JSON.
  ///   - file: for messages.
  /// - Throws: ``Diagnostic``.
  package init(_ bytes: [UInt8], file: String, source: String) throws {
    let report = try JSONText.decode(RedactionReport.self, from: bytes, file: file)
    guard report.kind == "RedactionReport", report.version == 1 else {
      throw Diagnostic(
        file: file, message: "is of another kind or version")
    }
    self.init(
      source: source, sha256: JournalText.digest(bytes), secrets: ExposedSecret.all(in: report))
  }
}
