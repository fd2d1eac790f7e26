import Synchronization

/// Tells the findings of a text that is read in chunks, in their order and with their places.
// Unchecked: everything mutable is behind the turnstile's mutex.
final class FindingSink: ChunkSink, @unchecked Sendable {
  private let turns = Turnstile()
  private let tell: (Redactor.Place) throws -> Void
  private let rules: CompiledRules
  /// Newlines before the next chunk.
  private var lines = 0
  /// Bytes or characters between the last newline and the next chunk.
  private var lineLength = 0
  private let detail: FindingDetail

  /// - Parameter tell: called by one worker at a time.
  init(
    rules: CompiledRules, detail: FindingDetail = FindingDetail(),
    tell: @escaping @Sendable (Redactor.Place) throws -> Void
  ) {
    self.rules = rules
    self.detail = detail
    self.tell = tell
  }

  func take(_ chunk: Chunk, _ block: UnsafeRawBufferPointer, _ findings: [Finding]) throws {
    var count = LineCount(block, from: chunk.core.lowerBound)
    var columns = ColumnCount(
      block, detail.columns, from: chunk.core.lowerBound, isFirst: chunk.index == 0)
    let context = detail.hasContext ? FindingContext(block, findings, rules) : nil
    let own = findings.indices.filter {
      chunk.core.contains(findings[$0].range.lowerBound) && !findings[$0].form.isPicture
    }
    let places = own.map { index in
      let finding = findings[index]
      count.advance(to: finding.range.lowerBound)
      return (
        finding, line: count.newlines,
        column: columns.advance(to: finding.range.lowerBound, lineStart: count.lineStart),
        context: context?.digest(of: index) ?? ""
      )
    }
    count.advance(to: chunk.core.upperBound)
    let rest = columns.advance(to: chunk.core.upperBound, lineStart: count.lineStart)
    _ = try turns.pass(chunk.index) { () throws -> Void in
      for (finding, line, column, context) in places {
        let rule = rules.rules[finding.rule]
        try tell(
          Redactor.Place(
            rule: rule.id, category: rule.category, line: lines + line + 1,
            column: (line == 0 ? lineLength : 0) + column + 1, length: finding.range.count,
            context: context))
      }
      lineLength = (count.newlines == 0 ? lineLength : 0) + rest
      lines += count.newlines
    }
  }

  func write(_: UnsafeRawBufferPointer, chunk: Int) -> Bool { true }

  func close() { turns.close() }
}
