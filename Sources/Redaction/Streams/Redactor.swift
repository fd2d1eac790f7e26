/// Redacts texts in memory; one a thread.
public final class Redactor {
  let rules: CompiledRules
  let finder: Finder
  let writer: SubstituteWriter
  private var output = OutputBuffer()

  public convenience init(rules: CompiledRules, key: PlaceholderKey) throws {
    try self.init(rules: rules, key: key, known: nil)
  }

  /// - Parameters:
  ///   - known: values from elsewhere that go too.
  ///   - vault: told each value with what stands for it.
  init(
    rules: CompiledRules, key: PlaceholderKey, known: KnownValues?, vault: VaultWriter? = nil
  ) throws {
    self.rules = rules
    finder = try Finder(rules, known: known)
    writer = SubstituteWriter(rules: rules, key: key, vault: vault)
  }

  /// A finding with its place; it never holds the value.
  public struct Place: Sendable, Hashable {
    public let rule: String
    public let category: RuleCategory
    /// 1-based.
    public let line: Int
    /// 1-based, in bytes if nothing else was asked for.
    public let column: Int
    /// In bytes.
    public let length: Int
    /// See ``FindingContext``; empty where it wasn't asked for.
    let context: String
  }

  public struct RedactedText: Sendable {
    public let bytes: [UInt8]
    public let places: [Place]
  }

  /// - Parameters:
  ///   - path: the text's name, which tells its format; may be empty.
  ///   - file: where it stands, for an allow-list; the path where that is nil.
  public func redact(_ bytes: [UInt8], path: String = "", file: String? = nil) throws
    -> RedactedText
  {
    try bytes.withUnsafeBytes { block in
      let redacted = try redact(block, path: path, file: file)
      return RedactedText(bytes: Array(redacted), places: places(in: block))
    }
  }

  /// The text of the last search with a mask in each finding's place.
  func masked(_ bytes: [UInt8]) -> [UInt8] {
    bytes.withUnsafeBytes { block in
      var output = OutputBuffer(capacity: block.count)
      var position = 0
      for finding in finder.findings {
        output.append(
          UnsafeRawBufferPointer(rebasing: block[position..<finding.range.lowerBound]))
        writeMask(for: finding, in: block, to: &output)
        position = finding.range.upperBound
      }
      output.append(UnsafeRawBufferPointer(rebasing: block[position...]))
      return Array(output.bytes)
    }
  }

  /// - Returns: the block itself where nothing was found in it, or bytes that last until the next
  ///   text is redacted.
  func redact(
    _ block: UnsafeRawBufferPointer, path: String, file: String? = nil
  ) throws -> UnsafeRawBufferPointer {
    finder.setPath(file ?? path)
    try finder.find(in: block, hint: FormatHint(path: path), isFinal: true)
    guard !finder.findings.isEmpty else { return block }
    assemble(block, to: &output)
    try writer.handOver()
    return output.bytes
  }

  private func assemble(_ block: UnsafeRawBufferPointer, to output: inout OutputBuffer) {
    output.removeAll()
    var position = 0
    for finding in finder.findings {
      output.append(
        UnsafeRawBufferPointer(rebasing: block[position..<finding.range.lowerBound]))
      writeSubstitute(for: finding, in: block, to: &output)
      position = finding.range.upperBound
    }
    output.append(UnsafeRawBufferPointer(rebasing: block[position...]))
  }

  /// Writes what replaces a finding of the last search.
  func writeSubstitute(
    for finding: Finding, in block: UnsafeRawBufferPointer, to output: inout OutputBuffer
  ) {
    guard finding.replacement >= 0 else { return writer.write(finding, in: block, to: &output) }
    writer.write(
      finder.replacements[finding.replacement],
      in: UnsafeRawBufferPointer(rebasing: block[finding.range]), to: &output)
  }

