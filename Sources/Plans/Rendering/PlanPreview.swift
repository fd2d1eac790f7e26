/// A plan's documents before its patches are made.
public struct PlanPreview: Sendable {
  public let checklist: String
  public let rollback: String

  public init(plan: Plan, policy: Policy) {
    let document = ChangeDocument(plan: plan, patches: [], policy: policy)
    checklist = ChecklistMarkdown(document).text
    rollback = RollbackMarkdown(document).text
  }

  /// How a step is taken back, in one line.
  public static func rollback(of step: Step) -> String {
    ChangeDocument.rollbackLine(of: step, patch: nil)
  }

  /// A command as the checklist shows it.
  public static func lines(of command: Command) -> [String] {
    CommandText.block(command).split(separator: "\n").map(String.init)
  }

  /// The same in one line.
  public static func line(of command: Command) -> String { CommandText.line(command) }

  /// What a step's command must leave, as the checklist says it.
  public static func expected(of step: Step) -> [String] {
    ChangeDocument.expected(step.expect, isCommand: step.run != nil)
  }
}
