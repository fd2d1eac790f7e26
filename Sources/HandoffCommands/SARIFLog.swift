internal import Documents
internal import Redaction

/// A SARIF log without its results.
struct SARIFLog: Encodable {
  private let schema =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
  private let version = "2.1.0"
  private let runs: [Run]

  /// - Parameter rules: those that found something, as the results' indices count them.
  init(rules: [SARIFRule], leftOut: [LeftOut]) {
    runs = [
      Run(
        tool: Tool(driver: Driver(rules: rules)),
        invocations: [Invocation(toolExecutionNotifications: leftOut.map { Notification($0) })])
    ]
  }

  private enum CodingKeys: String, CodingKey {
    case schema = "$schema"
    case version, runs
  }

  private struct Run: Encodable {
    let tool: Tool
    let invocations: [Invocation]
    let columnKind = "unicodeCodePoints"
    let originalUriBaseIds = [
      SARIFLocation.root: Base(
        description: SARIFRule.Text(text: "The folder in which the check ran."))
    ]
    let results: [Int] = []
  }

  private struct Tool: Encodable {
    let driver: Driver
  }

  private struct Driver: Encodable {
    let name = "handoff"
    let version = HandoffVersion.text
    let rules: [SARIFRule]
  }

  /// Without its URI: what stands above the folder is nobody's matter.
  private struct Base: Encodable {
    let description: SARIFRule.Text
  }

  private struct Invocation: Encodable {
    let executionSuccessful = true
    let toolExecutionNotifications: [Notification]
  }

  /// What wasn't checked.
  private struct Notification: Encodable {
    let level = "note"
    let locations: [Location]
    let message: SARIFRule.Text

    init(_ item: LeftOut) {
      locations = [
        Location(physicalLocation: Physical(artifactLocation: SARIFLocation(item.path)))
      ]
      message = SARIFRule.Text(text: "Not checked: \(item.reason).")
    }
  }

  private struct Location: Encodable {
    let physicalLocation: Physical
  }

  private struct Physical: Encodable {
    let artifactLocation: SARIFLocation
  }
}
