internal import Documents

/// What the machine's owner wants to be told by: a program that reads a small JSON document.
public struct NotifyCommand: Sendable, Equatable {
  /// The program, an absolute path, and its arguments.
  public var arguments: [String]
  /// In seconds.
  public var timeout = 10

  /// Reads `[/path/to/program, …]`, or a mapping with `run` and `timeout`.
  init(_ value: YAMLValue) throws {
    var list = value
    if case .mapping = value.kind {
      var mapping = try StrictMapping(value, of: "'notify'")
      list = try mapping.required("run")
      if let limit = mapping.optional("timeout") {
        timeout = try limit.seconds()
        guard (1...60).contains(timeout) else {
          throw limit.diagnostic("expected 1s to 60s: the run waits for it")
        }
      }
      try mapping.finish()
    }
    arguments = try list.strings()
    guard arguments.first?.hasPrefix("/") == true else {
      throw list.diagnostic("expected a list that begins with a program's absolute path")
    }
  }
}
