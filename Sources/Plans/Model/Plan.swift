public import Documents

/// A change or a diagnosis that the client executes: `plan.yaml`.
public struct Plan: Sendable {
  public enum Kind: String, CaseIterable, Sendable {
    case change = "ChangePlan"
    /// Reads only.
    case diagnostic = "DiagnosticPlan"
  }

  public var kind: Kind
  public var metadata: PlanMetadata
  public var target: PlanTarget
  public var risk: PlanRisk
  public var window: Window?
  public var approvals: [ApprovalRequirement]
  /// In the document's order.
  public var parameters: [Parameter]
  public var preconditions: [Precondition]
  public var backup: Backup?
  public var monitoring: [MonitoringSignal]
  public var patches: [PatchSource]
  /// In the order of execution.
  public var steps: [Step]
  public var post: [PostTask]
  public var waivers: [Waiver]
  /// Places of the document's parts, for findings.
  public var root: Place

  public func step(_ id: String) -> Step? {
    steps.first { $0.id == id }
  }

  public func parameter(_ name: String) -> Parameter? {
    parameters.first { $0.name == name }
  }
}

/// Where a part of a document stands; 1-based, in characters.
public struct Place: Hashable, Sendable {
  public var file: String
  public var line: Int
  public var column: Int

  public init(file: String, line: Int, column: Int) {
    self.file = file
    self.line = line
    self.column = column
  }

  public init(_ value: YAMLValue) {
    self.init(file: value.file, line: value.line, column: value.column)
  }
}
