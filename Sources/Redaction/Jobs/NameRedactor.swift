/// Redacts the names of files and folders.
final class NameRedactor {
  fileprivate let redactor: Redactor
  private var names: [String: String] = [:]
  private var taken: Set<String> = []

  fileprivate let proof: Proof
  fileprivate let scanner: KnownValueScanner

  convenience init(
    rules: CompiledRules, key: PlaceholderKey, known: KnownValues, proof: Proof,
    vault: VaultWriter?
  ) throws {
    self.init(
      try Redactor(rules: rules, key: key, known: known, vault: vault), proof, proof.scanner())
  }

  /// With what a thread has already.
  init(_ redactor: Redactor, _ proof: Proof, _ scanner: KnownValueScanner) {
    self.redactor = redactor
    self.proof = proof
    self.scanner = scanner
  }

  /// - Parameter path: relative, with `/` between its parts.
  func redact(_ path: String) throws -> String {
    if let known = names[path] { return known }
    var parts: [String] = []
    for part in path.split(separator: "/") {
      parts.append(try redactor.redact(name: String(part)).replacing("/", with: "_"))
    }
    var name = parts.joined(separator: "/")
    var number = 2
    while taken.contains(name) {
      name = "\(parts.joined(separator: "/"))-\(number)"
      number += 1
    }
    try proof.check(name: name, scanner)
    taken.insert(name)
    names[path] = name
    return name
  }
}

extension NameRedactor {
  /// Words of a person's, for a report.
  func show(text: String) throws -> String {
    let shown = try redactor.redact(name: text)
    try proof.check(name: shown, scanner)
    return shown
  }

  /// A path for a report: redacted part by part, like a name that is written.
  func show(_ path: String) throws -> String {
    let parts = try path.split(separator: "/", omittingEmptySubsequences: false).map {
      try redactor.redact(name: String($0))
    }
    let name = parts.joined(separator: "/")
    try proof.check(name: name, scanner)
    return name
  }
}

extension String {
  fileprivate func replacing(_ sign: Character, with other: Character) -> String {
    String(map { $0 == sign ? other : $0 })
  }
}
