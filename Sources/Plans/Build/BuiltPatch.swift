internal import Documents

/// A patch made from a repository, with its way back.
public struct BuiltPatch: Sendable {
  /// A file that the patch changes.
  public struct File: Codable, Hashable, Sendable {
    public var path: String
    /// added, changed or deleted.
    public var change: String
    /// SHA-256 of the content before, in hex; nil for an added file.
    public var before: String?
    /// SHA-256 of the content after, in hex; nil for a deleted file.
    public var after: String?
  }

  /// A commit that the patch holds.
  public struct Commit: Codable, Hashable, Sendable {
    public var id: String
    public var subject: String
  }

  public var id: String
  /// The commit that the patch starts from.
  public var base: String
  /// The commit it leads to; nil where it holds uncommitted changes.
  public var tip: String?
  public var commits: [Commit]
  public var files: [File]
  public var patch: [UInt8]
  public var reverse: [UInt8]

  public var path: String { Self.path(of: id) }
  public var reversePath: String { Self.reversePath(of: id) }

  /// Below the bundle's top folder.
  public static func path(of id: String) -> String { "patches/\(id).patch" }
  public static func reversePath(of id: String) -> String { "patches/\(id).reverse.patch" }
  public static func recordPath(of id: String) -> String { "patches/\(id).json" }

  /// `patches/<id>.json`: base, commits and digests.
  func record() throws -> [UInt8] {
    try JSONText.encode(
      PatchRecord(id: id, base: base, tip: tip, commits: commits, files: files), pretty: true)
  }
}

/// What a bundle says about a patch: `patches/<id>.json`.
public struct PatchRecord: Codable, Sendable {
  public var apiVersion = "handoff/v1"
  public var id: String
  public var base: String
  public var tip: String?
  public var commits: [BuiltPatch.Commit]
  public var files: [BuiltPatch.File]
}
