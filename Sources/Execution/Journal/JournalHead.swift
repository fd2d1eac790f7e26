#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// The number and digest of the journal's last line, kept beside it.
///
/// It notices that lines after the newest checkpoint were cut or changed by accident or by
/// somebody who doesn't know of it. It is no seal: that is what checkpoints are for. It is
/// written after the line is durable, so it can lag by one line after a crash, never lead.
enum JournalHead {
  private static func path(_ folder: String) -> String { folder + "/head" }

  static func write(folder: String, lines: Int, digest: String) {
    let descriptor = open(path(folder), O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    // Of fixed length, so that one write replaces the one before.
    let number = String(lines)
    let padded = String(repeating: "0", count: max(0, 12 - number.count)) + number
    let text = Array("\(padded) \(digest)\n".utf8)
    _ = pwrite(descriptor, text, text.count, 0)
  }

  /// What is wrong with the journal according to its head; nil when nothing is, or without one.
  static func problem(folder: String, text: JournalText) -> String? {
    let descriptor = open(path(folder), O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 128)
    let count = pread(descriptor, &bytes, bytes.count, 0)
    // Empty or half written when the system went down at its first write.
    guard count == 78 else { return nil }
    let words = String(decoding: bytes.prefix(count), as: UTF8.self)
      .split { $0 == " " || $0 == "\n" }
    guard words.count == 2, let lines = Int(words[0]), lines > 0 else {
      return "its head is not readable"
    }
    guard lines <= text.marks.count else {
      return "it ends at line \(text.marks.count), but it once had \(lines) lines"
    }
    guard text.marks[lines - 1].sha256 == words[1] else {
      return "line \(lines) is not the one that was written"
    }
    return nil
  }
}
