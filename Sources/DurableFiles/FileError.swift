public import SystemPackage

/// A file operation that failed: what was tried, on which path, and the system's reason.
public struct FileError: Error, Sendable, CustomStringConvertible {
  public struct Code: Sendable, Hashable {
    private enum Kind { case missing, exists, system, notRegular, brokenPipe }
    private let kind: Kind
    public static let missing = Code(kind: .missing)
    public static let exists = Code(kind: .exists)
    public static let system = Code(kind: .system)
    public static let notRegular = Code(kind: .notRegular)
    /// Whoever read the output has gone: nothing to complain about.
    public static let brokenPipe = Code(kind: .brokenPipe)

    private init(kind: Kind) { self.kind = kind }

    init(_ errno: Errno) {
      switch errno {
      case .noSuchFileOrDirectory: self = .missing
      case .fileExists: self = .exists
      case .brokenPipe: self = .brokenPipe
      default: self = .system
      }
    }
  }

  public let code: Code
  public let path: String
  public let message: String
  public let hint: String?

  public init(code: Code, path: String, message: String, hint: String? = nil) {
    self.code = code
    self.path = path
    self.message = message
    self.hint = hint
  }

  public init(_ errno: Errno, path: String, doing: String) {
    self.init(
      code: Code(errno), path: path, message: "cannot \(doing): \(errno)")
  }

  public var description: String { "\(path): \(message)" }
}
