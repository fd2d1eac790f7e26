/// Reads a packed output back: what stands in its texts.
final class ReadingLeaf: PackedLeaf {
  private let reader: OutputReader
  private let search: SubstituteSearch
  /// The output's path in reports.
  private let label: String

  init(_ reader: OutputReader, _ search: SubstituteSearch, label: String) {
    self.reader = reader
    self.search = search
    self.label = label
  }

  func begin(_: String) {}

  func text(_ text: PackedText, _ bytes: [UInt8], into _: (any ByteTarget)?) throws {
    try bytes.withUnsafeBytes { try reader.read($0, path: label + text.path, search) }
  }

  func stream(_ text: PackedText, _ source: StreamChunkSource, into _: (any ByteTarget)?) throws {
    try reader.read(large: source, path: label + text.path)
  }

  func leaveOut(_: String, _: String) {}
  func name(_ path: String) -> String { path }
  func makeTarget() -> MemberTarget? { nil }
}
