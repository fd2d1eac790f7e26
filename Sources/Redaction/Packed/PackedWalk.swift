import Archives
import Pictures

/// What is done with the texts in a packed input.
protocol PackedLeaf: AnyObject {
  /// A whole text, decoded.
  func text(_ text: PackedText, _ bytes: [UInt8], into target: (any ByteTarget)?) throws
  /// A long text.
  func stream(_ text: PackedText, _ source: StreamChunkSource, into target: (any ByteTarget)?)
    throws
  /// What is done with pictures; nil leaves them out.
  var pictures: PictureHandling? { get }
  func picture(
    _ text: PackedText, _ bytes: [UInt8], _ format: PictureFormat, into target: (any ByteTarget)?
  ) throws
  /// A file or folder of an archive, before anything else of it.
  func begin(_ path: String) throws
  func leaveOut(_ path: String, _ reason: String) throws
  /// What a member is called in the output.
  func name(_ path: String) throws -> String
  /// Where a member's content goes; nil where nothing is written.
  func makeTarget() -> MemberTarget?
}

extension PackedLeaf {
  var pictures: PictureHandling? { nil }

  func picture(
    _: PackedText, _: [UInt8], _ format: PictureFormat, into _: (any ByteTarget)?
  ) throws { throw LeaveOut(format.name) }
}

/// A text in a packed input.
struct PackedText {
  /// Behind the input's own path: empty, or as in `logs.tar.gz!/var/log/app.log` the `!` and all
  /// that follows.
  let path: String
  /// Without the suffixes of its compression; tells its format.
  let name: String
  var kind = FileKind.text
}

/// Why a member, or a whole input, isn't in the output.
struct LeaveOut: Error {
  let reason: String
  /// How to mend it, where there is more to say than for any input.
  var hint: String?

  init(_ reason: String, hint: String? = nil) {
    self.reason = reason
    self.hint = hint
  }

  /// - Returns: nil for what ends the job.
  init?(ofWhole error: any Error) {
    if let error = error as? ArchiveError, error.code.isQuota {
      self.init(error.description)
    } else {
      self.init(error)
    }
  }

  /// - Returns: nil for what ends the job, or the whole input.
  init?(_ error: any Error) {
    switch error {
    case let error as LeaveOut: self = error
    case let error as ArchiveError where !error.code.isQuota && error.code != .library:
      self.init(error.description)
    default: return nil
    }
  }
}

/// Goes through one packed input, layer by layer and member by member, and packs it again.
struct PackedWalk {
  private let leaf: any PackedLeaf
  private let budget: UnpackBudget
  /// For compressing.
  private let jobs: Int

  /// UTF-16 is decoded whole: bytes.
  static let longestWide = 64 << 20

  init(_ leaf: any PackedLeaf, _ budget: UnpackBudget, jobs: Int) {
    self.leaf = leaf
    self.budget = budget
    self.jobs = jobs
  }

  /// Goes through an input.
  ///
  /// - Parameters:
  ///   - progress: is told how much of the file was read.
  ///   - target: where the output goes; nil where nothing is written.
  /// - Throws: ``LeaveOut`` or ``ArchiveError`` where the input can't be taken.
  static func run(
    _ leaf: any PackedLeaf, _ file: InputFile, jobs: Int, _ progress: JobProgress?,
    into target: (any ByteTarget)?
  ) throws {
    let walk = PackedWalk(leaf, UnpackBudget(packed: Int64(file.size)), jobs: jobs)
    // A binary that the person asked for is redacted as bytes.
    try walk.run(
      OpenedStream(try file.open()) { progress?.add($0) }, named: file.path,
      isNamed: file.isNamed, into: target)
  }

  func run(
    _ stream: any ByteStream, named name: String, isNamed: Bool, into target: (any ByteTarget)?
  ) throws {
    try walk(
      stream, PackedText(path: "", name: name), level: 0, isNamed: isNamed, into: target)
  }

