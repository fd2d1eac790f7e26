internal import Documents
internal import DurableFiles
internal import SystemPackage

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// The two streams: data on standard output, messages on standard error.
package struct Console: Sendable {
  /// Leaves out notes; errors and warnings stay.
  package var isQuiet: Bool

  package init(isQuiet: Bool = false) {
    self.isQuiet = isQuiet
  }

  // MARK: Data

  /// - Throws: ``FileError`` when standard output can't be written.
  package func write(_ bytes: [UInt8]) throws {
    if isatty(STDOUT_FILENO) == 1 { StatusLine.clear() }
    try Self.writeAll(bytes, to: STDOUT_FILENO, named: "standard output")
  }

  package func write(line: String) throws {
    try write(Array(line.utf8) + [0x0A])
  }

  /// One sorted document.
  package func write(json value: some Encodable) throws {
    try write(JSONText.encode(value, pretty: true))
  }

  // MARK: Messages

  /// Something worth knowing; `--quiet` leaves it out.
  package func note(_ text: String) {
    if !isQuiet { Self.message("handoff: \(text)") }
  }

  /// A line without the program's name: tables and summaries.
  package func line(_ text: String) {
    if !isQuiet { Self.message(text) }
  }

  /// Something that a person has to answer.
  package func ask(_ text: String) { Self.message(text) }

  /// The start of a line that a person ends.
  package func prompt(_ text: String) { Self.message(text, end: []) }

  package func warning(_ text: String, hint: String? = nil) {
    Self.message("handoff: warning: \(text)")
    if let hint { Self.message("handoff: hint: \(hint)") }
  }

  package func error(_ text: String, hint: String? = nil) {
    Self.message("handoff: error: \(text)")
    if let hint { Self.message("handoff: hint: \(hint)") }
  }

  /// Whether a person sits at standard error and standard input.
  package static var isInteractive: Bool {
    isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1
  }

  /// Whether standard input is a pipe or a file.
  package static var isInputGiven: Bool {
    var status = stat()
    guard fstat(STDIN_FILENO, &status) == 0 else { return false }
    return [S_IFREG, S_IFIFO].contains(status.st_mode & S_IFMT)
  }

  /// Whether a person reads the data.
  package static var isOutputTerminal: Bool { isatty(STDOUT_FILENO) == 1 }

  /// A path in a message may hold what moves or deceives a terminal.
  private static func message(_ text: String, end: [UInt8] = [0x0A]) {
    let shown = text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { PrintableText.line(String($0)) }.joined(separator: "\n")
    StatusLine.clear {
      try? writeAll(
        Array(shown.utf8) + end, to: STDERR_FILENO, named: "standard error")
    }
  }

  private static func writeAll(_ bytes: [UInt8], to descriptor: Int32, named name: String) throws {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes {
        #if canImport(Glibc)
          Glibc.write(descriptor, $0.baseAddress, $0.count)
        #else
          Darwin.write(descriptor, $0.baseAddress, $0.count)
        #endif
      }
      if count > 0 {
        rest = rest.dropFirst(count)
      } else if errno != EINTR {
        throw FileError(Errno(rawValue: errno), path: name, doing: "write it")
      }
    }
  }
}
