/// The second pass: no known value is left in what is about to be written.
struct Proof {
  private let scanner: KnownValueScanner
  private let rules: CompiledRules

  init(known: KnownValues, rules: CompiledRules) throws {
    scanner = try KnownValueScanner(known)
    self.rules = rules
  }

  /// - Parameter firstLine: 1-based number of the block's first line in its file.
  /// - Throws: ``JobFault`` with the rule, the file and the line of what is left.
  func check(_ output: [UInt8], file: String, firstLine: Int = 1) throws {
    try output.withUnsafeBytes { block in
      guard let left = try scanner.first(in: block) else { return }
      let line = firstLine + block[..<left.position].count { $0 == 0x0A }
      throw JobFault(
        code: .proof,
        report:
          "\(file):\(line): a value of rule '\(rules.rules[left.entry.rule].id)' would be left; nothing was written",
        hint: "please report this; leave the file out to go on")
    }
  }

  func check(name: String) throws {
    try Array(name.utf8).withUnsafeBytes { block in
      guard let left = try scanner.first(in: block) else { return }
      throw JobFault(
        code: .proof,
        report:
          "a file's name would keep a value of rule '\(rules.rules[left.entry.rule].id)'; nothing was written",
        hint: "please report this; leave the file out to go on")
    }
  }
}
