internal import Bundles
internal import Documents
internal import Redaction

/// What `pack` made, or would make.
struct PackSummary {
  struct Entry: Encodable {
    /// Below the bundle's top folder.
    let path: String
    let bytes: Int
  }

  let output: String
  let isDryRun: Bool
  let result: BundleWriter.Result
  let partSize: Int64?
  let entries: [Entry]
  let signer: String?
  let redaction: RedactionReport

  /// `pack --json`.
  struct Report: Encodable {
    let bundle: String
    let id: String
    let dryRun: Bool
    let files: Int
    let bytes: Int64
    /// Of the bundle as it is sent; of a dry run, about.
    let size: Int64
    /// Empty where the bundle is one file.
    let parts: [PartList.Part]
    /// Of a dry run: what the client's files would become.
    let entries: [Entry]?
    let signer: String?
    let expires: Timestamp?
    let redaction: RedactionReport
    let captures: [RedactionReport.Capture]
  }

  var report: Report {
    Report(
      bundle: output, id: result.manifest.id, dryRun: isDryRun, files: result.files,
      bytes: result.bytes, size: result.size, parts: result.parts?.parts ?? [],
      entries: isDryRun ? entries : nil, signer: signer, expires: result.manifest.expires,
      redaction: redaction, captures: redaction.captures)
  }

  /// What would go in, a line a file.
  func writeEntries(to console: Console) throws {
    let width = entries.map { String($0.bytes).count }.max() ?? 0
    for entry in entries.sorted(by: { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }) {
      let bytes = String(entry.bytes)
      let padding = String(repeating: " ", count: width - bytes.count)
      try console.write(line: "\(padding)\(bytes)  \(PrintableText.line(entry.path))")
    }
  }

  func write(to console: Console) {
    let size = ProgressText.size(Int(result.size))
    guard !isDryRun else {
      let parts = partSize.map { (result.size + $0 - 1) / $0 } ?? 1
      let cut = parts > 1 ? ", in \(parts) parts" : ""
      return console.note(
        "dry run: \(output) would hold \(result.files) files, \(result.bytes) bytes; "
          + "about \(size) to send\(cut); nothing was written")
    }
    console.note(
      "\(output): \(result.files) files, \(result.bytes) bytes, bundle \(result.manifest.id)")
    guard let list = result.parts else { return }
    console.note(
      "\(size) in \(list.parts.count) parts, \(list.parts[0].name) to "
        + "\(list.parts[list.parts.count - 1].name); send them with \(list.name), "
        + "which says how to join them")
  }
}

/// Inputs of which somebody said that they were redacted.
struct UnredactedInputs: ReportedError {
  private let files: [String]
  private let count: Int

  /// - Returns: nil where nothing was found.
  init?(_ report: RedactionReport) {
    let found = report.files.filter { $0.total + $0.propagated > 0 }
    guard report.total > 0 || !found.isEmpty else { return nil }
    files = found.map { file in
      let rules = file.counts.keys.sorted().joined(separator: ", ")
      return "\(PrintableText.line(file.path)) (\(rules.isEmpty ? "a known value" : rules))"
    }
    count = report.total
  }

  var report: String {
    let more = files.count > 10 ? " and \(files.count - 10) more files" : ""
    return "not redacted, so nothing was written: \(count) found in "
      + files.prefix(10).joined(separator: ", ") + more
  }

  var hint: String? {
    "pack without --redacted redacts them; handoff check tells the lines"
  }

  var exitStatus: Int32 { 2 }
}
