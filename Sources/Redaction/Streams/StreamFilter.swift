import Archives
import DurableFiles
package import SystemPackage

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Redacts one descriptor to another: files and fast pipes with several workers, slow pipes line by
/// line as they come. The output is the same whichever way the input arrives.
package struct StreamFilter: Sendable {
  let rules: CompiledRules
  let key: PlaceholderKey
  private let jobs: Int
  /// Values that a person named: they go too, wherever they stand.
  package var named = NamedValues()
  /// Told each value with what stands for it.
  package var vault: VaultWriter?
  /// Told what isn't in the output of a packed input.
  package var onLeftOut: @Sendable (LeftOut) -> Void = { _ in }
  /// What is done with an input that is a picture; nil refuses it.
  package var pictures: PictureHandling?
  /// Called before a picture is read; what it throws ends the filter.
  package var willTakePicture: @Sendable () throws -> Void = {}
  /// Told what was done with a picture.
  package var onPicture: @Sendable (PictureOutcome) -> Void = { _ in }
  /// Told how many pictures in base64 aren't in the output; called for each part of the input.
  package var onEmbeddedLeftOut: @Sendable (Int) -> Void = { _ in }
  /// Is told how far the filter is.
  package var progress: JobProgress?

  /// Reads in a row that left more to read, after which a pipe counts as fast.
  private static let fastReads = 16
  /// How long a fast pipe may have nothing before it counts as slow: milliseconds.
  private static let patience: Int32 = 50

  package init(rules: CompiledRules, key: PlaceholderKey, jobs: Int) {
    self.rules = rules
    self.key = key
    self.jobs = jobs
  }

  /// - Returns: what stayed though a rule found it.
  /// - Throws: ``FileError``; what was written until then is redacted.
  @discardableResult
  package func run(from input: FileDescriptor, to output: FileDescriptor) throws -> [AllowedCount] {
    try filter(input, output).counts(rules, file: "")
  }

  private func filter(_ input: FileDescriptor, _ output: FileDescriptor) throws -> AllowedTally {
    let known = try named.known(rules)
    var status = stat()
    if fstat(input.rawValue, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
      let start = try? input.seek(offset: 0, from: .current)
    {
      let range = Int(start)..<max(Int(start), Int(status.st_size))
      let head = try PackedInput.head(of: input, in: range)
      if PackedFormat(sample: head) != nil {
        progress?.begin(.filtering, bytes: range.count)
        return try unpack(PackedInput(input, progress), output, known)
      }
      let source = FileChunkSource(input, name: "standard input", range: range)
      progress?.begin(.filtering, bytes: range.count)
      let beginning = first(input, range)
      if let picture = FileKind.picture(beginning) {
        try take(picture: picture, beginning, read: [], input, output)
        return AllowedTally()
      }
      if let wide = beginning.withUnsafeBytes({ WideText($0) }) {
        return try filterWide(wide, [], input, output, known)
      }
      let allowed = try write(source, to: output, known)
      _ = try? input.seek(offset: Int64(range.upperBound), from: .start)
      return allowed
    }
    progress?.begin(.filtering)
    let start = try PackedInput(input, progress)
    guard start.format == nil else { return try unpack(start, output, known) }
    if let picture = FileKind.picture(start.head) {
      try take(picture: picture, start.head, read: start.head, input, output)
      return AllowedTally()
    }
    return try filterPipe(input, start.head, output, known)
  }

  private func pipeline(_ known: KnownValues?) -> ChunkPipeline {
    ChunkPipeline(
      rules: rules, key: key, known: known, hint: .unknown, jobs: jobs, vault: vault)
  }

  /// What is compressed or an archive is redacted inside, and packed again.
  private func unpack(
    _ input: PackedInput, _ output: FileDescriptor, _ known: KnownValues?
  ) throws -> AllowedTally {
    let leaf = try FilteringLeaf(pipeline(known), onLeftOut: onLeftOut)
    do {
      try PackedWalk(leaf, input.budget, jobs: jobs).run(
        input, named: "", isNamed: true, into: FileTarget(output, path: "standard output"))
      onEmbeddedLeftOut(leaf.pictureCount)
      return leaf.allowed
    } catch {
      guard let reason = LeaveOut(ofWhole: error) else { throw error }
      throw JobFault.unreadable(LeftOut(path: "", reason: reason.reason, source: "standard input"))
    }
  }

  private func write(
    _ source: some ChunkSource, to output: FileDescriptor, _ known: KnownValues?,
    carry: PictureCarry = PictureCarry(nil)
  ) throws -> AllowedTally {
    let pipeline = pipeline(known)
    let observer = ChunkPipeline.Observer(onProgress: { [progress] in progress?.add($0) })
    var status = stat()
    let isAppending = fcntl(output.rawValue, F_GETFL) & O_APPEND != 0
    guard !isAppending, fstat(output.rawValue, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
      let start = try? output.seek(offset: 0, from: .current)
    else {
      let outcome = try pipeline.run(
        from: source, to: PipeChunkSink(output, name: "standard output"), observer, carry: carry)
      onEmbeddedLeftOut(outcome.pictures.count)
      return outcome.allowed
    }
    let sink = FileChunkSink(output, name: "standard output", offset: Int(start))
    let outcome = try pipeline.run(from: source, to: sink, observer, carry: carry)
    _ = try? output.seek(offset: Int64(sink.end), from: .start)
    onEmbeddedLeftOut(outcome.pictures.count)
    return outcome.allowed
  }

  // MARK: UTF-16 and UTF-32

  func read(_ input: FileDescriptor, into buffer: inout [UInt8]) throws -> Int {
    do {
      return try buffer.withUnsafeMutableBytes { try input.read(into: $0) }
    } catch {
      throw FileError(error as? Errno ?? .ioError, path: "standard input", doing: "read it")
    }
  }

  /// What comes first, enough of it to tell how the text is encoded.
  private func enough(_ head: [UInt8], _ input: FileDescriptor) throws -> [UInt8] {
    var bytes = head
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    // Of a text in UTF-8 one byte is enough.
    while bytes.count < 4, bytes.allSatisfy({ $0 == 0 || $0 >= 0xFE }) {
      let count = try read(input, into: &buffer)
      guard count > 0 else { break }
      bytes += buffer[..<count]
    }
    return bytes
  }

  private func first(_ input: FileDescriptor, _ range: Range<Int>) -> [UInt8] {
    var buffer = [UInt8](repeating: 0, count: min(range.count, FileKind.sample))
    let count = try? buffer.withUnsafeMutableBytes {
      try input.read(fromAbsoluteOffset: Int64(range.lowerBound), into: $0)
    }
    return Array(buffer.prefix(count ?? 0))
  }

  private func filterWide(
    _ wide: WideText, _ beginning: [UInt8], _ input: FileDescriptor, _ output: FileDescriptor,
    _ known: KnownValues?
  ) throws -> AllowedTally {
    let stream = try StreamRedactor(
      rules: rules, key: key, known: known, carried: StreamRedactor.Carried(), vault: vault)
    var reader = WideText.Reader(wide)
    var writer = WideText.Writer(wide)
    let fault = FileError(
      code: .system, path: "standard input", message: "is \(wide.name) that isn't well formed",
      hint: "convert it to UTF-8 first, for example with iconv -c")
    var piece = beginning
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      if piece.isEmpty {
        let count = try read(input, into: &buffer)
        guard count > 0 else { break }
        piece = Array(buffer[..<count])
      }
      guard let text = reader.feed(piece) else { throw fault }
      let redacted = try stream.feed(text)
      try vault?.seal()
      try write(writer.feed(redacted), to: output)
      progress?.add(piece.count)
      piece = []
    }
    guard reader.isWhole else { throw fault }
    try write(writer.feed(stream.finish()), to: output)
    onEmbeddedLeftOut(stream.pictureCount)
    var allowed = AllowedTally()
    allowed.add(stream.allowed)
    return allowed
  }

  // MARK: Pipes

  /// - Parameter head: what was read already.
  private func filterPipe(
    _ input: FileDescriptor, _ head: [UInt8], _ output: FileDescriptor, _ known: KnownValues?
  ) throws -> AllowedTally {
    var carried = StreamRedactor.Carried()
    var head = try enough(head, input)
    if let wide = head.withUnsafeBytes({ WideText($0) }) {
      return try filterWide(wide, head, input, output, known)
    }
    var allowed = AllowedTally()
    while true {
      guard let fast = try followSlowly(input, head, output, carried, known, &allowed) else {
        return allowed
      }
      head = []
      let source = PipeChunkSource(
        input, name: "standard input", carried: fast, patience: Self.patience)
      let carry = PictureCarry(fast.picture)
      allowed.add(try write(source, to: output, known, carry: carry))
      guard let rest = source.rest else { return allowed }
      carried = rest
      carried.picture = carry.last
    }
  }

  /// - Returns: what wasn't judged yet, once the pipe turned out to be fast; nil at the end.
  private func followSlowly(
    _ input: FileDescriptor, _ head: [UInt8], _ output: FileDescriptor,
    _ carried: StreamRedactor.Carried, _ known: KnownValues?, _ allowed: inout AllowedTally
  ) throws -> StreamRedactor.Carried? {
    let stream = try StreamRedactor(
      rules: rules, key: key, known: known, carried: carried, vault: vault)
    defer {
      allowed.add(stream.allowed)
      onEmbeddedLeftOut(stream.pictureCount)
    }
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    var streak = 0
    if !head.isEmpty {
      try advance(stream, head, output)
      streak = 1
    }
    while true {
      let count = try read(input, into: &buffer)
      guard count > 0 else {
        try write(stream.finish(), to: output)
        return nil
      }
      try advance(stream, buffer[..<count], output)
      streak = PipeChunkSource.hasMore(input, within: 0) ? streak + 1 : 0
      if streak >= Self.fastReads { return stream.handOver() }
    }
  }

  private func advance(
    _ stream: StreamRedactor, _ bytes: some Collection<UInt8>, _ output: FileDescriptor
  ) throws {
    let redacted = try stream.feed(bytes)
    // A slow stream may run for days and end with the machine: the vault is never behind it.
    try vault?.seal()
    try write(redacted, to: output)
    progress?.add(bytes.count)
  }

  func write(_ bytes: [UInt8], to output: FileDescriptor) throws {
    guard !bytes.isEmpty else { return }
    do {
      try output.writeAll(bytes)
    } catch {
      throw FileError(error as? Errno ?? .ioError, path: "standard output", doing: "write it")
    }
  }
}
