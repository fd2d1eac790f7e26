package import Documents
import DurableFiles
import SystemPackage

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// What gates refused on this machine before the run had a folder: one line each, for statistics.
/// Nothing seals it, and nothing but they rests on it.
package struct RefusalLog: Sendable {
  package struct Entry: Codable, Equatable, Sendable {
    package var v = 1
    package var ts: Timestamp
    package var bundle: String
    package var ticket: String
    /// As in a journal.
    package var gate: String

    package init(ts: Timestamp, bundle: String, ticket: String, gate: String) {
      self.ts = ts
      self.bundle = bundle
      self.ticket = ticket
      self.gate = gate
    }
  }

  /// In the folder in which runs stand by default.
  package static let fileName = "refused.jsonl"

  private let path: String

  package init(_ path: String) {
    self.path = path
  }

  /// - Throws: `FileError`.
  package func add(_ entry: Entry) throws {
    try DurableFile.makeFolders(
      FilePath(path).removingLastComponent().string, mode: .ownerReadWriteExecute)
    let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else {
      throw FileError(Errno(rawValue: errno), path: path, doing: "open it")
    }
    defer { close(descriptor) }
    // In one call: two runs that are refused at once don't mix their lines.
    let line = try JSONText.encode(entry)
    guard write(descriptor, line, line.count) == line.count else {
      throw FileError(Errno(rawValue: errno), path: path, doing: "write it")
    }
  }

  /// - Throws: `FileError`, or `Diagnostic` for a line that is none.
  package func entries() throws -> [Entry] {
    try DurableFile.read(path).split(separator: UInt8(ascii: "\n")).enumerated().map {
      number, line in
      do {
        let entry = try JSONText.decode(Entry.self, from: Array(line), file: path)
        if entry.v == 1 { return entry }
      } catch {}
      throw Diagnostic(
        file: path, line: number + 1, column: 1, message: "is no line of a refusal")
    }
  }
}
