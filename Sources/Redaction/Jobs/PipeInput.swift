import DurableFiles
import SystemPackage

/// A pipe that a job was given as a file: `<(command)`, a FIFO, a file of the kernel's.
///
/// It can be read once, but a job reads twice: the second pass reads the draft that the first made.
final class PipeInput: Sendable {
  /// Its first bytes.
  let sample: [UInt8]
  private let opened: OpenedFile
  private let name: String

  /// Waits for the first 64 KiB, or the end.
  init(_ opened: OpenedFile, name: String) throws(FileError) {
    self.opened = opened
    self.name = name
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: FileKind.sample)
    do {
      while bytes.count < FileKind.sample {
        let limit = FileKind.sample - bytes.count
        let count = try buffer.withUnsafeMutableBytes {
          try opened.descriptor.read(into: UnsafeMutableRawBufferPointer(rebasing: $0[..<limit]))
        }
        if count == 0 { break }
        bytes += buffer[..<count]
      }
    } catch {
      throw FileError(error as? Errno ?? .ioError, path: name, doing: "read it")
    }
    sample = bytes
  }

  /// All of it in memory, to be read once; nil where it is longer than `limit` bytes.
  func whole(upTo limit: Int) throws(FileError) -> [UInt8]? {
    var bytes = sample
    while true {
      let next = try read(1 << 20)
      if next.isEmpty { return bytes }
      guard bytes.count + next.count <= limit else { return nil }
      bytes += next
    }
  }

  private func read(_ limit: Int) throws(FileError) -> [UInt8] {
    var buffer = [UInt8](repeating: 0, count: limit)
    do {
      let count = try buffer.withUnsafeMutableBytes { try opened.descriptor.read(into: $0) }
      return Array(buffer[..<count])
    } catch {
      throw FileError(error as? Errno ?? .ioError, path: name, doing: "read it")
    }
  }

  /// All of it; to be read once.
  func source() -> PipeChunkSource {
    PipeChunkSource(
      opened.descriptor, name: name,
      carried: StreamRedactor.Carried(bytes: sample, pendingFrom: 0), patience: -1)
  }
}
