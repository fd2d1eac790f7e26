internal import Bundles
internal import Documents
internal import DurableFiles
internal import Execution
internal import Plans
internal import Redaction

/// Redaction and resolution for a run.
struct RunSecrets {
  let setup: RedactionSetup
  /// What the run's commands were given and have shown.
  let learned: LearnedValues

  /// - Parameter named: values that go too, and are never kept.
  init(
    _ options: RedactionOptions, ticket: String, folder: RunFolder, named: NamedValues
  ) throws {
    setup = try RedactionSetup(options, ticket: ticket)
    learned = try LearnedValues(path: folder.learned, rules: setup.rules, key: setup.key)
    learned.add(named)
  }

  /// One a stream.
  func makeRedactor() throws -> any StreamRedacting {
    RedactingStream(try learned.makeRedactor())
  }

  /// Values of parameters that only the vault holds, whether or not a command needed them.
  func learnParameters(of plan: Plan) throws {
    for parameter in plan.parameters {
      guard let placeholder = parameter.from else { continue }
      for value in try reveal(placeholder) {
        try learned.add(Array(value.utf8), placeholder: placeholder)
      }
    }
  }

  /// The candidates for a placeholder or a pseudonym.
  func reveal(_ text: String) throws -> [String] {
    guard let identity = SubstituteIdentity(text) else { return [] }
    let entries: [Vault.Entry]
    do { entries = try setup.vault().entries(identity) } catch let error as FileError {
      guard error.code == .missing else { throw error }
      return []
    }
    return entries.map { String(decoding: $0.value, as: UTF8.self) }
  }
}

/// A redactor behind the runner's interface.
private final class RedactingStream: StreamRedacting {
  private let redactor: LearningRedactor

  init(_ redactor: LearningRedactor) { self.redactor = redactor }

  func feed(_ bytes: [UInt8]) throws -> [UInt8] { try redactor.feed(bytes) }
  func finish() throws -> [UInt8] { try redactor.finish() }
}
