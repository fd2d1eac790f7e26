internal import Documents

/// The names of one tree: each checked for itself and against the others.
///
/// Two names collide when some file system takes them for one: by case, or by Unicode
/// normalisation (Swift compares texts by canonical equivalence).
package struct EntryNames: Sendable {
  private let quota: ArchiveQuota
  private var spellings: [String: Spelling] = [:]
  private var pathBytes = 0

  private struct Spelling {
    let path: [UInt8]
    var isFolder: Bool
    /// Whether an entry of its own stands for it; else it is only a parent.
    var isListed: Bool
  }

  package init(quota: ArchiveQuota) {
    self.quota = quota
  }

  /// - Throws: ``ArchiveError`` with code `name`, `duplicate`, `entries` or `size`.
  package mutating func add(_ path: String, isFolder: Bool) throws(ArchiveError) {
    try Self.check(path, quota: quota)
    pathBytes += path.utf8.count
    guard pathBytes <= quota.pathBytes else {
      throw ArchiveError(code: .size, entry: path, message: "the names are too long in sum")
    }
    var end = path.startIndex
    while let slash = path[end...].firstIndex(of: "/") {
      try note(String(path[..<slash]), of: path, isFolder: true, isListed: false)
      end = path.index(after: slash)
    }
    try note(path, of: path, isFolder: isFolder, isListed: true)
    guard spellings.count <= quota.entries else {
      throw ArchiveError(
        code: .entries, entry: path, message: "more than \(quota.entries) files and folders")
    }
  }

  private mutating func note(
    _ path: String, of entry: String, isFolder: Bool, isListed: Bool
  ) throws(ArchiveError) {
    let key = path.uppercased().lowercased()
    let bytes = Array(path.utf8)
    guard let known = spellings[key] else {
      spellings[key] = Spelling(path: bytes, isFolder: isFolder, isListed: isListed)
      return
    }
    guard known.path == bytes else {
      throw ArchiveError(
        code: .duplicate, entry: entry,
        message: "its name differs from another only by case or normalisation")
    }
    guard known.isFolder, isFolder, !(known.isListed && isListed) else {
      throw ArchiveError(code: .duplicate, entry: entry, message: "the name stands twice")
    }
    if isListed { spellings[key]?.isListed = true }
  }

  /// What a name alone must fulfil.
  ///
  /// - Throws: ``ArchiveError`` with code `name`.
  package static func check(
    _ path: String, quota: ArchiveQuota = .stranger
  ) throws(ArchiveError) {
    func refuse(_ message: String) -> ArchiveError {
      ArchiveError(code: .name, entry: path, message: message)
    }
    guard !path.isEmpty else { throw refuse("an empty name") }
    guard path.utf8.count <= quota.pathLength else {
      throw refuse("a name of more than \(quota.pathLength) bytes")
    }
    guard !path.hasPrefix("/") else { throw refuse("an absolute path") }
    if let scalar = path.unicodeScalars.first(where: PrintableText.isDeceptive) {
      throw refuse("a control or bidi character (U+\(String(scalar.value, radix: 16)))")
    }
    guard !path.unicodeScalars.contains("\\") else { throw refuse("a backslash in the name") }
    let components = path.utf8.split(
      separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    guard components.count <= quota.depth else {
      throw refuse("nested more than \(quota.depth) folders deep")
    }
    for component in components {
      switch String(decoding: component, as: UTF8.self) {
      case "": throw refuse("an empty component in the path")
      case ".", "..": throw refuse("a '.' or '..' in the path")
      default: break
      }
      guard component.count <= 255 else { throw refuse("a component of more than 255 bytes") }
    }
  }
}
