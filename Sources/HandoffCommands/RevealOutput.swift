internal import Documents
internal import DurableFiles
internal import SystemPackage

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// Where revealed values go: standard output, or a file that only its owner can read.
struct RevealOutput: ~Copyable {
  private var file: PendingFile?
  /// What a stranger's text could do to a terminal is made visible.
  private let isTerminal = isatty(STDOUT_FILENO) == 1

  init(path: String?, isReplacing: Bool) throws {
    if let path {
      file = try PendingFile(path, mode: .ownerReadWrite, replacing: isReplacing)
    } else {
      file = nil
    }
  }

  /// Whether others may read what is written.
  var isExposed: Bool {
    guard file == nil else { return false }
    var status = stat()
    return fstat(STDOUT_FILENO, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
      && status.st_mode & 0o077 != 0
  }

  func write(_ bytes: [UInt8]) throws {
    if file != nil { return try bytes.withUnsafeBytes { try file?.write($0) } }
    try Console().write(isTerminal ? Self.shown(bytes) : bytes)
  }

  consuming func finish() throws {
    try file.take()?.commit()
  }

  private static func shown(_ bytes: [UInt8]) -> [UInt8] {
    let text = String(decoding: bytes, as: UTF8.self)
    var shown: [UInt8] = []
    for scalar in text.unicodeScalars {
      if scalar != "\n", scalar != "\t", PrintableText.isDeceptive(scalar) {
        shown += PrintableText.line(String(scalar)).utf8
      } else {
        shown += String(scalar).utf8
      }
    }
    return shown
  }
}
