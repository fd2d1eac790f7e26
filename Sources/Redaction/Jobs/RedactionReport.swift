/// What a job did; it holds no value and nothing from which a short one could be guessed.
public struct RedactionReport: Sendable, Codable {
  public struct RuleCount: Sendable, Codable {
    public let rule: String
    public let name: String
    public let category: String
    public var count: Int
    public var files: Int
    public let rotate: String?
  }

  public struct FileCount: Sendable, Codable {
    /// In the output; empty where that is one file.
    public let path: String
    public let counts: [String: Int]
    /// Values known from elsewhere that were replaced here.
    public let propagated: Int
  }

  public let apiVersion: String
  public let tool: String
  public let profile: String
  public let rulesDigest: String
  public let keyFingerprint: String
  /// In bytes.
  public let bytesRead: Int
  public let rules: [RuleCount]
  public let files: [FileCount]
  public let leftOut: [LeftOut]

  public var total: Int { rules.reduce(0) { $0 + $1.count } }
}
