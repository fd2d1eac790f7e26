package import DurableFiles
internal import SystemPackage

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// Files and folders put into a fresh private folder, each component opened without following a
/// link, each file new.
///
/// The names are those that ``EntryNames`` let through.
package struct Extraction: ~Copyable {
  package let folder: PrivateFolder
  private let root: Int32
  /// The folder of the last file, kept open.
  private var parent: (path: Substring, descriptor: Int32)?
  private var file: Int32 = -1

  package static func begin(in folder: PrivateFolder) throws(FileError) -> Extraction {
    let root = open(folder.path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    guard root >= 0 else {
      throw FileError(Errno(rawValue: errno), path: folder.path, doing: "open it")
    }
    return Extraction(folder: folder, root: root)
  }

  private init(folder: PrivateFolder, root: Int32) {
    self.folder = folder
    self.root = root
  }

  deinit {
    if file >= 0 { close(file) }
    if let parent { close(parent.descriptor) }
    close(root)
  }

  package mutating func makeFolder(_ path: String) throws(FileError) {
    _ = try openFolder(path[...])
  }

  /// Makes a file; what ``write(_:)`` gets goes there until the next one begins.
  package mutating func beginFile(_ path: String, isExecutable: Bool) throws(FileError) {
    try endFile()
    var folder = root
    var name = path
    if let slash = path.lastIndex(of: "/") {
      folder = try openFolder(path[..<slash])
      name = String(path[path.index(after: slash)...])
    }
    file = openat(
      folder, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
      isExecutable ? 0o755 : 0o644)
    guard file >= 0 else {
      throw FileError(Errno(rawValue: errno), path: path, doing: "create it")
    }
  }

  package mutating func write(_ bytes: RawSpan) throws(FileError) {
    let descriptor = FileDescriptor(rawValue: file)
    let status = bytes.withUnsafeBytes { buffer in
      Result { try descriptor.writeAll(buffer) }
    }
    if case .failure(let error) = status {
      throw FileError(error as? Errno ?? .ioError, path: folder.path, doing: "write into it")
    }
  }

  package mutating func endFile() throws(FileError) {
    guard file >= 0 else { return }
    let status = close(file)
    file = -1
    guard status == 0 else {
      throw FileError(Errno(rawValue: errno), path: folder.path, doing: "write into it")
    }
  }

  /// Opens a folder below the root, making what is missing on the way.
  private mutating func openFolder(_ path: Substring) throws(FileError) -> Int32 {
    if let parent {
      if parent.path == path { return parent.descriptor }
      close(parent.descriptor)
      self.parent = nil
    }
    var descriptor = root
    for component in path.split(separator: "/").map(String.init) {
      if mkdirat(descriptor, component, 0o755) != 0, errno != EEXIST {
        throw FileError(Errno(rawValue: errno), path: String(path), doing: "make the folder")
      }
      let next = openat(descriptor, component, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
      let reason = errno
      if descriptor != root { close(descriptor) }
      guard next >= 0 else {
        throw FileError(Errno(rawValue: reason), path: String(path), doing: "open the folder")
      }
      descriptor = next
    }
    parent = (path, descriptor)
    return descriptor
  }
}
