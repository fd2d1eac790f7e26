internal import ArgumentParser
internal import Bundles
internal import Documents
internal import DurableFiles
internal import ExternalTools
internal import Redaction

/// Turns the redaction options of a command into rules, a key and a vault.
struct RedactionSetup {
  let rules: CompiledRules
  let key: PlaceholderKey
  let keyPath: String
  /// Whether other jobs have the same key.
  let isKeyKept: Bool
  /// Workers at the same time.
  let jobs: Int

  /// - Parameters:
  ///   - ticket: a ticket's file or id; names the key where no `--key` does.
  ///   - allowances: what stays though a rule finds it.
  ///   - makesKey: false where nothing may be written: without a key file it is another key.
  init(
    _ options: RedactionOptions, ticket: String? = nil, allowing allowances: Allowances = .none,
    makesKey: Bool = true
  ) throws {
    let profile = try RedactionOptions.profile(options.profile)
    rules = try CompiledRules(
      RuleSources.load(options.rules), profile: profile, allowing: allowances)
    keyPath = try KeyPlace.path(key: options.key, ticket: ticket)
    isKeyKept = makesKey || DurableFile.exists(keyPath)
    key = try isKeyKept ? PlaceholderKey.load(keyPath, creating: makesKey) : .ephemeral()
    jobs = try options.workers()
  }

  func vault() -> Vault { Vault(keyPath: keyPath, key: key) }
}

/// Where a job's key stands.
enum KeyPlace {
  static func path(key: String?, ticket: String?) throws -> String {
    if let key { return key }
    let folder = ProcessEnvironment.stateFolder + "/keys"
    guard let ticket else { return "\(folder)/default.key" }
    return "\(folder)/\(try ticketID(ticket)).key"
  }

  /// A ticket's id, given as such or by its file.
  static func ticketID(_ text: String) throws -> String {
    if text.contains("/") || text.hasSuffix(".yaml") || text.hasSuffix(".yml") {
      return try Ticket(path: text).id
    }
    guard TicketID.isValid(text) else {
      throw ValidationError(
        "'\(text)' is not a ticket's id: letters, digits, '.', '_' and '-', at most 64")
    }
    return text
  }
}

/// The rules of the binary, and those that people added: never from the current folder.
enum RuleSources {
  /// For redacting.
  static func load(_ named: [String]) throws -> RuleSet {
    try RuleSet.forJobs(adding: added(named))
  }

  /// With their examples and sources.
  static func loadWhole(_ named: [String]) throws -> RuleSet {
    try RuleSet.builtin(adding: added(named))
  }

  private static func added(_ named: [String]) throws -> [String] {
    let folders = ["/etc/handoff/rules", ProcessEnvironment.configurationFolder + "/rules"]
    let variable = ProcessEnvironment.value("HANDOFF_RULES").map { [$0] } ?? []
    for path in variable {
      try requireRules(path, hint: "HANDOFF_RULES names it: rule files end in .yaml or .yml")
    }
    for path in named { try requireRules(path, hint: "rule files end in .yaml or .yml") }
    return folders.filter { DurableFile.exists($0) } + variable + named
  }

  /// What somebody names holds rules: a job without them would leave in what they find.
  private static func requireRules(_ path: String, hint: String) throws {
    guard try RuleFiles.list(path).isEmpty else { return }
    throw FileError(code: .missing, path: path, message: "the folder holds no rules", hint: hint)
  }
}
