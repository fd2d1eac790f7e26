import DurableFiles
import SystemPackage

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Lists what a job has to read, in byte order of the paths.
struct InputTree {
  private(set) var files: [InputFile] = []
  private(set) var folders: [String] = []
  private(set) var leftOut: [LeftOut] = []

  /// - Parameter path: a file or a folder.
  /// - Parameter relative: its place in the output.
  /// - Throws: ``FileError`` where it is missing or a folder can't be listed.
  mutating func add(_ path: String, at relative: String) throws(FileError) {
    var relative = relative
    while relative.hasSuffix("/"), relative != "/" { relative.removeLast() }
    var status = stat()
    guard stat(path, &status) == 0 else {
      throw FileError(Errno(rawValue: errno), path: path, doing: "read it")
    }
    switch status.st_mode & S_IFMT {
    case S_IFDIR: try list(path, relative, depth: 0)
    case S_IFREG, S_IFIFO:
      files.append(InputFile(path: path, relativePath: relative, isNamed: true, status))
    default:
      throw FileError(
        code: .notRegular, path: path, message: "is neither a file, a folder nor a pipe",
        hint: "give its text on standard input: handoff redact < INPUT > OUT")
    }
  }

  private mutating func list(_ path: String, _ relative: String, depth: Int) throws(FileError) {
    guard depth < 128 else {
      leaveOut(path, relative, "nested more than 128 folders deep")
      return
    }
    guard let folder = opendir(path) else {
      // Asked for by name, a folder that can't be read is an error; inside one it is left out.
      if depth > 0 {
        leaveOut(path, relative, "it can't be listed")
        return
      }
      throw FileError(Errno(rawValue: errno), path: path, doing: "list the folder")
    }
    var names: [String] = []
    while let entry = readdir(folder) {
      let bytes = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
      if bytes == [0x2E] || bytes == [0x2E, 0x2E] { continue }
      guard let name = String(validating: bytes, as: UTF8.self) else {
        let shown = String(decoding: bytes, as: UTF8.self)
        leaveOut("\(path)/\(shown)", Self.join(relative, shown), "its name isn't UTF-8")
        continue
      }
      names.append(name)
    }
    closedir(folder)
    if !relative.isEmpty { folders.append(relative) }
    for name in names.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) {
      try add(name, in: path, relative, depth)
    }
  }

  private mutating func add(_ name: String, in folder: String, _ relative: String, _ depth: Int)
    throws(FileError)
  {
    let path = folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
    let place = Self.join(relative, name)
    var status = stat()
    guard lstat(path, &status) == 0 else {
      leaveOut(path, place, "it can't be read")
      return
    }
    switch status.st_mode & S_IFMT {
    case S_IFREG:
      files.append(InputFile(path: path, relativePath: place, isNamed: false, status))
    case S_IFDIR:
      if let reason = Self.reasonAgainst(folder: name) {
        leaveOut(path, place, reason)
      } else {
        try list(path, place, depth: depth + 1)
      }
    case S_IFLNK: leaveOut(path, place, "a symbolic link")
    default: leaveOut(path, place, "not a regular file")
    }
  }

  private mutating func leaveOut(_ path: String, _ place: String, _ reason: String) {
    leftOut.append(LeftOut(path: place, reason: reason, source: path))
  }

  private static func join(_ folder: String, _ name: String) -> String {
    folder.isEmpty ? name : folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
  }

  static func reasonAgainst(folder name: String) -> String? {
    switch name {
    case ".git", ".hg", ".svn": "version control history"
    case ".ssh", ".gnupg", ".aws", ".kube", ".azure": "a folder of credentials"
    case "Login Data", ".mozilla", "google-chrome", "chromium": "a browser's profile"
    default: nil
    }
  }
}
