/// Values by column in SQL: `INSERT INTO t (id, db_password) VALUES (1, 'x')`, and the rows below
/// `COPY t (id, db_password) FROM stdin;`.
///
/// What begins within ``Finder/reach`` of the column names counts.
struct SQLColumns {
  let block: UnsafeRawBufferPointer
  let isFinal: Bool

  /// How long a list of columns may be, in bytes.
  private static let longestList = 4096

  private func isListed(_ byte: UInt8) -> Bool {
    Bytes.isKey(byte) || Bytes.isSpace(byte) || ",\"`[]".utf8.contains(byte)
  }

  /// - Returns: nil where the name stands in no list in parentheses.
  func scan(
    _ name: Range<Int>, _ match: (String) -> KeyNameTable.Match?, into findings: inout [Finding]
  ) -> ColumnOutcome? {
    guard isMember(name) else { return nil }
    var open = name.lowerBound
    let floor = max(0, open - Self.longestList)
    while open > floor, isListed(block[open - 1]) { open -= 1 }
    var close = name.upperBound
    let stop = min(block.count, close + Self.longestList)
    while close < stop, isListed(block[close]) { close += 1 }
    // Nobody else in this list need look for its ends.
    var outcome = ColumnOutcome(end: close)
    guard open > floor, block[open - 1] == 0x28 else { return outcome }
    let lineStart = Finder.line(at: open - 1, in: block).lowerBound
    let again = isFinal ? nil : lineStart
    guard close < block.count else {
      outcome.incompleteFrom = again
      return outcome
    }
    guard close < stop, block[close] == 0x29 else { return outcome }
    let index = skipSpaces(close + 1)
    guard index + 16 < block.count || isFinal else {
      outcome.incompleteFrom = again
      return outcome
    }
    let isCopy = holds("from stdin", at: index)
    guard isCopy || holds("values", at: index),
      let columns = Columns(names(open..<close), in: block, match)
    else { return outcome }
    let ceiling = open + Finder.reach
    outcome.end = rows(from: index, ceiling, columns, &findings)
    if outcome.end >= block.count, block.count < ceiling { outcome.incompleteFrom = again }
    return outcome
  }

  private func isMember(_ name: Range<Int>) -> Bool {
    var index = name.upperBound
    while index < block.count, Bytes.isSpace(block[index]) || "\"`]".utf8.contains(block[index]) {
      index += 1
    }
    return index < block.count && (block[index] == 0x2C || block[index] == 0x29)
  }

  private func skipSpaces(_ start: Int) -> Int {
    var index = start
    while index < block.count, Bytes.isSpace(block[index]) { index += 1 }
    return index
  }

  private func holds(_ text: StaticString, at start: Int) -> Bool {
    let count = text.utf8CodeUnitCount
    guard start + count <= block.count else { return false }
    return (0..<count).allSatisfy { Bytes.lowercased(block[start + $0]) == text.utf8Start[$0] }
  }

  private func names(_ list: Range<Int>) -> [Range<Int>] {
    var names: [Range<Int>] = []
    var start = list.lowerBound
    for index in list.lowerBound...list.upperBound
    where index == list.upperBound || block[index] == 0x2C {
      var lower = start
      var upper = index
      while lower < upper, !Bytes.isKey(block[lower]) { lower += 1 }
      while upper > lower, !Bytes.isKey(block[upper - 1]) { upper -= 1 }
      names.append(lower..<upper)
      start = index + 1
    }
    return names
  }

  // MARK: Rows

  /// - Parameter start: where `VALUES` or `FROM stdin` stands.
  /// - Returns: where the rows end.
  func rows(
    from start: Int, _ ceiling: Int, _ columns: Columns, _ findings: inout [Finding]
  ) -> Int {
    guard holds("from stdin", at: start) else {
      return tuples(from: start + 6, ceiling, columns, &findings)
    }
    let first = Finder.line(at: start, in: block).upperBound + 1
    return copy(from: first, ceiling, columns, &findings)
  }

