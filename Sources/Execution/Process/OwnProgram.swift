#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// This process's own binary and place.
package enum OwnProgram {
  /// A path that starts this very binary, also after its file was replaced.
  package static var path: String {
    #if canImport(Glibc)
      return "/proc/self/exe"
    #else
      var buffer = [CChar](repeating: 0, count: 4096)
      var size = UInt32(buffer.count)
      guard _NSGetExecutablePath(&buffer, &size) == 0 else { return CommandLine.arguments[0] }
      return String(
        decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    #endif
  }

  /// Absolute.
  package static var workingDirectory: String { absolute(".") }

  /// An existing path without links and relative parts; one that doesn't exist yet, below the
  /// working directory.
  package static func absolute(_ path: String) -> String {
    guard let real = realpath(path, nil) else {
      return path.hasPrefix("/") || path == "." ? path : "\(workingDirectory)/\(path)"
    }
    defer { free(real) }
    return String(cString: real)
  }
}
