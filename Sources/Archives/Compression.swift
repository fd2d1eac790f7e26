/// The two compressions of a bundle.
package enum Compression: Sendable, Hashable {
  case gzip
  case zstd
}
