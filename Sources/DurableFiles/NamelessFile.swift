package import SystemPackage

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// A temporary file without a name: only its descriptor leads to it, and it goes with that.
package enum NamelessFile {
  /// In the folder for temporary files.
  ///
  /// - Returns: a descriptor to read and write, the caller's to close.
  package static func open() throws(FileError) -> FileDescriptor {
    let folder = PrivateFolder.temporaryFolder
    guard let file = make(folder + "/handoff.XXXXXX") else {
      throw FileError(Errno(rawValue: errno), path: folder, doing: "make a temporary file in it")
    }
    return file
  }

  /// In the folder of `path`, so that it may get that name later.
  ///
  /// - Returns: the descriptor, the caller's to close, and whether ``link(_:to:)`` can name it.
  package static func open(
    beside path: String
  ) throws(FileError) -> (file: FileDescriptor, isLinkable: Bool) {
    let parent = FilePath(path).removingLastComponent()
    let folder = parent.isEmpty ? "." : parent.string
    #if canImport(Glibc)
      // open(2): O_TMPFILE, which the headers show to GNU sources only.
      let raw = Glibc.open(folder, 0o20_000_000 | O_DIRECTORY | O_RDWR | O_CLOEXEC, 0o644)
      if raw >= 0 { return (FileDescriptor(rawValue: raw), true) }
    #endif
    guard let file = make(folder + "/.handoff.XXXXXX") else {
      throw FileError(Errno(rawValue: errno), path: path, doing: "make a file beside it")
    }
    return (file, false)
  }

  #if canImport(Glibc)
    /// Gives a file its first name; nothing may stand there.
    package static func link(_ file: FileDescriptor, to path: String) throws(FileError) {
      let source = "/proc/self/fd/\(file.rawValue)"
      guard linkat(AT_FDCWD, source, AT_FDCWD, path, AT_SYMLINK_FOLLOW) == 0 else {
        throw FileError(Errno(rawValue: errno), path: path, doing: "name it")
      }
    }
  #endif

  /// - Returns: nil and `errno`.
  private static func make(_ template: String) -> FileDescriptor? {
    var template = template.utf8CString
    let descriptor = template.withUnsafeMutableBufferPointer { buffer -> Int32 in
      guard let base = buffer.baseAddress else { return -1 }
      let descriptor = mkstemp(base)
      guard descriptor >= 0 else { return -1 }
      unlink(base)
      _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
      return descriptor
    }
    return descriptor < 0 ? nil : FileDescriptor(rawValue: descriptor)
  }
}