  /// - Returns: where the block of rows ends; the end of the bytes where it doesn't.
  private func copy(
    from start: Int, _ ceiling: Int, _ columns: Columns, _ findings: inout [Finding]
  ) -> Int {
    var cursor = start
    while cursor < block.count, cursor < ceiling {
      let line = Finder.line(at: cursor, in: block)
      if block[line].starts(with: "\\.".utf8) { return line.upperBound }
      guard line.upperBound < block.count || isFinal else { return block.count }
      var cells: [Range<Int>] = []
      var cell = line.lowerBound
      for index in line.lowerBound...line.upperBound
      where index == line.upperBound || block[index] == 0x09 {
        let isReturn = index == line.upperBound && index > cell && block[index - 1] == 0x0D
        cells.append(cell..<(isReturn ? index - 1 : index))
        cell = index + 1
      }
      if cells.count == columns.count {
        // \\N is null.
        cells = cells.map { cell in
          cell.count == 2 && block[cell.lowerBound] == 0x5C
            ? cell.lowerBound..<cell.lowerBound : cell
        }
        columns.add(cells, in: block, to: &findings)
      }
      cursor = line.upperBound + 1
    }
    return min(cursor, block.count)
  }

  private func tuples(
    from start: Int, _ ceiling: Int, _ columns: Columns, _ findings: inout [Finding]
  ) -> Int {
    var index = skipSpaces(start)
    while index < block.count, index < ceiling, block[index] == 0x28 {
      let stop = min(block.count, index + Finder.reach)
      var tuple = tuple(at: index, stop)
      if tuple.isCut {
        if stop == block.count, stop < ceiling, !isFinal { return stop }
        // A statement that was cut off: what stands on other lines is no part of it.
        tuple = self.tuple(at: index, min(stop, Finder.line(at: index, in: block).upperBound))
      }
      // Of a tuple that is cut, what there is goes.
      if tuple.cells.count == columns.count || tuple.isCut {
        columns.add(tuple.cells, in: block, quote: 0x27, to: &findings)
      }
      if tuple.isCut { return tuple.end }
      index = skipSpaces(tuple.end)
      guard index < block.count, block[index] == 0x2C else { break }
      index = skipSpaces(index + 1)
    }
    return min(index, block.count)
  }

  /// The values of a tuple without quotes, and its end behind the parenthesis.
  private func tuple(
    at open: Int, _ stop: Int
  ) -> (cells: [Range<Int>], end: Int, isCut: Bool) {
    var cells: [Range<Int>] = []
    var index = open + 1
    var depth = 0
    var start = index
    var literal: Range<Int>?
    while index < stop {
      switch block[index] {
      case 0x27, 0x22:
        let close = closing(index, stop)
        // The first text in a call is what it is told: crypt('x', …).
        if literal == nil { literal = (index + 1)..<close }
        index = close
      case 0x28: depth += 1
      case 0x29 where depth > 0: depth -= 1
      case 0x2C where depth == 0, 0x29:
        cells.append(literal ?? number(start..<index))
        if block[index] == 0x29 { return (cells, index + 1, false) }
        start = index + 1
        literal = nil
      default: break
      }
      index += 1
    }
    cells.append(literal ?? number(start..<stop))
    return (cells, stop, true)
  }

  /// Without quotes only digits are a value; all else is a name, a call or a word of SQL.
  private func number(_ range: Range<Int>) -> Range<Int> {
    var lower = range.lowerBound
    var upper = range.upperBound
    while lower < upper, Bytes.isSpace(block[lower]) { lower += 1 }
    while upper > lower, Bytes.isSpace(block[upper - 1]) { upper -= 1 }
    return block[lower..<upper].allSatisfy(Bytes.isDigit) ? lower..<upper : lower..<lower
  }

  private func closing(_ open: Int, _ stop: Int) -> Int {
    let quote = block[open]
    var index = open + 1
    while index < stop {
      let byte = block[index]
      let following = index + 1 < stop ? block[index + 1] : 0
      if byte == 0x5C, following == quote {
        // In standard SQL a backslash is a plain byte: what ends a value ends it behind one too.
        let behind = index + 2 < stop ? block[index + 2] : 0x29
        if behind == 0x2C || behind == 0x29 { return index + 1 }
        index += 2
      } else if byte == 0x5C, following == 0x5C {
        index += 2
      } else if byte == quote, following == quote {
        index += 2
      } else if byte == quote {
        return index
      } else {
        index += 1
      }
    }
    return stop
  }
}
