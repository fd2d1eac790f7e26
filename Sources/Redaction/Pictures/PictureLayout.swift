import Pictures

/// How the words of a reading stand to one another.
struct PictureLayout {
  /// A column's entry, a field, or a sentence.
  struct Cell {
    let row: Int
    /// Into the row's words.
    let segment: Range<Int>
    let box: PictureBox
  }

  let words: [PictureWord]
  /// As they are searched: dashes and quotes as they are typed.
  let texts: [[UInt8]]
  let rows: [PictureRow]
  let cells: [Cell]
  /// By cell: the one in which its last word goes on.
  let wraps: [Int: Int]
  /// By word.
  let places: [(row: Int, index: Int, cell: Int)]

  init(_ words: [PictureWord]) {
    self.words = words
    texts = words.map { Self.plain($0.text) }
    rows = PictureRow.rows(of: words)
    var cells: [Cell] = []
    var places = Array(repeating: (row: 0, index: 0, cell: 0), count: words.count)
    for (number, row) in rows.enumerated() {
      for segment in row.segments {
        for index in segment { places[row.words[index]] = (number, index, cells.count) }
        let box = segment.reduce(words[row.words[segment.lowerBound]].box) {
          $0.union(words[row.words[$1]].box)
        }
        cells.append(Cell(row: number, segment: segment, box: box))
      }
    }
    self.cells = cells
    self.places = places
    wraps = Self.wraps(cells, rows, texts)
  }

  func words(of cell: Cell) -> ArraySlice<Int> { rows[cell.row].words[cell.segment] }

  /// Words without a blank before or between them, around a word.
  func cluster(around word: Int) -> [Int] {
    let (number, index, _) = places[word]
    let row = rows[number]
    var first = index
    var end = index + 1
    while first > 0, row.isTight[first] { first -= 1 }
    while end < row.words.count, row.isTight[end] { end += 1 }
    return Array(row.words[first..<end])
  }

  // MARK: Text that goes on

  /// Terminals and narrow columns break a line where it reaches their edge, or behind a dash.
  private static func wraps(_ cells: [Cell], _ rows: [PictureRow], _ texts: [[UInt8]]) -> [Int: Int]
  {
    let left = rows.map(\.box.x).min() ?? 0
    let right = rows.map(\.box.right).max() ?? 0
    var wraps: [Int: Int] = [:]
    for (index, cell) in cells.enumerated() {
      let row = rows[cell.row]
      let character = row.character
      let isNear = { (one: Int, other: Int) in Double(abs(one - other)) <= 1.5 * character }
      let isLast = cell.segment.upperBound == row.words.count
      let following = cells.indices.dropFirst(index + 1).prefix { cells[$0].row <= cell.row + 2 }
      let isDashed = texts[row.words[cell.segment.upperBound - 1]].last == 0x2D
      let next = following.first { other in
        let box = cells[other].box
        guard cells[other].row > cell.row, box.y < cell.box.bottom + cell.box.height,
          box.y > cell.box.y + cell.box.height / 2
        else { return false }
        let isFirst = cells[other].segment.lowerBound == 0
        // What stands in a later column goes on where nothing stands before it.
        if isNear(box.x, cell.box.x) { return isFirst || cell.segment.lowerBound == 0 }
        return isLast && isFirst && Double(box.x - cell.box.x) <= 1.5 * character
          && (isDashed || isNear(right, cell.box.right) && isNear(box.x, left))
      }
      guard let next, let last = row.words[cell.segment].last,
        let first = rows[cells[next].row].words[cells[next].segment].first
      else { continue }
      let block = cells.filter {
        isNear($0.box.x, cell.box.x) && $0.box.height < 3 * cell.box.height
      }
      let edge =
        isLast && isNear(right, cell.box.right) ? right : block.map(\.box.right).max() ?? right
      let reach = block.count { Double(edge - $0.box.right) <= 0.7 * character }
      let isAtEdge = Double(edge - cell.box.right) <= 2.5 * character
      let isTorn = Double(edge - cell.box.right) <= 0.7 * character && reach >= 2
      guard isAtEdge || isDashed && texts[last].count >= 6 else { continue }
      guard isTorn || PictureRow.isOfToken(texts[last]) && PictureRow.isOfToken(texts[first]) else {
        continue
      }
      wraps[index] = next
    }
    return wraps
  }

  // MARK: Signs

  private static func plain(_ text: [UInt8]) -> [UInt8] {
    guard text.contains(where: { $0 >= 0x80 }) else { return text }
    var plain = ""
    for scalar in String(decoding: text, as: UTF8.self).unicodeScalars {
      switch scalar {
      case "\u{2010}"..."\u{2015}", "\u{2212}": plain += "-"
      case "\u{2018}", "\u{2019}", "\u{201A}", "\u{2032}": plain += "'"
      case "\u{201C}"..."\u{201E}", "\u{2033}": plain += "\""
      default: plain.unicodeScalars.append(scalar)
      }
    }
    return Array(plain.utf8)
  }
}
