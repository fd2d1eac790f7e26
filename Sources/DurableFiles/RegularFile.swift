internal import SystemPackage

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// What stands at a path.
package enum RegularFile {
  /// Anything at all, also a dangling symbolic link.
  package static func exists(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0
  }

  /// A folder, or a symbolic link to one.
  package static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// Bytes of what stands at a path, links not followed.
  package static func size(of path: String) throws(FileError) -> Int64 {
    var status = stat()
    guard lstat(path, &status) == 0 else {
      throw FileError(Errno(rawValue: errno), path: path, doing: "look at it")
    }
    return Int64(status.st_size)
  }

  package static func isEmptyFolder(_ path: String) -> Bool {
    guard let folder = opendir(path) else { return false }
    defer { closedir(folder) }
    var count = 0
    while readdir(folder) != nil { count += 1 }
    return count == 2
  }

  /// The name of what stands at a path, also for `.` and `..`.
  package static func lastComponent(_ path: String) -> String {
    let resolved = realpath(path, nil)
    defer { free(resolved) }
    let full = resolved.map { String(cString: $0) } ?? path
    return full.split(separator: "/").last.map(String.init) ?? "files"
  }
}