  private func walk(
    _ stream: any ByteStream, _ text: PackedText, level: Int, isNamed: Bool,
    into target: (any ByteTarget)?
  ) throws {
    let head = try stream.next(FileKind.sample)
    let whole = ResumedStream(head, stream)
    switch head.withUnsafeBytes({ FileKind(sample: $0, path: text.name) }) {
    case .packed where level == UnpackBudget.levels:
      throw LeaveOut("packed more than \(UnpackBudget.levels) times")
    case .packed(.compressed(let filter)):
      let inner = try DecompressedStream(whole, filter, budget)
      let compressed = target.map { CompressedTarget(filter, jobs: jobs, next: $0) }
      let name = filter.innerName(text.name)
      try walk(
        inner, PackedText(path: text.path, name: name), level: level + 1, isNamed: isNamed,
        into: compressed)
      try compressed?.finish()
    case .packed(.archive(let container)):
      try members(
        MemberReader(whole, container, budget), container, text, level: level, into: target)
    case .opaque(let what):
      guard let pictures = leaf.pictures, pictures.mode != .drop,
        let format = PictureFormat(sample: head)
      else { throw LeaveOut(what) }
      guard let bytes = try Self.whole(whole, upTo: PictureHandling.longestPacked) else {
        throw LeaveOut("\(format.name) that is larger than 64 MB")
      }
      try leaf.picture(text, bytes, format, into: target)
    case .binary(let what) where !isNamed: throw LeaveOut(what)
    case .wide(let wide): try self.wide(whole, wide, text, into: target)
    case .text, .binary:
      var bytes = try whole.next(RedactionJob.inMemoryLimit + 1)
      var isWhole = bytes.count <= RedactionJob.inMemoryLimit
      if !isWhole, leaf.pictures != nil, IllustratedText.mayHoldPictures(bytes) {
        bytes += try whole.next(PictureHandling.longestPacked - bytes.count)
        isWhole = bytes.count < PictureHandling.longestPacked
      }
      if isWhole {
        try leaf.text(text, bytes, into: target)
      } else {
        try leaf.stream(text, StreamChunkSource(ResumedStream(bytes, whole)), into: target)
      }
    }
  }

  private func wide(
    _ stream: any ByteStream, _ wide: WideText, _ text: PackedText,
    into target: (any ByteTarget)?
  ) throws {
    guard let bytes = try Self.whole(stream, upTo: Self.longestWide),
      let decoded = wide.decode(bytes)
    else { throw LeaveOut("\(wide.name) that isn't well formed, or is larger than 64 MB") }
    var text = text
    text.kind = .wide(wide)
    try leaf.text(text, decoded, into: target)
  }

  /// - Returns: nil where there is more.
  private static func whole(_ stream: any ByteStream, upTo limit: Int) throws -> [UInt8]? {
    var bytes: [UInt8] = []
    while bytes.count <= limit {
      let piece = try stream.next(1 << 20)
      if piece.isEmpty { return bytes }
      bytes += piece
    }
    return nil
  }

  // MARK: Archives

  private func members(
    _ reader: MemberReader, _ container: PackedFormat.Container, _ archive: PackedText, level: Int,
    into target: (any ByteTarget)?
  ) throws {
    let writer = try target.map { target in
      try MemberWriter(container) { try target.append($0) }
    }
    var written: Set<String> = []
    var isFirst = true
    while let member = try reader.next() {
      try Self.refuseDocument(member, container, isFirst: isFirst)
      isFirst = false
      let path = "\(archive.path)!/\(member.shownPath)"
      do {
        try leaf.begin(path)
        try take(member, reader, PackedText(path: path, name: member.path), level, writer, &written)
      } catch {
        // What is wrong with the archive, or with what it comes from, is no matter of one member.
        if let failure = reader.failure { throw failure }
        guard let reason = LeaveOut(error) else { throw error }
        try leaf.leaveOut(path, reason.reason)
      }
    }
    try writer?.close()
  }

  private func take(
    _ member: PackedMember, _ reader: MemberReader, _ text: PackedText, _ level: Int,
    _ writer: MemberWriter?, _ written: inout Set<String>
  ) throws {
    let folders = member.path.split(separator: "/").dropLast(member.kind == .folder ? 0 : 1)
    if let reason = folders.lazy.compactMap({ InputTree.reasonAgainst(folder: String($0)) }).first {
      throw LeaveOut(reason)
    }
    switch member.kind {
    case .refused(let reason): throw LeaveOut(reason)
    case .folder: try writer?.begin(member, as: leaf.name(member.path), size: 0)
    case .file:
      let target = leaf.makeTarget()
      try walk(reader, text, level: level + 1, isNamed: false, into: target)
      if let writer, let target {
        try writer.begin(member, as: leaf.name(member.path), size: target.count)
        try target.forEachPiece(writer.write)
      }
      written.insert(member.path)
    case .symbolicLink(let target):
      try writer?.begin(
        member, as: leaf.name(member.path), target: leaf.name(target), size: 0)
    case .hardLink(let target):
      guard written.contains(target) else { throw LeaveOut("a link to what was left out") }
      try writer?.begin(
        member, as: leaf.name(member.path), target: leaf.name(target), size: 0)
      written.insert(member.path)
    }
  }

  /// An office's document holds its text in pieces, between marks that may stand within a secret.
  private static func refuseDocument(
    _ member: PackedMember, _ container: PackedFormat.Container, isFirst: Bool
  ) throws {
    guard container == .zip,
      member.path == "[Content_Types].xml" || isFirst && member.path == "mimetype"
    else { return }
    throw LeaveOut("an office document")
  }
}
