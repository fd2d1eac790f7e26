package import SystemPackage

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
  internal import Dispatch
#endif

/// Bytes as a descriptor that a child can read as its standard input.
///
/// A child that ends before it has read everything is no error; swift-subprocess's own writer
/// stops the process then.
package enum ToolInput {
  /// - Returns: a descriptor that the caller closes.
  package static func descriptor(for bytes: [UInt8]) throws -> FileDescriptor {
    // What a pipe holds is written before anybody can close its other end.
    if bytes.count <= 4096 {
      let (reader, writer) = try pipe()
      defer { try? writer.close() }
      try writer.writeAll(bytes)
      return reader
    }
    #if canImport(Glibc)
      return try memory(bytes)
    #else
      let (reader, writer) = try pipe()
      _ = fcntl(writer.rawValue, F_SETNOSIGPIPE, 1)
      DispatchQueue.global().async {
        _ = try? writer.writeAll(bytes)
        try? writer.close()
      }
      return reader
    #endif
  }

  private static func pipe() throws -> (FileDescriptor, FileDescriptor) {
    let (reader, writer) = try FileDescriptor.pipe()
    for end in [reader, writer] { _ = fcntl(end.rawValue, F_SETFD, FD_CLOEXEC) }
    return (reader, writer)
  }

  #if canImport(Glibc)
    /// A file in memory (shm_open) that has lost its name.
    private static func memory(_ bytes: [UInt8]) throws -> FileDescriptor {
      let name = "/handoff-\(getpid())-\(UInt64.random(in: .min ... .max))"
      let raw = shm_open(name, O_RDWR | O_CREAT | O_EXCL, 0o600)
      guard raw >= 0 else { throw Errno(rawValue: errno) }
      shm_unlink(name)
      let file = FileDescriptor(rawValue: raw)
      do {
        _ = fcntl(raw, F_SETFD, FD_CLOEXEC)
        try file.writeAll(bytes)
        _ = try file.seek(offset: 0, from: .start)
      } catch {
        try? file.close()
        throw error
      }
      return file
    }
  #endif
}
