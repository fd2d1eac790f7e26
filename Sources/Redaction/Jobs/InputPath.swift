/// An input as it is opened, and as it is shown.
package struct InputPath: Sendable {
  package let path: String
  package let shown: String

  package init(_ path: String) {
    self.path = path
    shown = path
  }

  /// Standard input, whatever it is.
  package static let standardInput = InputPath(path: "/dev/stdin", shown: "-")

  /// Paths of a command line, where `-` and none at all mean standard input.
  package static func list(_ paths: [String]) -> [InputPath] {
    paths.isEmpty ? [.standardInput] : paths.map { $0 == "-" ? .standardInput : InputPath($0) }
  }

  private init(path: String, shown: String) {
    self.path = path
    self.shown = shown
  }
}
