package import SystemPackage

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// A temporary file without a name: only its descriptor leads to it, and it goes with that.
package enum NamelessFile {
  /// - Returns: a descriptor to read and write, the caller's to close.
  package static func open() throws(FileError) -> FileDescriptor {
    let folder = PrivateFolder.temporaryFolder
    var template = (folder + "/handoff.XXXXXX").utf8CString
    let descriptor = template.withUnsafeMutableBufferPointer { buffer -> Int32 in
      guard let base = buffer.baseAddress else { return -1 }
      let descriptor = mkstemp(base)
      guard descriptor >= 0 else { return -1 }
      unlink(base)
      _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
      return descriptor
    }
    guard descriptor >= 0 else {
      throw FileError(Errno(rawValue: errno), path: folder, doing: "make a temporary file in it")
    }
    return FileDescriptor(rawValue: descriptor)
  }
}
