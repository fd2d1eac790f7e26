public import Documents

/// What a policy has against a plan or a command.
public struct Finding: Hashable, Sendable, Encodable {
  public var rule: String
  public var level: String
  public var file: String
  public var line: Int
  public var column: Int
  public var step: String?
  /// The command, with every secret masked.
  public var command: String?
  /// What is wrong and why it matters.
  public var message: String
  /// How it is mended.
  public var hint: String?
  /// Whether the plan is refused for it.
  public var refuses: Bool
  /// Whether a waiver can except a step from the rule.
  public var isWaivable: Bool

  /// A document that is no plan.
  public init(_ fault: Diagnostic) {
    self.init(
      rule: "invalid-plan", level: "block", file: fault.file, line: fault.line,
      column: fault.column, message: fault.message, hint: fault.hint, refuses: true)
  }

  init(
    rule: String, level: String, file: String, line: Int, column: Int, step: String? = nil,
    command: String? = nil, message: String, hint: String? = nil, refuses: Bool,
    isWaivable: Bool = false
  ) {
    self.rule = rule
    self.level = level
    self.file = file
    self.line = line
    self.column = column
    self.step = step
    self.command = command
    self.message = message
    self.hint = hint
    self.refuses = refuses
    self.isWaivable = isWaivable
  }

  private enum CodingKeys: String, CodingKey {
    case rule, level, file, line, column, step, command, message, hint
  }
}
