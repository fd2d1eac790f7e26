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
  /// Whether the plan is refused for it.
  public var refuses: Bool

  private enum CodingKeys: String, CodingKey {
    case rule, level, file, line, column, step, command, message
  }
}
