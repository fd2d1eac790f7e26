/// Rows below a header that names a secret: CSV and its like, Markdown, what database clients print.
///
/// Rows count as long as they begin within ``Finder/reach`` of the header and have as many cells.
struct DelimitedTable {
  let block: UnsafeRawBufferPointer
  let isFinal: Bool

  /// In bytes.
  private static let longestHeader = 4096
  private static let longestName = 64
  /// So many rows in a row may have another number of cells.
  private static let mostMisses = 3

  /// The sign that parts the name's cell from its neighbour, where the name fills a cell.
  func separator(around name: Range<Int>) -> UInt8? {
    var lower = name.lowerBound
    while lower > 0, " \"'`*".utf8.contains(block[lower - 1]) { lower -= 1 }
    var upper = name.upperBound
    while upper < block.count, " \"'`*\r".utf8.contains(block[upper]) { upper += 1 }
    let left = lower > 0 ? block[lower - 1] : 0x0A
    let right = upper < block.count ? block[upper] : 0x0A
    let signs = ",;\t|".utf8
    if signs.contains(right) { return signs.contains(left) || left == 0x0A ? right : nil }
    return right == 0x0A && signs.contains(left) ? left : nil
  }

  func scan(
    _ line: Range<Int>, _ separator: UInt8, _ match: (String) -> KeyNameTable.Match?,
    into findings: inout [Finding]
  ) -> ColumnOutcome {
    var outcome = ColumnOutcome(end: line.upperBound)
    guard line.count <= Self.longestHeader else { return outcome }
    if line.upperBound == block.count {
      if !isFinal { outcome.incompleteFrom = line.lowerBound }
      return outcome
    }
    let isBar = separator == 0x7C
    guard let header = row(at: line.lowerBound, separator), header.end == line.upperBound,
      isHeader(header.cells, separator),
      let columns = Columns(
        header.cells, in: block, isLoose: isLoose(line, separator), match)
    else { return outcome }
    let isTight = !isBar || !block[line].contains { Bytes.isBlank($0) }
    var cursor = line.upperBound + 1
    let ceiling = line.lowerBound + Finder.reach
    var misses = 0
    var hasRule = false
    var hasRow = false
    while cursor < block.count, cursor < ceiling {
      let current = row(at: cursor, separator)
      guard let current, current.end < block.count || isFinal else {
        outcome.incompleteFrom = isFinal ? nil : line.lowerBound
        return outcome
      }
      let start = cursor
      cursor = current.end + 1
      if isBlank(start..<current.end) { return outcome }
      if isBar, isRule(start..<current.end) {
        hasRule = true
        continue
      }
      guard isTight || hasRule else { return outcome }
      if current.cells.count == columns.count {
        hasRow = true
        misses = 0
        columns.add(current.cells, in: block, to: &findings)
        outcome.end = current.end
      } else {
        misses += 1
        if isBar || !hasRow || misses > Self.mostMisses { return outcome }
      }
    }
    if !isFinal, cursor < ceiling { outcome.incompleteFrom = line.lowerBound }
    return outcome
  }

  /// Commas with blanks behind them part words in sentences as well.
  private func isLoose(_ line: Range<Int>, _ separator: UInt8) -> Bool {
    separator == 0x2C
      && line.dropLast().contains { block[$0] == 0x2C && block[$0 + 1] == 0x20 }
  }

  private func isBlank(_ range: Range<Int>) -> Bool {
    range.allSatisfy { Bytes.isSpace(block[$0]) }
  }

  /// `----+-----`, `|---|:--:|`, `+----+`.
  private func isRule(_ range: Range<Int>) -> Bool {
    range.count >= 3 && block[range].contains(0x2D)
      && range.allSatisfy { "-+|:= \r".utf8.contains(block[$0]) }
  }

  private func isHeader(_ cells: [Range<Int>], _ separator: UInt8) -> Bool {
    var names = 0
    for (index, cell) in cells.enumerated() {
      if cell.isEmpty {
        // A frame, or a column of row numbers.
        guard index == 0 || separator == 0x7C && index == cells.count - 1 else { return false }
        continue
      }
      guard cell.count <= Self.longestName, !Bytes.isDigit(block[cell.lowerBound]) else {
        return false
      }
      // A sentence's end.
      guard block[cell.upperBound - 1] != 0x2E else { return false }
      var words = 1
      for position in cell {
        let byte = block[position]
        if byte == 0x20 { words += 1 }
        guard Bytes.isKey(byte) || " /()#%?&".utf8.contains(byte) else { return false }
      }
      guard words <= 3 else { return false }
      names += 1
    }
    return names >= 2
  }

  // MARK: Rows

  /// The cells of the row that begins at `start`, without blanks and quotes around them.
  private func row(at start: Int, _ separator: UInt8) -> (cells: [Range<Int>], end: Int)? {
    var cells: [Range<Int>] = []
    var index = start
    let stop = min(block.count, start + Finder.reach)
    while true {
      let cellStart = index
      if separator != 0x7C, index < stop, block[index] == 0x22,
        let close = closing(index, stop, separator)
      {
        cells.append((cellStart + 1)..<close)
        index = close + 1
        if index < stop, block[index] == 0x0D { index += 1 }
      } else {
        while index < stop, block[index] != separator, block[index] != 0x0A { index += 1 }
        cells.append(bare(cellStart..<index))
      }
      guard index < stop else { return stop == block.count ? (cells, index) : nil }
      if block[index] == 0x0A { return (cells, index) }
      index += 1
    }
  }

  /// The quote that ends a cell; nil where another one stands inside that isn't doubled.
  private func closing(_ open: Int, _ stop: Int, _ separator: UInt8) -> Int? {
    var index = open + 1
    while index < stop {
      if block[index] == 0x22 {
        if index + 1 < stop, block[index + 1] == 0x22 {
          index += 2
          continue
        }
        let isEnd =
          index + 1 >= stop || block[index + 1] == separator || block[index + 1] == 0x0A
          || block[index + 1] == 0x0D
        return isEnd ? index : nil
      }
      index += 1
    }
    return nil
  }

  private func bare(_ range: Range<Int>) -> Range<Int> {
    var lower = range.lowerBound
    var upper = range.upperBound
    while lower < upper, Bytes.isSpace(block[lower]) { lower += 1 }
    while upper > lower, Bytes.isSpace(block[upper - 1]) { upper -= 1 }
    while upper - lower > 2, "`*\"'".utf8.contains(block[lower]), block[upper - 1] == block[lower] {
      lower += 1
      upper -= 1
    }
    return lower..<upper
  }
}
