/// A piece of a text with what stands around it, in a worker's own buffer.
struct Chunk {
  /// Its number; the first is 0.
  let index: Int
  /// The piece itself, in the buffer.
  let core: Range<Int>
  /// The buffer's filled part; its ends are the text's only at the first and the last chunk.
  let filled: Int

  /// Sizes, in bytes. Whatever is judged looks at most ``Finder/reach`` ahead and, through a
  /// Secret's `data`, twice as far back, so a chunk with its margins is judged as the whole is.
  static let coreSize = 2 << 20
  static let margin = 2 * Finder.reach + 4096
  static let bufferSize = coreSize + 2 * margin
  /// Before and behind the core, literals are looked for in this much.
  static let searchedBefore = Finder.reach
  static let searchedBehind = 32 << 10

  /// Where literals are looked for.
  var searched: Range<Int> {
    max(
      0, core.lowerBound - Self.searchedBefore)..<min(filled, core.upperBound + Self.searchedBehind)
  }
}
