/// What stands in an archive: of a kind that a rewritten one may hold, or not.
package struct PackedMember: Sendable {
  package enum Kind: Sendable, Hashable {
    case file
    case folder
    /// To a place in the archive, written as it was.
    case symbolicLink(target: String)
    /// Another name of an earlier file.
    case hardLink(target: String)
    /// Left out, and why.
    case refused(String)
  }

  /// As it stands there, without the slashes at its beginning and its end; for messages only where
  /// it is refused.
  package let path: String
  package var kind: Kind
  /// Without setuid, setgid and sticky.
  package let permissions: UInt32
  /// Seconds since 1970; 0 where the format's times depend on a time zone.
  package let modified: Int64
  /// A zip's member that isn't compressed, as the first one of some formats mustn't be.
  package let isStored: Bool

  /// Without what many archives have in front.
  package var shownPath: Substring { Self.withoutDots(path) }

  private static func withoutDots(_ path: String) -> Substring {
    var rest = path[...]
    while rest.hasPrefix("./") { rest = rest.dropFirst(2) }
    return rest
  }
}

extension PackedMember {
  /// What a name alone must fulfil; a `./` in front is what many archives have.
  ///
  /// - Returns: nil where nothing is wrong.
  static func fault(in path: String) -> String? {
    let rest = withoutDots(path)
    if rest == "." { return nil }
    if rest.isEmpty { return "an empty name" }
    if rest.utf8.count > ArchiveQuota.stranger.pathLength { return "a name that is too long" }
    let parts = rest.utf8.split(separator: 0x2F, omittingEmptySubsequences: false)
    if parts.count > ArchiveQuota.stranger.depth { return "nested in too many folders" }
    for part in parts {
      if part.isEmpty { return "an empty component in its path" }
      if part.elementsEqual(".".utf8) || part.elementsEqual("..".utf8) {
        return "a '.' or '..' in its path"
      }
    }
    return nil
  }

  /// Whether a link leads to a place in its archive.
  static func staysInside(link path: String, target: String) -> Bool {
    guard !target.isEmpty, !target.hasPrefix("/") else { return false }
    var depth = path.split(separator: "/").filter { $0 != "." }.count - 1
    for part in target.split(separator: "/") {
      switch part {
      case ".": continue
      case "..": depth -= 1
      default: depth += 1
      }
      if depth < 0 { return false }
    }
    return true
  }
}
