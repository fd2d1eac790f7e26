import Archives
import DurableFiles
import SystemPackage

/// The beginning of a filter's input, read as far as is needed to see whether it is packed, or a picture.
final class PackedInput: ByteStream {
  /// What was read so far.
  let head: [UInt8]
  let format: PackedFormat?
  /// Counts what is read.
  let budget = UnpackBudget(packed: 0)
  private let descriptor: FileDescriptor
  private let progress: JobProgress?
  private var position = 0

  /// Waits for the first bytes, and for more only while they may be those of something packed or a picture.
  init(_ descriptor: FileDescriptor, _ progress: JobProgress?) throws(FileError) {
    self.descriptor = descriptor
    self.progress = progress
    var bytes: [UInt8] = []
    repeat {
      let next = try Self.next(descriptor, 1 << 16)
      if next.isEmpty { break }
      bytes += next
    } while PackedFormat.mayBegin(with: bytes) || FileKind.mayBeginPicture(bytes)
    head = bytes
    format = PackedFormat(sample: bytes)
    budget.take(packed: bytes.count)
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    var filled = min(buffer.count, head.count - position)
    buffer.copyBytes(from: head[position..<position + filled])
    position += filled
    progress?.add(filled)
    while filled < buffer.count {
      let count = try Self.read(
        descriptor, UnsafeMutableRawBufferPointer(rebasing: buffer[filled...]))
      if count == 0 { break }
      budget.take(packed: count)
      progress?.add(count)
      filled += count
    }
    return filled
  }

  /// The first bytes of a file; none are taken.
  static func head(of file: FileDescriptor, in range: Range<Int>) throws(FileError) -> [UInt8] {
    var buffer = [UInt8](repeating: 0, count: min(range.count, PackedFormat.sample))
    do {
      let count = try buffer.withUnsafeMutableBytes {
        try file.read(fromAbsoluteOffset: Int64(range.lowerBound), into: $0)
      }
      return Array(buffer[..<count])
    } catch {
      throw FileError(error as? Errno ?? .ioError, path: "standard input", doing: "read it")
    }
  }

  private static func next(
    _ descriptor: FileDescriptor, _ limit: Int
  ) throws(FileError) -> [UInt8] {
    var buffer = [UInt8](repeating: 0, count: limit)
    var result: Result<Int, FileError> = .success(0)
    buffer.withUnsafeMutableBytes { buffer in
      do throws(FileError) { result = .success(try read(descriptor, buffer)) } catch {
        result = .failure(error)
      }
    }
    return Array(buffer[..<(try result.get())])
  }

  private static func read(
    _ descriptor: FileDescriptor, _ buffer: UnsafeMutableRawBufferPointer
  ) throws(FileError) -> Int {
    do {
      return try descriptor.read(into: buffer)
    } catch {
      throw FileError(error as? Errno ?? .ioError, path: "standard input", doing: "read it")
    }
  }
}
