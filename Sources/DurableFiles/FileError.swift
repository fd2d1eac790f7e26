public import SystemPackage

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

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
      code: Code(errno), path: path, message: "cannot \(doing): \(errno)",
      hint: Self.hint(errno, path, isMade: !doing.isReading))
  }

  /// How to mend what the system says.
  private static func hint(_ errno: Errno, _ path: String, isMade: Bool) -> String? {
    switch errno {
    case .noSuchFileOrDirectory:
      let folder = FilePath(path).removingLastComponent()
      guard !folder.isEmpty, access(folder.string, F_OK) != 0 else {
        return "nothing has that name there: check how it is written"
      }
      return "there is no folder '\(folder)': "
        + (isMade ? "make it, or name another place" : "check how it is written")
    case .permissionDenied, .notPermitted:
      return "this user may not: look at its permissions, and at those of the folders above it"
    case .noSpace, .diskQuotaExceeded: return "make room on that disk"
    case .readOnlyFileSystem: return "nothing can be written there: name another place"
    case .notDirectory: return "a part of the path is a file, not a folder"
    case .isDirectory: return "it is a folder: name a file"
    case .fileNameTooLong: return "name it shorter"
    case .tooManyOpenFiles: return "allow more open files (ulimit -n)"
    default: return nil
    }
  }

  public var description: String { "\(path): \(message)" }
}

extension String {
  /// Whether it tells of something that should be there already.
  fileprivate var isReading: Bool {
    ["read", "open", "list", "look"].contains { hasPrefix($0) }
  }
}
