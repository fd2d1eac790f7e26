import Documents
import PatternMatching

/// One entry of an allow-list: all that it states must hold.
struct AllowEntry: Sendable {
  enum Match: Sendable {
    case anything
    case value([UInt8])
    /// Takes whole values.
    case pattern(Pattern)
  }

  let match: Match
  /// The files it speaks of; nil for all.
  let path: PathPattern?
  /// The rule it speaks of; nil for all.
  let rule: String?
  let reason: String
  private let expires: Timestamp?
  /// `allow.yaml:12:5`
  let place: String

  func isExpired(_ now: Timestamp) -> Bool { expires.map { $0 <= now } ?? false }

  /// - Throws: ``Diagnostic`` with the place of the first fault.
  static func entries(in text: String, file: String) throws -> [AllowEntry] {
    var mapping = try StrictMapping(
      YAMLValue.parse(text, file: file), of: "an allow-list", namesUnknown: false)
    let entries = try mapping.required("allow").sequence().map { try AllowEntry($0) }
    try mapping.finish()
    return entries
  }

  private init(_ value: YAMLValue) throws {
    var mapping = try StrictMapping(value, of: "an allow-list's entry", namesUnknown: false)
    let exact = mapping.optional("value")
    let regex = mapping.optional("regex")
    let pathValue = mapping.optional("path")
    rule = try mapping.optional("rule")?.string()
    let expiry = mapping.optional("expires")
    let reasonValue = mapping.optional("reason")
    try mapping.finish()
    guard let reasonValue else {
      throw value.diagnostic(
        "an allow-list's entry has no 'reason'",
        hint: "say for whoever reads the report why it may stay: 'reason: …'")
    }
    reason = try reasonValue.string()
    switch (exact, regex) {
    case (.some, .some(let regex)):
      throw regex.diagnostic(
        "an allow-list's entry takes 'value' or 'regex', not both", hint: "write two entries")
    case (.some(let exact), nil): match = try .value(Self.value(exact))
    case (nil, .some(let regex)): match = try .pattern(Self.pattern(regex))
    case (nil, nil):
      guard pathValue != nil else {
        throw value.diagnostic(
          "an allow-list's entry has neither 'value' nor 'regex' nor 'path'",
          hint: "for every file, write path: '**'")
      }
      match = .anything
    }
    path = try pathValue.map { try PathPattern($0) }
    expires = try expiry.map { try Self.end(of: $0) }
    place = "\(value.file):\(value.line):\(value.column)"
  }

  private static func value(_ value: YAMLValue) throws -> [UInt8] {
    let text = try value.rawText()
    guard !text.isEmpty else { throw value.diagnostic("an empty value allows nothing") }
    return Array(text.utf8)
  }

  private static func pattern(_ value: YAMLValue) throws -> Pattern {
    let source = try value.rawText()
    do throws(PatternError) {
      // By itself first: what closes more than it opens would come out of the group.
      _ = try Pattern(source, isAnchored: true)
      return try Pattern(#"\A(?:\#(source))\z"#, isAnchored: true)
    } catch {
      throw value.diagnostic("the regex doesn't compile: \(error.message)")
    }
  }

  /// A day counts until it ends.
  private static func end(of value: YAMLValue) throws -> Timestamp {
    let isDay = try value.rawText().utf8.count == 10
    let moment = try value.timestamp()
    return isDay ? moment + 86400 : moment
  }
}
