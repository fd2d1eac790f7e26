/// A file for a bundle: where it goes and where its bytes are.
public struct BundleFile: Sendable {
  public enum Content: Sendable {
    case bytes([UInt8])
    /// A path on disk; it may not change until the bundle is written.
    case file(String)
  }

  /// Below the bundle's top folder.
  public let path: String
  public let content: Content
  public let isExecutable: Bool

  public init(path: String, content: Content, isExecutable: Bool = false) {
    self.path = path
    self.content = content
    self.isExecutable = isExecutable
  }

  public init(path: String, text: String, isExecutable: Bool = false) {
    self.init(path: path, content: .bytes(Array(text.utf8)), isExecutable: isExecutable)
  }
}
