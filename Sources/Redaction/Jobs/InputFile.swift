/// A file of a job.
struct InputFile: Sendable {
  /// As it is opened.
  let path: String
  /// Its place in the output, below the output folder; empty where the output is one file.
  let relativePath: String
  /// In bytes.
  let size: Int
  /// The person asked for this file itself, not for a folder that holds it.
  let isNamed: Bool
}

/// What a job didn't take, and why.
public struct LeftOut: Sendable, Codable, Hashable {
  public let path: String
  public let reason: String
}
