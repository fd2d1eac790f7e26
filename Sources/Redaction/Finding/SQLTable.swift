/// Values by column in SQL where only `CREATE TABLE` names the columns: `INSERT INTO t VALUES (1, 'x')`
/// and `COPY t FROM stdin;`.
///
/// Rows count that begin within ``Finder/reach`` of the table's list. A stream that goes on line by line
/// has forgotten the table by then.
struct SQLTable {
  let block: UnsafeRawBufferPointer
  let isFinal: Bool

  /// How long a table's definition may be, in bytes.
  private static let longestList = 1 << 14
  private static let statements: [StaticString] = [
    "insert into ", "insert ignore into ", "replace into ", "copy ",
  ]
  /// What begins a member of the list that is no column.
  private static let others = WordSet([
    "primary", "key", "unique", "constraint", "index", "fulltext", "spatial", "check", "foreign",
    "exclude", "like", "period",
  ])

  /// - Returns: nil where the name is no column of a table that is created.
  func scan(
    _ name: Range<Int>, _ match: (String) -> KeyNameTable.Match?, into findings: inout [Finding]
  ) -> ColumnOutcome? {
    guard isFollowedByType(name), let open = open(before: name.lowerBound),
      let table = table(before: open)
    else { return nil }
    let (names, close) = columns(from: open)
    let outcome = ColumnOutcome(end: close)
    guard let columns = Columns(names, in: block, match) else { return outcome }
    let rows = SQLColumns(block: block, isFinal: isFinal)
    let ceiling = min(block.count, open + Finder.reach)
    var cursor = Finder.line(at: min(close, block.count - 1), in: block).upperBound + 1
    while cursor < ceiling {
      if let values = values(at: cursor, of: table) {
        cursor = rows.rows(from: values, open + Finder.reach, columns, &findings)
      }
      guard cursor < ceiling else { break }
      cursor = Finder.line(at: cursor, in: block).upperBound + 1
    }
    return outcome
  }

  private func isFollowedByType(_ name: Range<Int>) -> Bool {
    var index = name.upperBound
    if index < block.count, "`\"]".utf8.contains(block[index]) { index += 1 }
    let start = index
    while index < block.count, Bytes.isBlank(block[index]) { index += 1 }
    return index > start && index < block.count && Bytes.isLetter(block[index])
  }

  private func open(before place: Int) -> Int? {
    var index = place
    var depth = 0
    let floor = max(0, place - Self.longestList)
    while index > floor {
      index -= 1
      switch block[index] {
      case 0x3B: return nil
      case 0x29: depth += 1
      case 0x28:
        if depth == 0 { return index }
        depth -= 1
      default: break
      }
    }
    return nil
  }

  /// The name before the list, without a schema's, where a table is created.
  private func table(before open: Int) -> Range<Int>? {
    var end = open
    while end > 0, Bytes.isSpace(block[end - 1]) { end -= 1 }
    var start = end
    while start > 0, isName(block[start - 1]), end - start < 128 { start -= 1 }
    var before = start
    while before > 0, Bytes.isSpace(block[before - 1]) { before -= 1 }
    guard end > start, before < start, before >= 12 else { return nil }
    let text = block[max(0, before - 6)..<before].map(Bytes.lowercased)
    guard text.elementsEqual("exists".utf8) || text.elementsEqual(" table".utf8) else { return nil }
    return plain(start..<end)
  }

  private func isName(_ byte: UInt8) -> Bool { Bytes.isKey(byte) || "`\"[]".utf8.contains(byte) }

  /// A name without quotes and without what stands before its last dot.
  private func plain(_ range: Range<Int>) -> Range<Int> {
    var lower = range.lowerBound
    var upper = range.upperBound
    while upper > lower, "`\"]".utf8.contains(block[upper - 1]) { upper -= 1 }
    for index in lower..<upper where ".`\"[".utf8.contains(block[index]) { lower = index + 1 }
    return lower..<upper
  }

  /// The columns' names, and where their list ends.
  private func columns(from open: Int) -> (names: [Range<Int>], close: Int) {
    var names: [Range<Int>] = []
    var index = open + 1
    let stop = min(block.count, open + Self.longestList)
    var depth = 0
    var beginsMember = true
    while index < stop {
      let byte = block[index]
      if beginsMember, isName(byte) {
        let start = index
        while index < stop, isName(block[index]) { index += 1 }
        let name = plain(start..<index)
        if !Self.others.contains(UnsafeRawBufferPointer(rebasing: block[name])) {
          names.append(name)
        }
        beginsMember = false
        continue
      }
      switch byte {
      case 0x27:
        index += 1
        while index < stop, block[index] != 0x27 { index += 1 }
      case 0x28: depth += 1
      case 0x29:
        if depth == 0 { return (names, index) }
        depth -= 1
      case 0x2C where depth == 0: beginsMember = true
      default: break
      }
      index += 1
    }
    return (names, index)
  }

  /// Where the rows begin that a statement puts into the table.
  private func values(at start: Int, of table: Range<Int>) -> Int? {
    guard let lead = Self.statements.first(where: { holds($0, at: start) }) else { return nil }
    var index = start + lead.utf8CodeUnitCount
    let name = index
    while index < block.count, isName(block[index]) { index += 1 }
    guard block[plain(name..<index)].elementsEqual(block[table]) else { return nil }
    while index < block.count, Bytes.isSpace(block[index]) { index += 1 }
    return holds("values", at: index) || holds("from stdin", at: index) ? index : nil
  }

  private func holds(_ text: StaticString, at start: Int) -> Bool {
    let count = text.utf8CodeUnitCount
    guard start + count <= block.count else { return false }
    return (0..<count).allSatisfy { Bytes.lowercased(block[start + $0]) == text.utf8Start[$0] }
  }
}
