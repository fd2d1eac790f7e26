internal import ArgumentParser
internal import Bundles

/// What becomes of a bundle's size, and whether it is made at all.
struct PackOptions: ParsableArguments {
  @Flag(name: .long, help: "Write nothing: list what would go in, what not and why, and the size.")
  var dryRun = false

  @Flag(
    name: .long,
    help: "The inputs are redacted already: refuse them (exit code 2) where something is found.")
  var redacted = false

  @Option(name: .long, help: "Refuse a bundle of more bytes than this, such as 100MB.")
  var maxSize: String?

  @Option(
    name: .long,
    help: "Cut a larger bundle into parts of this size, such as 20MB; cat joins them.")
  var split: String?

  func limits() throws -> BundleLimits {
    BundleLimits(
      size: try maxSize.map { try ByteSize.parse($0, of: "--max-size") },
      partSize: try split.map { try ByteSize.parse($0, of: "--split") })
  }
}
