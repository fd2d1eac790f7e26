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
      let redacted = try redactor.redact(Array(part.utf8)).bytes
      parts.append(String(decoding: redacted, as: UTF8.self).replacing("/", with: "_"))
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
  /// A path for a report: redacted part by part, like a name that is written.
  func show(_ path: String) throws -> String {
    let parts = try path.split(separator: "/", omittingEmptySubsequences: false).map {
      String(decoding: try redactor.redact(Array($0.utf8)).bytes, as: UTF8.self)
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
