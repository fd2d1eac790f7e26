internal import ArgumentParser
internal import Bundles
internal import Documents
internal import Plans

/// Whether the key that signs a plan's bundle is that of the plan's author.
///
/// A client verifies by its own list; the maker's can only tell beforehand.
struct PlanAuthor {
  let plan: Plan
  let key: PublicKey
  /// What the maker's own list calls the key.
  let principals: [String]
  /// Whether that list knows the author, by whatever key.
  let isAuthorKnown: Bool

  /// - Throws: `ExitCode` 2 after it was told that the key is somebody else's.
  func check(_ console: Console) throws {
    guard let author = plan.metadata.author, !principals.contains(author) else { return }
    let place = plan.metadata.authorPlace
    guard let name = principals.first, isAuthorKnown else {
      guard key.comment != author else { return }
      return console.warning(
        "no list here says that the key \(key.fingerprint) is \(author)'s, whom the plan names as"
          + " its author",
        hint: "a client whose allowed signers know \(author) by another key refuses the bundle")
    }
    console.error(
      "\(place.file):\(place.line):\(place.column): the author is '\(author)', but the key"
        + " \(key.fingerprint) is \(name)'s; nothing was written",
      hint: "who signs a plan answers for it: sign with \(author)'s key, or write author: \(name)")
    throw ExitCode(2)
  }
}