  /// Writes what hides a finding of the last search: where only parts go, what is between them stays.
  func writeMask(
    for finding: Finding, in block: UnsafeRawBufferPointer, to output: inout OutputBuffer
  ) {
    guard finding.replacement >= 0, finder.replacements[finding.replacement].encoding == .lines
    else { return SubstituteWriter.writeMask(of: finding, in: block, to: &output) }
    output.append(SubstituteWriter.mask)
    for case .bytes(let between) in finder.replacements[finding.replacement].parts {
      output.append(between)
      output.append(SubstituteWriter.mask)
    }
  }

  /// Calls `body` with each value's rule and its innermost bytes.
  func values(
    in bytes: [UInt8], path: String, file: String? = nil, body: (Rule, [UInt8]) -> Void
  ) throws {
    try bytes.withUnsafeBytes { block in
      finder.setPath(file ?? path)
      try finder.find(in: block, hint: FormatHint(path: path), isFinal: true)
      for finding in finder.findings { forEachValue(of: finding, in: block, body) }
    }
  }

  /// The value of a finding, or the values inside one that is a text of its own.
  func forEachValue(
    of finding: Finding, in block: UnsafeRawBufferPointer, _ body: (Rule, [UInt8]) -> Void
  ) {
    guard finding.replacement >= 0 else {
      let span = UnsafeRawBufferPointer(rebasing: block[finding.range])
      return body(rules.rules[finding.rule], finding.form.decode(span))
    }
    forEachValue(of: finder.replacements[finding.replacement], body)
  }

  private func forEachValue(
    of replacement: KnownValues.Replacement, _ body: (Rule, [UInt8]) -> Void
  ) {
    for part in replacement.parts {
      switch part {
      case .bytes: break
      case .value(let value, let rule): body(rules.rules[rule], value)
      case .nested(let inner): forEachValue(of: inner, body)
      }
    }
  }

  /// Calls `body` with each value of the last search that may be looked for elsewhere.
  func forEachCredential(
    in block: UnsafeRawBufferPointer, _ body: (Rule, [UInt8]) -> Void
  ) {
    for finding in finder.findings
    where finding.replacement >= 0 || rules.rules[finding.rule].category == .credential {
      forEachValue(of: finding, in: block, body)
    }
  }

  /// Finds only.
  public func find(_ bytes: [UInt8], path: String = "", file: String? = nil) throws -> [Place] {
    try find(bytes, path: path, file: file, detail: FindingDetail())
  }

  func find(
    _ bytes: [UInt8], path: String = "", file: String? = nil, detail: FindingDetail
  ) throws -> [Place] {
    try bytes.withUnsafeBytes { block in
      finder.setPath(file ?? path)
      try finder.find(in: block, hint: FormatHint(path: path), isFinal: true)
      return places(in: block, detail)
    }
  }

  // MARK: Names

  /// Redacts a name: nobody writes a comment into one.
  func redact(name: String) throws -> String {
    finder.honoursComments = false
    defer { finder.honoursComments = true }
    return String(decoding: try redact(Array(name.utf8)).bytes, as: UTF8.self)
  }

  /// A text with a mask in each finding's place; it tells neither value nor length.
  package func masked(name: String) throws -> String {
    _ = try find(name: name)
    return String(decoding: masked(Array(name.utf8)), as: UTF8.self)
  }

  func find(name: String) throws -> [Place] {
    finder.honoursComments = false
    defer { finder.honoursComments = true }
    return try find(Array(name.utf8))
  }

  private func places(
    in block: UnsafeRawBufferPointer, _ detail: FindingDetail = FindingDetail()
  ) -> [Place] {
    var count = LineCount(block)
    var columns = ColumnCount(block, detail.columns)
    let context = detail.hasContext ? FindingContext(block, finder.findings, rules) : nil
    return finder.findings.indices.map { index in
      let finding = finder.findings[index]
      count.advance(to: finding.range.lowerBound)
      let rule = rules.rules[finding.rule]
      return Place(
        rule: rule.id, category: rule.category, line: count.newlines + 1,
        column: columns.advance(to: finding.range.lowerBound, lineStart: count.lineStart) + 1,
        length: finding.range.count, context: context?.digest(of: index) ?? "")
    }
  }
}
