public import Documents

/// A plan that can't be built.
public struct PlanFault: ReportedError, CustomStringConvertible {
  public struct Code: Sendable, Hashable {
    private enum Kind { case git, patch, script, secret, refused, incomplete, template }
    private let kind: Kind

    /// The repository or a revision isn't there.
    public static let git = Code(kind: .git)
    /// A patch that changes what no patch may.
    public static let patch = Code(kind: .patch)
    public static let script = Code(kind: .script)
    /// A credential would leave with the bundle.
    public static let secret = Code(kind: .secret)
    /// It asks for less than the policy does.
    public static let refused = Code(kind: .refused)
    public static let incomplete = Code(kind: .incomplete)
    public static let template = Code(kind: .template)
  }

  public let code: Code
  public let message: String
  public let hint: String?

  public init(_ code: Code, _ message: String, hint: String? = nil) {
    self.code = code
    self.message = message
    self.hint = hint
  }

  /// The same with the place in the plan that gave rise to it.
  func placed(at place: Place) -> PlanFault {
    PlanFault(code, "\(place.file):\(place.line):\(place.column): \(message)", hint: hint)
  }

  public var description: String { message }
  public var report: String { message }
  public var exitStatus: Int32 { code == .secret || code == .refused ? 2 : 1 }
}
