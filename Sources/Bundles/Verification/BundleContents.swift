internal import Archives
internal import Crypto
internal import DurableFiles

/// What a bundle holds, read once: digests of all files, and the few whose bytes matter here.
struct BundleContents {
  /// The archive's one top folder; nil for a folder on disk.
  private(set) var top: String?
  /// Lower hex by path below the top folder.
  private(set) var digests: [BytePath: String] = [:]
  private(set) var folders: Set<String> = []
  /// The manifest, the plan, the checksums, their signature and the approvals.
  private(set) var kept: [String: [UInt8]] = [:]
  /// How many files stand in `approvals/`.
  private var approvals = 0
  /// Where everything was put.
  private(set) var extraction: PrivateFolder?

  static let planName = "plan.yaml"

  private static func isKept(_ path: String) -> Bool {
    path == Manifest.fileName || path == planName || !Checksums.covers(path)
  }

  /// Reads an archive, putting its files into `folder` when one is given.
  ///
  /// What was read stays in `contents` also when the archive is refused in its midst.
  static func read(
    archive path: String, quota: ArchiveQuota, into folder: PrivateFolder?,
    contents: inout BundleContents
  ) throws {
    var reader = try ArchiveReader(path: path, quota: quota)
    guard let folder else {
      while let entry = try reader.next() {
        let entry = try contents.enter(entry)
        if !entry.isFolder { try contents.take(entry, from: &reader) { _ in } }
      }
      return try contents.finish()
    }
    contents.extraction = folder
    var extraction = try Extraction.begin(in: folder)
    while let entry = try reader.next() {
      let entry = try contents.enter(entry)
      if entry.path.isEmpty { continue }
      if entry.isFolder {
        try extraction.makeFolder(entry.path)
      } else {
        try extraction.beginFile(entry.path, isExecutable: entry.isExecutable)
        try contents.take(entry, from: &reader) { try extraction.write($0) }
      }
    }
    try extraction.endFile()
    try contents.finish()
  }

  /// Reads a bundle that was extracted.
  init(folder: String) throws {
    for entry in try FolderTree(root: folder).entries {
      if entry.isFolder {
        folders.insert(entry.path)
      } else {
        var intake = Intake(path: entry.path)
        try FolderTree.read(folder + "/" + entry.path) { try intake.add($0) }
        try add(intake)
      }
    }
  }

  init() {}

  func isSame(as other: BundleContents) -> Bool {
    top == other.top && digests == other.digests && folders == other.folders
  }

  /// Takes the top folder off an entry's path.
  private mutating func enter(_ entry: ArchiveEntry) throws(ArchiveError) -> ArchiveEntry {
    let parts = entry.path.split(separator: "/", maxSplits: 1).map(String.init)
    guard let first = parts.first, parts.count > 1 || entry.isFolder else {
      throw ArchiveError(
        code: .format, entry: entry.path, message: "outside of the bundle's top folder")
    }
    guard top == nil || top == first else {
      throw ArchiveError(code: .format, entry: entry.path, message: "a second top folder")
    }
    top = first
    let path = parts.count > 1 ? parts[1] : ""
    if entry.isFolder, !path.isEmpty { folders.insert(path) }
    return ArchiveEntry(
      path: path, isFolder: entry.isFolder, size: entry.size, isExecutable: entry.isExecutable)
  }

  private mutating func take(
    _ entry: ArchiveEntry, from reader: inout ArchiveReader, _ body: (RawSpan) throws -> Void
  ) throws {
    var intake = Intake(path: entry.path)
    try reader.readData { span in
      try intake.add(span)
      try body(span)
    }
    try add(intake)
  }

  /// Files in `approvals/` that a bundle may have, and the bytes of each.
  private static let maximumApprovals = 64
  private static let maximumApprovalSize = 64 << 10

  private mutating func add(_ intake: Intake) throws(ArchiveError) {
    if intake.isApproval {
      approvals += 1
      guard approvals <= 2 * Self.maximumApprovals else {
        throw ArchiveError(
          code: .format, entry: intake.path,
          message: "more than \(Self.maximumApprovals) approvals")
      }
    }
    digests[BytePath(intake.path)] = Digest.hex(intake.hash)
    if let bytes = intake.bytes { kept[intake.path] = bytes }
  }

  private func finish() throws(ArchiveError) {
    guard top != nil else { throw ArchiveError(code: .format, message: "an empty archive") }
  }

  /// One file on its way in.
  private struct Intake {
    let path: String
    var hash = SHA256()
    var bytes: [UInt8]?

    var isApproval: Bool { path.hasPrefix(Checksums.approvalsFolder + "/") }

    init(path: String) {
      self.path = path
      bytes = BundleContents.isKept(path) ? [] : nil
    }

    mutating func add(_ span: RawSpan) throws(ArchiveError) {
      span.withUnsafeBytes { buffer in
        hash.update(bufferPointer: buffer)
        bytes?.append(contentsOf: buffer)
      }
      let limit =
        isApproval
        ? BundleContents.maximumApprovalSize : path == Checksums.fileName ? 64 << 20 : 4 << 20
      guard bytes?.count ?? 0 <= limit else {
        throw ArchiveError(
          code: isApproval ? .format : .size, entry: path,
          message: "larger than \(limit) bytes")
      }
    }
  }
}
