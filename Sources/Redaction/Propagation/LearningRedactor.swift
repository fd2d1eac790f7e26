/// Redacts a stream, and what its own lines and earlier streams have shown; one a thread.
package final class LearningRedactor {
  private let learned: LearnedValues
  private var redactor: StreamRedactor
  private var known: KnownValues
  private var found: [(rule: Rule, value: [UInt8])] = []

  init(_ learned: LearnedValues) throws {
    self.learned = learned
    known = try learned.known()
    redactor = try StreamRedactor(rules: learned.rules, key: learned.key, known: known, path: "")
    watch()
  }

  private func watch() {
    redactor.onFinding = { [unowned self] rule, value in found.append((rule, value)) }
  }

  package func feed(_ bytes: [UInt8]) throws -> [UInt8] { try learn(from: redactor.feed(bytes)) }

  package func finish() throws -> [UInt8] { try learn(from: redactor.finish()) }

  /// - Parameter output: what is about to go on: a value found in its midst may stand bare before
  ///   and behind.
  private func learn(from output: [UInt8]) throws -> [UInt8] {
    defer { found = [] }
    guard !found.isEmpty, try learned.add(found) else { return output }
    known = try learned.known()
    redactor = try StreamRedactor(
      rules: learned.rules, key: learned.key, known: known, carried: redactor.handOver())
    watch()
    return try Redactor(rules: learned.rules, key: learned.key, known: known).redact(output).bytes
  }
}
