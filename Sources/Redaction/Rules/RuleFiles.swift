package import DurableFiles
import SystemPackage

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Finds the rule files that a path names.
package enum RuleFiles {
  /// - Returns: the path itself, or a folder's `*.yaml` and `*.yml` files in byte order.
  package static func list(_ path: String) throws(FileError) -> [String] {
    var status = stat()
    guard stat(path, &status) == 0 else {
      let reason = Errno(rawValue: errno)
      throw FileError(
        code: reason == .noSuchFileOrDirectory ? .missing : .system, path: path,
        message: "cannot read the rules: \(reason)",
        hint: "name a rule file, or a folder of *.yaml files")
    }
    guard status.st_mode & S_IFMT == S_IFDIR else { return [path] }
    guard let folder = opendir(path) else {
      throw FileError(Errno(rawValue: errno), path: path, doing: "list the rules")
    }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) {
        String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name.hasSuffix(".yaml") || name.hasSuffix(".yml") { names.append("\(path)/\(name)") }
    }
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// The path without links, or as it is where it leads nowhere.
  static func resolved(_ path: String) -> String {
    guard let real = realpath(path, nil) else { return path }
    defer { free(real) }
    return String(cString: real)
  }
}
