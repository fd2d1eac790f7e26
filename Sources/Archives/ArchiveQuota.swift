/// How much an archive may ask for.
package struct ArchiveQuota: Sendable {
  package var entries: Int
  /// Decompressed bytes.
  package var bytes: Int64
  /// Decompressed by compressed bytes, once ``free`` bytes are out.
  package var ratio: Int64
  /// Decompressed bytes that any archive may have.
  package var free: Int64
  /// Components of a path.
  package var depth: Int
  /// UTF-8 bytes of a path.
  package var pathLength: Int
  /// UTF-8 bytes of all paths together.
  package var pathBytes: Int

  package init(
    entries: Int, bytes: Int64, ratio: Int64, free: Int64, depth: Int, pathLength: Int,
    pathBytes: Int
  ) {
    self.entries = entries
    self.bytes = bytes
    self.ratio = ratio
    self.free = free
    self.depth = depth
    self.pathLength = pathLength
    self.pathBytes = pathBytes
  }

  /// For an archive of which nothing is known.
  package static let stranger = ArchiveQuota(
    entries: 200_000, bytes: 64 << 30, ratio: 200, free: 64 << 20, depth: 64, pathLength: 2048,
    pathBytes: 32 << 20)

  /// For an archive whose list of files carries a known signature.
  package static let known = ArchiveQuota(
    entries: 10_000_000, bytes: 4 << 40, ratio: 1 << 20, free: 1 << 30, depth: 64,
    pathLength: 2048, pathBytes: 1 << 30)
}
