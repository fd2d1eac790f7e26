internal import ArgumentParser
internal import Documents

/// A time on the command line: absolute, or a duration from now.
enum Moment {
  static func parse(_ text: String) throws -> Timestamp {
    if let moment = Timestamp(text) { return moment }
    if let value = try? YAMLValue.parse(text, file: ""), let seconds = try? value.seconds() {
      return (Timestamp.sourceDateEpoch ?? Timestamp.now) + seconds
    }
    throw ValidationError("'\(text)' is neither a time (2026-11-21T08:44:00Z) nor a duration (4h).")
  }
}
