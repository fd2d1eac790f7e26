internal import Documents

/// An archive that is refused: why, and at which entry.
package struct ArchiveError: Error, Sendable, CustomStringConvertible {
  package struct Code: Sendable, Hashable {
    private enum Kind {
      case format, truncated, trailing, name, duplicate, kind, mode, entries, size, ratio, library
    }
    private let kind: Kind

    /// Not a tar in gzip or zstd, or a header that can't be read.
    package static let format = Code(kind: .format)
    /// It ends before its end blocks.
    package static let truncated = Code(kind: .truncated)
    /// Something follows the end blocks.
    package static let trailing = Code(kind: .trailing)
    /// A name that could leave the target or deceive a reader.
    package static let name = Code(kind: .name)
    /// Two entries with the same name, also by case or normalisation.
    package static let duplicate = Code(kind: .duplicate)
    /// Neither a regular file nor a folder.
    package static let kind = Code(kind: .kind)
    /// setuid, setgid or sticky.
    package static let mode = Code(kind: .mode)
    /// More entries than the quota.
    package static let entries = Code(kind: .entries)
    /// More bytes than the quota.
    package static let size = Code(kind: .size)
    /// It grows by more than the quota's ratio.
    package static let ratio = Code(kind: .ratio)
    /// libarchive failed for a reason of its own, such as memory.
    package static let library = Code(kind: .library)
  }

  package let code: Code
  /// The entry's name, safe to print; nil when the archive as a whole is meant.
  package let entry: String?
  package let message: String

  package init(code: Code, entry: String? = nil, message: String) {
    self.code = code
    self.entry = entry.map(PrintableText.name)
    self.message = message
  }

  package var description: String {
    entry.map { "entry '\($0)': \(message)" } ?? message
  }
}
