/// The second pass: no known value is left in what is about to be written.
struct Proof: Sendable {
  private let known: KnownValues
  private let rules: CompiledRules

  init(known: KnownValues, rules: CompiledRules) {
    self.known = known
    self.rules = rules
  }

  func scanner() -> KnownValueScanner { KnownValueScanner(known) }

  /// - Throws: ``JobFault`` with the rule, the file and the line of what is left.
  func check(_ output: UnsafeRawBufferPointer, file: String, _ scanner: KnownValueScanner) throws {
    guard let left = scanner.first(in: output) else { return }
    throw fault(left.rule, file, line: 1 + Self.newlines(in: output[..<left.position]))
  }

  /// A part of a file, whose line isn't known; ``ProofLocator`` tells it.
  func check(part: UnsafeRawBufferPointer, of file: String, _ scanner: KnownValueScanner) throws {
    guard let left = scanner.first(in: part) else { return }
    throw fault("\(file): a value of rule '\(rules.rules[left.rule].id)' would be left")
  }

  func check(name: String, _ scanner: KnownValueScanner) throws {
    try Array(name.utf8).withUnsafeBytes { block in
      guard let left = scanner.first(in: block) else { return }
      throw fault("a file's name would keep a value of rule '\(rules.rules[left.rule].id)'")
    }
  }

  func fault(_ rule: Int, _ file: String, line: Int) -> JobFault {
    fault("\(file):\(line): a value of rule '\(rules.rules[rule].id)' would be left")
  }

  static func newlines(in bytes: some Sequence<UInt8>) -> Int { bytes.count { $0 == 0x0A } }

  private func fault(_ message: String) -> JobFault {
    JobFault(
      code: .proof, report: "\(message); nothing was written",
      hint: "please report this; leave the file out to go on")
  }
}
