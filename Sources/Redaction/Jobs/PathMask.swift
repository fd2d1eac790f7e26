import DurableFiles

/// Shows paths whose names may hold secrets: what a rule finds in a name is told by the rule's id.
final class PathMask {
  private let redactor: Redactor
  private var shown: [String: String] = [:]

  convenience init(_ rules: CompiledRules, known: KnownValues? = nil) throws {
    self.init(try Redactor(rules: rules, key: PlaceholderKey.ephemeral(), known: known))
  }

  init(_ redactor: Redactor) {
    self.redactor = redactor
  }

  /// What is found in the last part of a path.
  func places(inNameOf path: String) throws -> [Redactor.Place] {
    guard let name = path.split(separator: "/").last else { return [] }
    return try redactor.find(name: String(name))
  }

  func show(_ path: String) throws -> String {
    try path.split(separator: "/", omittingEmptySubsequences: false)
      .map { try show(name: String($0)) }.joined(separator: "/")
  }

  private func show(name: String) throws -> String {
    if let known = shown[name] { return known }
    let bytes = Array(name.utf8)
    var output: [UInt8] = []
    var position = 0
    for place in try redactor.find(name: name) {
      output += bytes[position..<place.column - 1]
      output += "\(String(decoding: Placeholder.prefix, as: UTF8.self))\(place.rule)".utf8
      position = place.column - 1 + place.length
    }
    output += bytes[position...]
    let masked = String(decoding: output, as: UTF8.self)
    if shown.count >= 1 << 12 { shown.removeAll(keepingCapacity: true) }
    shown[name] = masked
    return masked
  }

  /// An error whose path is shown so.
  func show(_ error: FileError) -> FileError {
    FileError(
      code: error.code, path: (try? show(error.path)) ?? "a file", message: error.message,
      hint: error.hint)
  }
}
