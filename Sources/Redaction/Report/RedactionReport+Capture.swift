public import Documents
import DurableFiles

extension RedactionReport {
  /// A folder of the output that `capture` made.
  public struct Capture: Sendable, Codable {
    /// Of the folder, in the output.
    public let path: String
    /// As a shell would read it, redacted.
    public let command: String
    public let started: Timestamp
    public let exit: Int?
    public let signal: Int?
  }
}

/// Reads what `capture` wrote into a folder, as the job is about to name it.
enum CapturedFolder {
  /// The file that tells of a capture.
  static let fileName = "capture.json"

  private struct Record: Decodable {
    let kind: String
    let command: String
    let started: Timestamp
    let exit: Int?
    let signal: Int?
  }

  private static let longest = 1 << 20

  /// - Parameters:
  ///   - path: where the redacted file stands.
  ///   - place: its place in the output.
  /// - Returns: nil for any other file.
  static func read(_ path: String, at place: String) -> RedactionReport.Capture? {
    let parts = place.split(separator: "/")
    guard parts.last == Substring(fileName),
      let bytes = try? DurableFile.read(path, limit: longest),
      let record = try? JSONText.decode(Record.self, from: bytes, file: fileName),
      record.kind == "capture"
    else { return nil }
    return RedactionReport.Capture(
      path: parts.dropLast().joined(separator: "/"), command: record.command,
      started: record.started, exit: record.exit, signal: record.signal)
  }
}
