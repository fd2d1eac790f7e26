import Archives
import DurableFiles
import Pictures
import SystemPackage

/// An input that is redacted as text.
struct JobText: Sendable {
  enum Opening {
    case text(JobText)
    case leftOut(String)
  }

  let file: InputFile
  let kind: FileKind
  /// Where the input can be read once only.
  let pipe: PipeInput?
  /// What is no text, but read as one.
  var picture: PictureFormat?
  /// All of a picture that came through a pipe.
  private var held: [UInt8]?

  /// - Parameters:
  ///   - sparingCodes: false to leave out lists of recovery codes.
  ///   - pictures: what is done with them; nil leaves them out.
  static func open(
    _ file: InputFile, sparingCodes: Bool = true, pictures: PictureHandling? = nil
  ) throws(FileError) -> Opening {
    let opened: OpenedFile
    let pipe: PipeInput?
    let sample: [UInt8]
    do throws(FileError) {
      opened = try file.open()
      pipe = try isReadOnce(file, opened) ? PipeInput(opened, name: file.path) : nil
      if let pipe { sample = pipe.sample } else { sample = try opened.first(FileKind.sample) }
    } catch {
      // Asked for by name, a file that can't be read is an error; in a folder it is left out.
      if file.isNamed { throw error }
      return .leftOut("it can't be read")
    }
    let kind = sample.withUnsafeBytes { FileKind(sample: $0, path: file.path) }
    switch kind {
    case .opaque(let what):
      guard let pictures, pictures.mode != .drop, let format = PictureFormat(sample: sample) else {
        return .leftOut(what)
      }
      if let pipe {
        guard let bytes = try pipe.whole(upTo: PictureHandling.longestPacked) else {
          return .leftOut("\(format.name) that comes through a pipe and is larger than 64 MB")
        }
        return .text(JobText(file: file, kind: kind, pipe: nil, picture: format, held: bytes))
      }
      guard file.size <= PictureHandling.longest else {
        return .leftOut("\(format.name) that is larger than 256 MB")
      }
      return .text(JobText(file: file, kind: kind, pipe: nil, picture: format))
    case .packed(let format) where pipe != nil:
      return .leftOut("\(format.name), and comes through a pipe")
    case .binary(let what) where !file.isNamed: return .leftOut(what)
    case .wide(let wide) where pipe != nil:
      return .leftOut("\(wide.name) that comes through a pipe")
    case .wide(let wide):
      // What can't be decoded can't be judged.
      guard file.size <= PackedWalk.longestWide, wide.decode(try opened.whole()) != nil else {
        return .leftOut("\(wide.name) that isn't well formed, or is larger than 64 MB")
      }
    case .text where !sparingCodes && RecoveryCodes.isList(sample, path: file.path):
      return .leftOut("recovery codes, which no rule knows")
    default: break
    }
    return .text(JobText(file: file, kind: kind, pipe: pipe))
  }

  /// A pipe; or a file of the kernel's, which tells no size.
  private static func isReadOnce(
    _ file: InputFile, _ opened: OpenedFile
  ) throws(FileError) -> Bool {
    if file.isPipe || file.size > 0 { return file.isPipe }
    guard try opened.sizeNow() == 0 else { return false }
    return try !opened.first(1).isEmpty
  }

  /// Packed files above this are unpacked by themselves, with all workers: bytes.
  static let smallPacked = 256 << 10

  var isPacked: Bool {
    if case .packed = kind { return true }
    return false
  }

  /// Whether pictures in it can be read and put back.
  var mayBeIllustrated: Bool { pipe == nil && file.size <= IllustratedText.longest }

  var isBinary: Bool {
    if case .binary = kind { return true }
    return false
  }

  var isStreamed: Bool {
    if case .wide = kind { return false }
    if picture != nil { return false }
    if isPacked { return file.size > Self.smallPacked }
    return pipe != nil || file.size > RedactionJob.inMemoryLimit
  }

  /// The whole file, UTF-16 and UTF-32 turned into UTF-8.
  func read() throws(FileError) -> [UInt8] {
    if let held { return held }
    return try decoded(file.open().whole())
  }

  /// The same in a buffer, in the place of what it holds.
  func read(into buffer: inout OutputBuffer) throws(FileError) {
    guard case .wide = kind else { return try file.open().read(into: &buffer) }
    let text = try read()
    buffer.removeAll()
    buffer.append(text)
  }

  /// The redacted text as the file has it, to be written.
  func withEncoded<Result>(
    _ text: UnsafeRawBufferPointer, _ body: (UnsafeRawBufferPointer) throws -> Result
  ) rethrows -> Result {
    guard case .wide = kind else { return try body(text) }
    return try encoded(Array(text)).withUnsafeBytes(body)
  }

  /// UTF-16 and UTF-32 turned into UTF-8, other bytes as they are.
  func decoded(_ bytes: [UInt8]) throws(FileError) -> [UInt8] {
    guard case .wide(let wide) = kind else { return bytes }
    guard let text = wide.decode(bytes) else {
      throw FileError(
        code: .system, path: file.path, message: "was changed while it was read",
        hint: OpenedFile.hint)
    }
    return text
  }

  /// The redacted text as the file has it.
  func encoded(_ text: [UInt8]) -> [UInt8] { kind.encoded(text) }

  /// Sends a text that is streamed through a pipeline; a pipe can be read so once.
  func run(
    _ pipeline: ChunkPipeline, to sink: some ChunkSink, _ observer: ChunkPipeline.Observer
  ) throws -> ChunkPipeline.Outcome {
    if let pipe { return try pipeline.run(from: pipe.source(), to: sink, observer) }
    let input = try file.open()
    return try pipeline.run(
      from: FileChunkSource(input.descriptor, name: file.path, range: 0..<input.size),
      to: sink, observer)
  }
}
