internal import ArgumentParser
internal import Bundles
internal import Documents
internal import DurableFiles
internal import Execution
internal import ExternalTools
internal import Redaction

/// `--rules`, `--profile`, `--key`: how a command's output is redacted while it is captured.
struct CaptureOptions: ParsableArguments {
  @Option(name: .long, help: "A file or folder of redaction rules to add; can repeat.")
  var rules: [String] = []

  @Option(name: .long, help: "What is redacted from outputs: secrets, support or strict.")
  var profile = "support"

  @Option(name: .long, help: "Key file of the placeholders; by default the ticket's.")
  var key: String?
}

/// Redaction and resolution for a run.
struct RunSecrets {
  private let rules: CompiledRules
  private let key: PlaceholderKey
  private let vault: Vault

  init(_ options: CaptureOptions, ticket: String) throws {
    guard let profile = RedactionProfile(rawValue: options.profile) else {
      throw ValidationError("'\(options.profile)' is none of secrets, support, strict.")
    }
    rules = try CompiledRules(RuleSet.builtin(adding: options.rules), profile: profile)
    let path = options.key ?? "\(ProcessEnvironment.stateFolder)/keys/\(ticket).key"
    key = try PlaceholderKey.load(path)
    vault = Vault(keyPath: path, key: key)
  }

  /// One a stream.
  func makeRedactor() throws -> any StreamRedacting {
    RedactingStream(try StreamRedactor(rules: rules, key: key))
  }

  /// The candidates for a placeholder or a pseudonym that names its identity.
  func reveal(_ text: String) throws -> [String] {
    guard let hex = Self.identity(in: text) else { return [] }
    let entries: [Vault.Entry]
    do { entries = try vault.entries(hex: hex) } catch let error as FileError {
      guard error.code == .missing else { throw error }
      return []
    }
    return entries.map { String(decoding: $0.value, as: UTF8.self) }
  }

  private static func identity(in text: String) -> String? {
    if let placeholder = Placeholder(text) { return placeholder.hex }
    for lead in ["user-", "host-"] where text.hasPrefix(lead) {
      let hex = text.dropFirst(lead.count).prefix(16)
      if Placeholder(String(hex)) != nil { return String(hex) }
    }
    return nil
  }
}

/// A redactor behind the runner's interface.
private final class RedactingStream: StreamRedacting {
  private let redactor: StreamRedactor

  init(_ redactor: StreamRedactor) { self.redactor = redactor }

  func feed(_ bytes: [UInt8]) throws -> [UInt8] { try redactor.feed(bytes) }
  func finish() throws -> [UInt8] { try redactor.finish() }
}
