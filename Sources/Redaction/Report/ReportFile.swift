import Documents
import DurableFiles

/// Where a job's report goes, and as what.
public struct ReportFile: Sendable, Hashable {
  public enum Form: Sendable, Hashable { case json, html }

  public let path: String
  public let form: Form

  /// - Parameter path: ends in `.json` or `.html`; nil where it doesn't.
  public init?(path: String) {
    switch path.utf8.suffix(5) {
    case let end where end.elementsEqual(".json".utf8): form = .json
    case let end where end.elementsEqual(".html".utf8): form = .html
    default: return nil
    }
    self.path = path
  }

  /// - Parameter pictures: what a page shows of the output.
  func bytes(
    of report: RedactionReport, showing pictures: [ReportPicture] = []
  ) throws -> [UInt8] {
    switch form {
    case .json: try JSONText.encode(report, pretty: true)
    case .html: Array(ReportPage(report, showing: pictures).text.utf8)
    }
  }
}
