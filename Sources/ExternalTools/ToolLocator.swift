#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// Where a stock tool stands. `PATH` is never asked: whoever controls it could swap a verifier.
public struct ToolLocator: Sendable {
  /// Searched in this order.
  public static let folders = [
    "/usr/bin", "/bin", "/usr/sbin", "/sbin", "/usr/local/bin", "/opt/homebrew/bin",
  ]

  private let overrides: [String: String]

  /// - Parameter overrides: absolute paths by tool name, from the client's own settings.
  public init(overrides: [String: String] = [:]) {
    self.overrides = overrides
  }

  /// - Throws: ``ToolError`` with code `missing` and how to install the tool.
  public func path(of name: String) throws(ToolError) -> String {
    if let path = overrides[name] {
      guard path.hasPrefix("/"), access(path, X_OK) == 0 else {
        throw ToolError(
          code: .missing, tool: name,
          message: "\(path), named in client.yaml, is not an absolute path of a program",
          hint: Self.installation[name].map { "\($0); or mend 'tools' in client.yaml" })
      }
      return path
    }
    for folder in Self.folders {
      let path = "\(folder)/\(name)"
      if access(path, X_OK) == 0 { return path }
    }
    throw ToolError(
      code: .missing, tool: name,
      message: "\(name) is not installed in \(Self.folders.joined(separator: ", "))",
      hint: Self.installation[name])
  }

  private static let installation = [
    "ssh-keygen": "install it: apt-get install openssh-client",
    "age": "install it: apt-get install age, or brew install age",
    "git": "install it: apt-get install git, or brew install git",
  ]
}
