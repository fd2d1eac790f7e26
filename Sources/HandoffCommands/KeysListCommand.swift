internal import ArgumentParser
internal import Bundles
internal import Documents

struct KeysListCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "List the keys of this machine, and whether each and its vault can be used.")

  @OptionGroup var json: JSONOption

  private struct Row: Encodable {
    struct Vault: Encodable {
      let path: String
      let bytes: Int
      /// Nil where it can't be opened.
      let entries: Int?
    }
    let ticket: String
    let path: String
    let made: Timestamp?
    let fingerprint: String?
    let vault: Vault?
    let problems: [String]

    init(_ key: StoredKey) {
      ticket = key.name
      path = key.path
      made = key.made
      fingerprint = key.fingerprint
      vault = key.vault.map { Vault(path: $0.path, bytes: $0.bytes, entries: $0.entries) }
      problems = key.problems
    }
  }

  func run() async throws {
    let console = Console()
    let keys = try StoredKey.all(in: KeyChoice.folder)
    if json.json { return try console.write(json: keys.map(Row.init)) }
    guard !keys.isEmpty else {
      return console.note("\(KeyChoice.folder): no key; the first job with placeholders makes one")
    }
    let width = max(6, keys.map(\.name.count).max() ?? 0)
    for key in keys {
      let name = key.name + String(repeating: " ", count: width - key.name.count)
      let made = key.made?.description ?? "-"
      let fingerprint = key.fingerprint ?? String(repeating: "-", count: 16)
      try console.write(line: "\(name)  \(made)  \(fingerprint)  \(Self.text(key.vault))")
      for problem in key.problems { console.warning(PrintableText.line(problem)) }
    }
  }

  private static func text(_ vault: StoredKey.VaultFacts?) -> String {
    guard let vault else { return "no vault" }
    let entries = vault.entries.map { "\($0) values" } ?? "can't be opened"
    let size = vault.bytes < 1000 ? "\(vault.bytes) bytes" : ProgressText.size(vault.bytes)
    return "\(entries), \(size)"
  }
}
