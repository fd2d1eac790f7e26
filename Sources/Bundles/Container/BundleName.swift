package import Archives

/// What the suffix of a bundle's file name decides.
public struct BundleName: Sendable, Hashable {
  public let path: String
  package let compression: Compression
  public let isEncrypted: Bool

  /// - Returns: nil when the name ends neither with `.tar.zst` nor `.tar.gz`, with or without
  ///   `.age`.
  public init?(_ path: String) {
    self.path = path
    isEncrypted = path.hasSuffix(".age")
    let inner = isEncrypted ? path.dropLast(4) : path[...]
    if inner.hasSuffix(".tar.zst") {
      compression = .zstd
    } else if inner.hasSuffix(".tar.gz") {
      compression = .gzip
    } else {
      return nil
    }
  }
}
