internal import DurableFiles
internal import Execution
internal import Redaction
internal import SystemPackage

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// The folder that a capture fills: it has its name once everything in it is whole.
final class CaptureFiles {
  let redaction: CaptureRedaction
  private let output: String
  private let folder: PrivateFolder
  private var files: [FileDescriptor] = []
  private var counts = [0, 0]
  /// Why no more is kept. The command goes on: it may be in the midst of something.
  private var failure: (any Error)?

  init(output: String, redaction: CaptureRedaction) throws {
    self.redaction = redaction
    self.output = output
    folder = try PrivateFolder(beside: output)
    for stream in CaptureRedaction.Stream.allCases { files.append(try open(stream.name)) }
  }

  deinit {
    for file in files { try? file.close() }
  }

  func count(_ stream: CaptureRedaction.Stream) -> Int { counts[stream.rawValue] }

  func take(_ stream: ForegroundChild.Stream, _ bytes: ArraySlice<UInt8>) {
    guard failure == nil else { return }
    let stream: CaptureRedaction.Stream = stream == .output ? .output : .errors
    do { try append(redaction.feed(Array(bytes), stream), to: stream) } catch { failure = error }
  }

  /// Judges and writes what was held back.
  ///
  /// - Throws: what went wrong at any time.
  func finish() throws {
    if let failure { throw failure }
    for (stream, bytes) in try redaction.finish() { try append(bytes, to: stream) }
    for file in files {
      guard fsync(file.rawValue) == 0 else {
        throw FileError(Errno(rawValue: errno), path: output, doing: "make it durable")
      }
    }
  }

  func write(_ bytes: [UInt8], as name: String) throws {
    let file = try open(name)
    files.append(file)
    try write(bytes, to: file)
    guard fsync(file.rawValue) == 0 else {
      throw FileError(Errno(rawValue: errno), path: output, doing: "make it durable")
    }
  }

  func commit(replacing: Bool) throws {
    try DurableFile.syncFolder(of: folder.path + "/x")
    try folder.move(to: output, replacing: replacing)
  }

  private func append(_ bytes: [UInt8], to stream: CaptureRedaction.Stream) throws {
    counts[stream.rawValue] += bytes.count
    try write(bytes, to: files[stream.rawValue])
  }

  private func write(_ bytes: [UInt8], to file: FileDescriptor) throws {
    do { try file.writeAll(bytes) } catch {
      throw FileError(error as? Errno ?? .ioError, path: output, doing: "write it")
    }
  }

  private func open(_ name: String) throws -> FileDescriptor {
    do {
      return try FileDescriptor.open(
        FilePath(folder.path + "/" + name), .writeOnly,
        options: [.create, .exclusiveCreate, .noFollow, .closeOnExec],
        permissions: [.ownerReadWrite, .groupRead, .otherRead])
    } catch {
      throw FileError(error as? Errno ?? .ioError, path: output, doing: "write a file in it")
    }
  }
}
