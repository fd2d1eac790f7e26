import Synchronization

/// Tells the findings of a text that is read in chunks, in their order and with their places.
// Unchecked: everything mutable is behind the turnstile's mutex.
final class FindingSink: ChunkSink, @unchecked Sendable {
  private let turns = Turnstile()
  private let tell: (Redactor.Place) throws -> Void
  private let rules: CompiledRules
  /// Newlines before the next chunk.
  private var lines = 0
  /// Bytes between the last newline and the next chunk.
  private var lineBytes = 0

  /// - Parameter tell: called by one worker at a time.
  init(rules: CompiledRules, tell: @escaping @Sendable (Redactor.Place) throws -> Void) {
    self.rules = rules
    self.tell = tell
  }

  func take(_ chunk: Chunk, _ block: UnsafeRawBufferPointer, _ findings: [Finding]) throws {
    var newlines = 0
    var lineStart = chunk.core.lowerBound
    var position = chunk.core.lowerBound
    func advance(to end: Int) {
      while position < end {
        if block[position] == 0x0A {
          newlines += 1
          lineStart = position + 1
        }
        position += 1
      }
    }
    let places = findings.map { finding in
      advance(to: finding.range.lowerBound)
      return (finding, line: newlines, column: finding.range.lowerBound - lineStart)
    }
    advance(to: chunk.core.upperBound)
    _ = try turns.pass(chunk.index) { () throws -> Void in
      for (finding, line, column) in places {
        let rule = rules.rules[finding.rule]
        try tell(
          Redactor.Place(
            rule: rule.id, category: rule.category, line: lines + line + 1,
            column: (line == 0 ? lineBytes : 0) + column + 1, length: finding.range.count))
      }
      lineBytes = (newlines == 0 ? lineBytes : 0) + chunk.core.upperBound - lineStart
      lines += newlines
    }
  }

  func write(_: UnsafeRawBufferPointer, chunk: Int) -> Bool { true }

  func close() { turns.close() }
}
