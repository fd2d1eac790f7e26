/// Shows the names of what a diff is about: masked, and redacted.
final class DiffNames {
  struct Pair {
    let old: String
    let new: String
  }

  private let redactor: Redactor
  private let names: NameRedactor
  private var shown: [String: String] = [:]

  init(_ job: RedactionJob, _ known: KnownValues) throws {
    redactor = try Redactor(rules: job.rules, key: job.key, known: known)
    let proof = Proof(known: known, rules: job.rules)
    names = NameRedactor(redactor, proof, proof.scanner())
  }

  func show(_ path: String) throws -> Pair {
    let parts = try path.split(separator: "/", omittingEmptySubsequences: false).map {
      try mask(String($0))
    }
    return Pair(old: parts.joined(separator: "/"), new: try names.show(path))
  }

  func show(text: String) throws -> String { try names.show(text: text) }

  private func mask(_ name: String) throws -> String {
    if let known = shown[name] { return known }
    let masked = try redactor.masked(name: name)
    if shown.count >= 1 << 12 { shown.removeAll(keepingCapacity: true) }
    shown[name] = masked
    return masked
  }
}
