/// A stock tool that could not do its work.
public struct ToolError: Error, Sendable, CustomStringConvertible {
  public struct Code: Sendable, Hashable {
    private enum Kind { case missing, launch, timeout, failed }
    private let kind: Kind
    public static let missing = Code(kind: .missing)
    public static let launch = Code(kind: .launch)
    public static let timeout = Code(kind: .timeout)
    public static let failed = Code(kind: .failed)
  }

  public let code: Code
  public let tool: String
  public let message: String
  public let hint: String?

  public init(code: Code, tool: String, message: String, hint: String? = nil) {
    self.code = code
    self.tool = tool
    self.message = message
    self.hint = hint
  }

  public var description: String { message }
}
