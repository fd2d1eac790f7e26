internal import Bundles
internal import Documents
internal import DurableFiles

/// A folder of a bundle that `capture` made.
struct PackedCapture: Encodable {
  let path: String
  let command: String
  let started: Timestamp
  let exit: Int?
  let signal: Int?

  /// - Returns: nil for any other file.
  init?(_ file: BundleFile) {
    let parts = file.path.split(separator: "/")
    guard parts.last == Substring(CaptureRecord.fileName), case .file(let source) = file.content,
      let bytes = try? DurableFile.read(source, limit: 1 << 20),
      let record = try? JSONText.decode(
        CaptureRecord.self, from: bytes, file: CaptureRecord.fileName),
      record.kind == "capture"
    else { return nil }
    path = parts.dropLast().joined(separator: "/")
    command = record.command
    started = record.started
    exit = record.exit
    signal = record.signal
  }

  /// Somebody may have written the file by hand.
  var text: String {
    let end = signal.map { "ended by signal \($0)" } ?? "exit code \(exit ?? 0)"
    let shown = PrintableText.line(command)
    let short = shown.count > 80 ? shown.prefix(79) + "…" : shown[...]
    return "\(PrintableText.line(path)): captured '\(short)', \(started), \(end)"
  }
}
