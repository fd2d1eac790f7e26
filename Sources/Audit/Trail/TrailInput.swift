internal import Archives
internal import DurableFiles
internal import SystemPackage

/// The bytes of one exported file, unpacked where it is compressed.
struct TrailInput {
  let name: String
  private let stream: any ByteStream

  /// - Parameter path: `-` is standard input.
  init(path: String) throws {
    name = path == "-" ? "standard input" : path
    let file = try FileBytes(path: path == "-" ? "/dev/stdin" : path, name: name)
    let budget = UnpackBudget(quota: .known, packed: 1 << 40)
    var stream: any ByteStream = file
    for _ in 0..<UnpackBudget.levels {
      let head = try stream.next(PackedFormat.sample)
      let whole = ResumedStream(head, stream)
      guard let format = PackedFormat(sample: head) else {
        self.stream = whole
        return
      }
      guard case .compressed(let filter) = format else {
        throw FileError(
          code: .notRegular, path: name, message: "is an archive",
          hint: "unpack it, and name the folder")
      }
      stream = try DecompressedStream(whole, filter, budget)
    }
    throw FileError(code: .system, path: name, message: "is compressed too often")
  }

  /// Hands over the next piece; empty at the end.
  func next() throws -> [UInt8] { try stream.next(1 << 18) }

  /// The files of a trail: a folder's in the order of their names, links not followed.
  static func files(_ path: String) throws -> [String] {
    guard path != "-" else { return [path] }
    guard DurableFile.exists(path) else {
      throw FileError(
        code: .missing, path: path, message: "no such file or folder",
        hint: "name the file that was exported from the provider, or a folder of them")
    }
    guard RegularFile.isFolder(path) else { return [path] }
    let root = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    let files = try FolderTree(root: root, checksNames: false).entries.filter { !$0.isFolder }
    guard !files.isEmpty else {
      throw FileError(
        code: .missing, path: path, message: "the folder holds no file",
        hint: "export the trail into it")
    }
    return files.map { "\(root)/\($0.path)" }
  }
}

/// A file's bytes as they come.
private final class FileBytes: ByteStream {
  private let descriptor: FileDescriptor
  private let name: String

  init(path: String, name: String) throws(FileError) {
    self.name = name
    do {
      descriptor = try FileDescriptor.open(FilePath(path), .readOnly, options: [.closeOnExec])
    } catch {
      throw FileError(error as? Errno ?? .ioError, path: name, doing: "open it")
    }
  }

  deinit { try? descriptor.close() }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    var filled = 0
    while filled < buffer.count {
      let count: Int
      do {
        count = try descriptor.read(
          into: UnsafeMutableRawBufferPointer(rebasing: buffer[filled...]))
      } catch {
        throw FileError(error as? Errno ?? .ioError, path: name, doing: "read it")
      }
      if count == 0 { break }
      filled += count
    }
    return filled
  }
}
