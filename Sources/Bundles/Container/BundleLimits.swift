/// How large a bundle, or a part of it, may become.
public struct BundleLimits: Sendable {
  /// Bytes of the bundle as it is sent; nil for no limit.
  public var size: Int64?
  /// Bytes from which on it is cut into parts of as many; nil for one file.
  public var partSize: Int64?

  public init(size: Int64? = nil, partSize: Int64? = nil) {
    self.size = size
    self.partSize = partSize
  }

  func check(_ written: Int64, _ path: String) throws(BundleError) {
    guard let size, written > size else { return }
    throw BundleError(
      .usage, "\(path): it would have more than \(size) bytes, the --max-size; nothing was written",
      hint: "pack less (--dry-run lists what is large), or cut it into parts: --split SIZE")
  }
}
