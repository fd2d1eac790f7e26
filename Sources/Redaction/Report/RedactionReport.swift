public import Documents

/// What a job did; it holds no value and nothing from which a short one could be guessed.
///
/// `Schemas/redaction-report.schema.json` describes its JSON.
public struct RedactionReport: Sendable, Codable {
  public struct CategoryCount: Sendable, Codable {
    public let category: String
    public let count: Int
    public let rules: Int
  }

  public struct RuleCount: Sendable, Codable {
    public let rule: String
    public let name: String
    public let category: String
    public let count: Int
    public let files: Int
    public let rotate: String?
    public let docs: String?
  }

  public struct FileCount: Sendable, Codable {
    /// In the output; empty where that is one file.
    public let path: String
    public let counts: [String: Int]
    /// Values known from elsewhere that were replaced here.
    public let propagated: Int

    public var total: Int { counts.values.reduce(0, +) }
  }

  /// A place in the output.
  public struct Place: Sendable, Codable, Hashable {
    /// Empty where the output is one file.
    public let file: String
    /// 1-based; 0 is the file's name. In a picture, the row of pixels.
    public let line: Int
  }

  /// One exposed value, or those of a rule that were read in pictures without certainty.
  public struct Exposed: Sendable, Codable {
    /// The rule alone, as `REDACTED_<rule>`, for the latter.
    public let placeholder: String
    /// How often it stands in the outputs.
    public let count: Int
    public let files: Int
    /// The first ones.
    public let places: [Place]
  }

  /// What has to be rotated, by the kind of credential.
  public struct Exposure: Sendable, Codable {
    /// Empty for placeholders of rules that the job doesn't have.
    public let rule: String
    public let name: String
    public let how: String?
    public let docs: String?
    /// How often their placeholders stand in the outputs.
    public internal(set) var count: Int
    public internal(set) var values: [Exposed]
    /// About how many values there are, where not all are listed.
    public internal(set) var valuesAbout: Int?
  }

  /// A line of the output, cut around a placeholder or pseudonym.
  public struct ContextLine: Sendable, Codable {
    public let file: String
    public let line: Int
    public let before: String
    public let substitute: String
    public let after: String
  }

  /// Some of the lines in which a rule's substitutes stand.
  public struct Context: Sendable, Codable {
    public let rule: String
    /// How many substitutes there are in all.
    public let count: Int
    public let lines: [ContextLine]
  }

  public let apiVersion: String
  public let kind: String
  /// Of the document's form.
  public let version: Int
  public let tool: String
  /// `SOURCE_DATE_EPOCH`: a report tells no time of its own, so that it can be made again.
  public let created: Timestamp?
  public let profile: String
  public let rulesDigest: String
  public let keyFingerprint: String
  public let categories: [CategoryCount]
  public let rules: [RuleCount]
  public let files: [FileCount]
  public let leftOut: [LeftOut]
  /// What stayed because somebody allows it.
  public let allowed: [AllowedCount]
  /// How often an allowed value went all the same: it is a secret elsewhere.
  public let overruled: Int
  /// "Rotate these": credentials whose placeholders stand in the outputs, or that were painted over
  /// in them.
  public internal(set) var rotate: [Exposure]
  public let context: [Context]
  /// Outputs of commands that stand in the output as `capture` kept them.
  public internal(set) var captures: [Capture] = []
  /// Pictures in the output.
  public internal(set) var pictures: [Picture] = []

  public var total: Int { rules.reduce(0) { $0 + $1.count } }
}
