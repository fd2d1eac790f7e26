import Documents
package import DurableFiles

/// A journal that can't be opened, trusted or written.
package struct JournalError: ReportedError, Sendable, CustomStringConvertible {
  package struct Code: Sendable, Hashable {
    private enum Kind { case busy, damaged, write, mismatch }
    private let kind: Kind
    /// Another runner holds it.
    package static let busy = Code(kind: .busy)
    /// The chain doesn't hold.
    package static let damaged = Code(kind: .damaged)
    /// A line could not be made durable; nothing more may happen.
    package static let write = Code(kind: .write)
    /// It belongs to another run.
    package static let mismatch = Code(kind: .mismatch)
  }

  package let code: Code
  package let path: String
  package let message: String
  package let hint: String?

  package init(code: Code, path: String, message: String, hint: String? = nil) {
    self.code = code
    self.path = path
    self.message = message
    self.hint = hint
  }

  package init(_ error: FileError) {
    self.init(
      code: .write, path: error.path, message: error.message,
      hint: "nothing more was started; \(error.hint ?? "mend that"),"
        + " then the same command takes the run up")
  }

  package var report: String { description }

  /// A journal that can't be trusted is a failed verification.
  package var exitStatus: Int32 { code == .damaged || code == .mismatch ? 3 : 1 }

  package var description: String { "\(path): \(message)" }
}
