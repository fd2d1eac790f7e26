internal import Archives
internal import Crypto
internal import Documents
internal import DurableFiles
internal import SystemPackage

/// Puts the parts of a split bundle together, whatever order they are named in.
struct PartJoin {
  /// Beside the parts.
  private let list: String
  /// As they were named; nil: where the list says.
  private let named: [String]?

  /// - Parameter paths: one bundle; or a split bundle's list, one of its parts, or several of them.
  /// - Returns: nil when it is one bundle.
  /// - Throws: ``FileError`` when a path is missing.
  init?(_ paths: [String]) throws {
    let lists = paths.filter { $0.hasSuffix(PartList.suffix) }
    let others = paths.filter { !$0.hasSuffix(PartList.suffix) }
    if paths.count == 1 {
      let path = paths[0]
      if let list = lists.first {
        self.init(list: list, named: nil)
      } else if let whole = PartList.whole(ofPart: path), !RegularFile.isFolder(path),
        BundleName(whole) != nil || RegularFile.exists(whole + PartList.suffix)
      {
        self.init(list: whole + PartList.suffix, named: nil)
      } else if !RegularFile.exists(path), RegularFile.exists(path + PartList.suffix) {
        self.init(list: path + PartList.suffix, named: nil)
      } else {
        return nil
      }
    } else {
      guard lists.count < 2 else {
        throw BundleError(
          .part, "\(lists[1]): is the list of another bundle's parts",
          hint: "give the parts of one bundle at a time")
      }
      guard !lists.isEmpty || others.contains(where: { PartList.whole(ofPart: $0) != nil }) else {
        throw BundleError(
          .usage, "\(paths[1]): only the parts of one bundle are named together",
          hint: "give one bundle at a time")
      }
      let beside = others.lazy.compactMap(PartList.whole).map { $0 + PartList.suffix }
        .first(where: RegularFile.exists)
      let guess = others.lazy.compactMap(PartList.whole).first ?? others.first ?? ""
      self.init(list: lists.first ?? beside ?? guess + PartList.suffix, named: others)
    }
    for path in named ?? [] where !RegularFile.exists(path) {
      throw FileError(code: .missing, path: path, message: "no such file")
    }
  }

  private init(list: String, named: [String]?) {
    self.list = list
    self.named = named
  }

  /// - Returns: the path of the joined bundle, in `folder`.
  /// - Throws: ``PartProblems`` with all that is wrong.
  func join(in folder: PrivateFolder) throws -> String {
    guard RegularFile.exists(list) else {
      throw PartProblems([
        BundleError(
          .part, "\(list): the list of the parts is missing",
          hint: "ask for it; it comes beside the parts, and says how to join them by hand")
      ])
    }
    let parts = try PartList(parsing: DurableFile.read(list, limit: 16 << 20), path: list)
    let paths = try named.map { try order($0, by: parts) } ?? located(parts)
    let whole = folder.path + "/joined"
    let file = try FileDescriptor.open(
      FilePath(whole), .writeOnly, options: [.create, .exclusiveCreate, .noFollow, .closeOnExec],
      permissions: [.ownerReadWrite])
    defer { try? file.close() }
    var problems: [BundleError] = []
    var all = SHA256()
    for (index, path) in paths.enumerated() {
      var hash = SHA256()
      try FolderTree.read(path) { span in
        try span.withUnsafeBytes { bytes in
          hash.update(bufferPointer: bytes)
          all.update(bufferPointer: bytes)
          try file.writeAll(bytes)
        }
      }
      if Digest.hex(hash) != parts.parts[index].sha256 {
        problems.append(Self.damaged(path, parts, at: index))
      }
    }
    if problems.isEmpty, Digest.hex(all) != parts.whole.sha256 {
      problems = [
        BundleError(
          .part, "\(list): the parts are those it lists, but not the bundle it speaks of",
          hint: "the list is damaged: ask for it again")
      ]
    }
    guard problems.isEmpty else { throw PartProblems(problems) }
    return whole
  }

  /// Each part where the list says, by name.
  private func located(_ parts: PartList) throws(PartProblems) -> [String] {
    let parent = FilePath(list).removingLastComponent()
    let paths = parts.parts.map { parent.appending($0.name).string }
    try missing(parts) { RegularFile.exists(paths[$0]) }
    return paths
  }

  /// Each part by what it holds: somebody may have renamed it.
  private func order(_ named: [String], by parts: PartList) throws -> [String] {
    var places: [String: [Int]] = [:]
    for (index, part) in parts.parts.enumerated() { places[part.sha256, default: []].append(index) }
    var found: [Int: String] = [:]
    var problems: [BundleError] = []
    for path in named {
      let digest = try BundleFile(path: "", content: .file(path)).measure().digest
      if let free = places[digest]?.first(where: { found[$0] == nil }) {
        found[free] = path
      } else if let index = places[digest]?.first {
        problems.append(
          BundleError(
            .part,
            "\(path): is part \(index + 1) of \(parts.parts.count), as "
              + "\(found[index] ?? "another") is",
            hint: "name each part once"))
      } else if let index = parts.parts.firstIndex(where: {
        $0.name == RegularFile.lastComponent(path)
      }) {
        problems.append(Self.damaged(path, parts, at: index))
        found[index] = found[index] ?? path
      } else {
        problems.append(
          BundleError(
            .part, "\(path): is no part of \(PrintableText.name(parts.whole.name))",
            hint: "leave it out; the parts are listed in \(list)"))
      }
    }
    do {
      try missing(parts) { found[$0] != nil }
    } catch {
      problems += error.problems
    }
    guard problems.isEmpty else { throw PartProblems(problems) }
    return parts.parts.indices.compactMap { found[$0] }
  }

  private func missing(
    _ parts: PartList, _ isThere: (Int) -> Bool
  ) throws(PartProblems) {
    let gaps = parts.parts.indices.filter { !isThere($0) }
    guard !gaps.isEmpty else { return }
    throw PartProblems(
      gaps.map { index in
        BundleError(
          .part,
          "part \(index + 1) of \(parts.parts.count) is missing: "
            + PrintableText.name(parts.parts[index].name),
          hint: named == nil
            ? "put it beside \(list)" : "name it too, or name the list alone: \(list)")
      })
  }

  private static func damaged(_ path: String, _ parts: PartList, at index: Int) -> BundleError {
    BundleError(
      .part, "\(path): part \(index + 1) of \(parts.parts.count) is damaged or another bundle's",
      hint: "ask for this part again; the others can stay")
  }
}

/// All that is wrong with the parts of a bundle.
struct PartProblems: Error {
  let problems: [BundleError]

  init(_ problems: [BundleError]) { self.problems = problems }
}
