internal import DurableFiles
internal import Redaction
internal import SystemPackage

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// Deletes a key and its vault for good: the key first, since without it the vault is noise.
public enum ForgottenKey {
  public static func vaultPath(_ keyPath: String) -> String { Vault.path(keyPath: keyPath) }

  /// - Returns: the files that are gone.
  public static func forget(_ keyPath: String) throws -> [String] {
    let paths = [keyPath, Vault.path(keyPath: keyPath)].filter { RegularFile.exists($0) }
    for path in paths {
      var status = stat()
      guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
        throw FileError(
          code: .notRegular, path: path, message: "is not a regular file",
          hint: "delete it, and what it leads to, by hand")
      }
    }
    if paths.first == keyPath { try overwrite(keyPath) }
    for path in paths { try remove(path) }
    return paths
  }

  /// Durably.
  static func remove(_ path: String) throws {
    guard unlink(path) == 0 || errno == ENOENT else {
      throw FileError(Errno(rawValue: errno), path: path, doing: "delete it")
    }
    try DurableFile.syncFolder(of: path)
  }

  /// Also where the file has another name somewhere.
  private static func overwrite(_ path: String) throws {
    do {
      let file = try FileDescriptor.open(
        FilePath(path), .writeOnly, options: [.noFollow, .closeOnExec])
      defer { try? file.close() }
      let size = Int(try file.seek(offset: 0, from: .end))
      let noise = (0..<min(size, 1 << 16)).map { _ in UInt8.random(in: 0...255) }
      _ = try file.writeAll(toAbsoluteOffset: 0, noise)
      guard fsync(file.rawValue) == 0 else { throw Errno(rawValue: errno) }
    } catch {
      throw FileError(error as? Errno ?? .ioError, path: path, doing: "overwrite it")
    }
  }
}
