import DurableFiles
import SystemPackage

/// Reads a file piece by piece.
final class FileBlocks {
  static let size = 1 << 20

  private let path: String
  private let descriptor: FileDescriptor
  private var buffer = [UInt8](repeating: 0, count: FileBlocks.size)

  init(_ path: String) throws(FileError) {
    self.path = path
    do {
      descriptor = try FileDescriptor.open(FilePath(path), .readOnly, options: .closeOnExec)
    } catch {
      throw FileError(error as? Errno ?? .ioError, path: path, doing: "read it")
    }
  }

  deinit {
    try? descriptor.close()
  }

  /// - Returns: nil at the end.
  func next() throws(FileError) -> ArraySlice<UInt8>? {
    do {
      let count = try buffer.withUnsafeMutableBytes { try descriptor.read(into: $0) }
      return count == 0 ? nil : buffer[..<count]
    } catch {
      throw FileError(error as? Errno ?? .ioError, path: path, doing: "read it")
    }
  }

  /// At most `count` bytes from a file's beginning.
  static func first(_ count: Int, of path: String) throws(FileError) -> [UInt8] {
    let blocks = try FileBlocks(path)
    return Array(try blocks.next()?.prefix(count) ?? [])
  }
}
