internal import ArgumentParser
internal import Bundles
internal import Documents
internal import DurableFiles
internal import ExternalTools

struct SignersCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "signers",
    abstract: "Whose signatures count: pin a key, list them, check the list.",
    subcommands: [
      SignersAddCommand.self, SignersListCommand.self, SignersCheckCommand.self,
    ])

  /// The list that these commands mean.
  static func file(_ trust: TrustOption) throws -> String {
    try trust.allowedSigners ?? ClientSettings.load().allowedSigners
      ?? ClientSettings.defaultSigners
  }
}

struct SignersListCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the pinned keys.")

  @OptionGroup var trust: TrustOption
  @OptionGroup var json: JSONOption

  struct Line: Encodable {
    let principals: [String]
    let fingerprint: String
    let type: String
    let namespaces: [String]?
    let authority: Bool
    let line: Int

    init(_ entry: AllowedSigners.Entry) {
      principals = entry.principals
      fingerprint = entry.key.fingerprint
      type = entry.key.type
      namespaces = entry.namespaces
      authority = entry.isAuthority
      line = entry.line
    }
  }

  func run() async throws {
    let console = Console()
    let signers = try AllowedSigners(path: SignersCommand.file(trust))
    if json.json { return try console.write(json: signers.entries.map(Line.init)) }
    for entry in signers.entries {
      let names = PrintableText.name(entry.principals.joined(separator: ","))
      try console.write(
        line: "\(names)\t\(entry.key.type)\t\(entry.key.fingerprint)"
          + (entry.namespaces.map { "\t" + PrintableText.name($0.joined(separator: ",")) } ?? ""))
    }
  }
}

struct SignersCheckCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Check the list: readable lines, no key under two names.")

  @OptionGroup var trust: TrustOption
  @OptionGroup var quiet: QuietOption

  func run() async throws {
    let console = quiet.console
    let signers = try AllowedSigners(path: SignersCommand.file(trust))
    var faults = signers.faults
    var names: [[UInt8]: AllowedSigners.Entry] = [:]
    for entry in signers.entries {
      if let first = names[entry.key.blob], first.principals != entry.principals {
        faults.append(
          "\(signers.path):\(entry.line): the same key as line \(first.line) under another name")
      }
      names[entry.key.blob] = names[entry.key.blob] ?? entry
      if entry.principals.contains(where: { $0.contains("*") || $0.contains("?") }) {
        faults.append("\(signers.path):\(entry.line): a pattern: the key may be anybody")
      }
    }
    for fault in faults { console.error(fault) }
    guard faults.isEmpty else { throw ExitCode(2) }
    console.note(
      "\(signers.path): \(signers.entries.count) \(signers.entries.count == 1 ? "key" : "keys"), nothing to complain of"
    )
  }
}
