internal import DurableFiles
internal import SystemPackage

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// The files and folders below a folder on disk, under the rules of an archive.
package struct FolderTree: Sendable {
  package let root: String
  /// In byte order of their paths.
  package private(set) var entries: [ArchiveEntry] = []

  /// - Parameter checksNames: whether names must be those of an archive.
  /// - Throws: ``FileError``, or ``ArchiveError`` for what an archive may not hold either.
  package init(root: String, quota: ArchiveQuota = .known, checksNames: Bool = true) throws {
    self.root = root
    var names = checksNames ? EntryNames(quota: quota) : nil
    try walk("", names: &names)
    entries.sort { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
  }

  private mutating func walk(_ folder: String, names: inout EntryNames?) throws {
    let place = folder.isEmpty ? root : root + "/" + folder
    guard let stream = opendir(place) else {
      throw FileError(Errno(rawValue: errno), path: place, doing: "list it")
    }
    defer { closedir(stream) }
    while let entry = readdir(stream) {
      let bytes = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: UInt8.self, capacity: 256) { start in
          Array(UnsafeBufferPointer(start: start, count: strlen(start)))
        }
      }
      guard let name = String(validating: bytes, as: UTF8.self) else {
        throw ArchiveError(
          code: .name, entry: String(decoding: bytes, as: UTF8.self),
          message: "a name that isn't UTF-8")
      }
      if name == "." || name == ".." { continue }
      try add(folder.isEmpty ? name : folder + "/" + name, names: &names)
    }
  }

  private mutating func add(_ path: String, names: inout EntryNames?) throws {
    var status = stat()
    guard lstat(root + "/" + path, &status) == 0 else {
      throw FileError(Errno(rawValue: errno), path: root + "/" + path, doing: "look at it")
    }
    let kind = status.st_mode & S_IFMT
    guard kind == S_IFREG || kind == S_IFDIR else {
      let name = kind == S_IFLNK ? "a symbolic link" : "a special file"
      throw ArchiveError(
        code: .kind, entry: path, message: "\(name); only files and folders may be")
    }
    guard status.st_mode & 0o6000 == 0 || kind == S_IFDIR else {
      throw ArchiveError(code: .mode, entry: path, message: "setuid, setgid or sticky")
    }
    try names?.add(path, isFolder: kind == S_IFDIR)
    entries.append(
      ArchiveEntry(
        path: path, isFolder: kind == S_IFDIR, size: kind == S_IFDIR ? 0 : Int64(status.st_size),
        isExecutable: kind == S_IFREG && status.st_mode & 0o100 != 0))
    if kind == S_IFDIR { try walk(path, names: &names) }
  }

  /// Hands the content of a file over, piece by piece; a link is never followed.
  package static func read(_ path: String, _ body: (RawSpan) throws -> Void) throws {
    let file = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK)
    guard file >= 0 else {
      throw FileError(Errno(rawValue: errno), path: path, doing: "open it")
    }
    let descriptor = FileDescriptor(rawValue: file)
    defer { try? descriptor.close() }
    var buffer = [UInt8](repeating: 0, count: 1 << 18)
    while true {
      let count: Int
      do {
        count = try buffer.withUnsafeMutableBytes { try descriptor.read(into: $0) }
      } catch {
        throw FileError(error as? Errno ?? .ioError, path: path, doing: "read it")
      }
      if count == 0 { return }
      try body(buffer.span.extracting(0..<count).bytes)
    }
  }
}
