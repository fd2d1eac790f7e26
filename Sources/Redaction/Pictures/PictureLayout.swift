import Pictures

/// How the words of a reading stand to one another.
struct PictureLayout {
  /// A column's entry, a field, or a sentence.
  struct Cell {
    let row: Int
    /// Into the row's words, without the lines of frames.
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
  /// By row.
  private let armour: Set<Int>
  /// By word.
  let places: [(row: Int, index: Int, cell: Int)]

  /// - Parameter width: of the page, in pixels.
  init(_ words: [PictureWord], width: Int = 0) {
    self.words = words
    let rows = PictureRow.rows(of: words)
    let texts = words.map { Self.plain($0.text) }
    self.rows = rows
    self.texts = texts
    var cells: [Cell] = []
    var places = Array(repeating: (row: 0, index: 0, cell: 0), count: words.count)
    for (number, row) in rows.enumerated() {
      for segment in row.segments {
        for index in segment { places[row.words[index]] = (number, index, cells.count) }
        let inner = Self.unframed(segment, row, texts)
        let box = inner.reduce(words[row.words[inner.lowerBound]].box) {
          $0.union(words[row.words[$1]].box)
        }
        cells.append(Cell(row: number, segment: inner, box: box))
      }
    }
    armour = Set(rows.indices.filter { Self.isArmour(rows[$0], texts) })
    self.cells = cells
    self.places = places
    wraps = Self.wraps(cells, rows, words, texts, width, armour)
  }

  func words(of cell: Cell) -> ArraySlice<Int> { rows[cell.row].words[cell.segment] }

  /// From left to right.
  func cells(of row: Int) -> ArraySlice<Cell> {
    let first = places[rows[row].words[0]].cell
    return cells[first..<first + rows[row].segments.count]
  }

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

  // MARK: Lines that tell nothing

  /// Whether a word stands in a line that only says that a key begins or ends.
  func isArmour(of word: Int) -> Bool { armour.contains(places[word].row) }

  private static func isArmour(_ row: PictureRow, _ texts: [[UInt8]]) -> Bool {
    let words = row.words.map { texts[$0].filter { $0 != 0x2D } }
    let isMark = { (word: [UInt8]) in
      word.elementsEqual("BEGIN".utf8) || word.elementsEqual("END".utf8)
    }
    guard let first = words.firstIndex(where: isMark), words.count - first >= 2 else {
      return false
    }
    let names = words[first...].prefix { $0.allSatisfy { $0 &- 0x41 < 26 } }
    // Dashes are often read as letters.
    let others = words[..<first] + words[(first + names.count)...]
    return names.contains { $0.elementsEqual("KEY".utf8) }
      && others.allSatisfy { $0.count <= 8 && !$0.contains(where: Bytes.isDigit) }
      && others.reduce(0) { $0 + $1.count } <= 16
  }

  // MARK: Text that goes on

  /// The lines of a field's frame are read as words of their own.
  private static func unframed(_ segment: Range<Int>, _ row: PictureRow, _ texts: [[UInt8]])
    -> Range<Int>
  {
    let isFrame = { (index: Int) in texts[row.words[index]].allSatisfy { $0 == 0x7C } }
    guard let first = segment.first(where: { !isFrame($0) }),
      let last = segment.last(where: { !isFrame($0) })
    else { return segment }
    return first..<last + 1
  }

  /// Terminals and narrow columns break a line where it reaches their edge, or behind a dash.
  private static func wraps(
    _ cells: [Cell], _ rows: [PictureRow], _ words: [PictureWord], _ texts: [[UInt8]], _ width: Int,
    _ armour: Set<Int>
  ) -> [Int: Int] {
    let left = rows.map(\.box.x).min() ?? 0
    // A single long line reaches no edge in the middle of the page.
    let right = max(rows.map(\.box.right).max() ?? 0, width * 4 / 5)
    var wraps: [Int: Int] = [:]
    for (index, cell) in cells.enumerated() {
      let row = rows[cell.row]
      let character = row.character
      let isNear = { (one: Int, other: Int) in Double(abs(one - other)) <= 1.5 * character }
      let isLast = row.segments.last?.contains(cell.segment.lowerBound) == true
      let following = cells.indices.dropFirst(index + 1).prefix { cells[$0].row <= cell.row + 2 }
      guard let last = row.words[cell.segment].last else { continue }
      let isDashed = texts[last].last == 0x2D
      // Behind a line's number.
      let start =
        cell.segment.count > 1
          && texts[row.words[cell.segment.lowerBound]].allSatisfy(Bytes.isDigit)
        ? words[row.words[cell.segment.lowerBound + 1]].box.x : cell.box.x
      let others = { (row: Int, besides: Int) in
        (cells[..<besides].reversed().prefix { $0.row == row }
          + cells[(besides + 1)...].prefix { $0.row == row }).map(\.box.x)
      }
      let under = following.filter { other in
        let box = cells[other].box
        return cells[other].row > cell.row && box.y < cell.box.bottom + cell.box.height
          && box.y > cell.box.y + cell.box.height / 2
      }
      let isDense = { (other: Int) in
        Double(cells[other].box.y - cell.box.y) <= 1.75 * Double(cell.box.height)
      }
      let column = under.first { other in
        // What stands in a later column goes on where nothing stands before it, or in the same entry.
        isNear(cells[other].box.x, cell.box.x)
          && (isFirst(cells[other], rows) || isFirst(cell, rows) || isDense(other))
      }
      let isPiece = { (other: Cell) in
        rows[other.row].words[other.segment].contains {
          PictureRow.isOfToken(texts[$0]) && !texts[$0].allSatisfy(Bytes.isDigit)
        }
      }
      let reachesEdge = isDashed || isNear(right, cell.box.right)
      let fits = { (other: Int) in Double(cells[other].box.x - start) <= 1.5 * character }
      let beside = isLast && reachesEdge ? others(cell.row, index) : []
      let stands = { (x: Int) in beside.contains { isNear($0, x) } }
      // Beside a list of files or the numbers of lines, which go on in lines of their own.
      let pane = under.first { other in
        guard isLast, reachesEdge, fits(other), !stands(cells[other].box.x) else { return false }
        let before = cells[..<other].reversed().prefix { $0.row == cells[other].row }
        return !before.isEmpty
          && before.allSatisfy { stands($0.box.x) && !isPiece($0) }
      }
      let line = under.first { other in
        isLast && reachesEdge && fits(other) && isFirst(cells[other], rows)
          && (isDashed || isNear(cells[other].box.x, left) || isNear(cells[other].box.x, start))
      }
      let next = column ?? pane ?? line
      guard let next, let first = rows[cells[next].row].words[cells[next].segment].first,
        !begins(texts[first]), !armour.contains(cell.row), !armour.contains(cells[next].row)
      else { continue }
      let block = cells.filter {
        isNear($0.box.x, cell.box.x) && $0.box.height < 3 * cell.box.height
      }
      let isAtRight = isLast && isNear(right, cell.box.right)
      let edge = isAtRight ? right : block.map(\.box.right).max() ?? right
      let gap = Double(edge - cell.box.right)
      let reach = block.count { Double(edge - $0.box.right) <= 0.7 * character }
      // What makes the edge one: the page's, another line that reaches it, or a column beside it.
      let isEdge =
        isAtRight || reach >= 2 || isLast && width > 0 && cell.box.right * 10 >= width * 9
        || cells.contains {
          abs($0.row - cell.row) <= 6 && $0.box.x > edge
            && Double($0.box.x - edge) <= 8 * character
        }
      let isWord = texts[first].allSatisfy { $0 &- 0x61 < 26 }
      let isTorn =
        gap <= 0.7 * character
        && (reach >= 2 || isAtRight && isDrawn(texts[last]) && !isWord)
      guard isEdge && gap <= 2.5 * character || isDashed && texts[last].count >= 3 else { continue }
      guard
        isTorn
          || PictureRow.isOfToken(texts[first])
            && (isDashed || PictureRow.isOfToken(texts[last]))
      else { continue }
      wraps[index] = next
    }
    return wraps
  }

  /// `CACHE_TTL=3600` and `Content-Type:` begin a line.
  private static func begins(_ text: [UInt8]) -> Bool {
    let sign = text.last == 0x3A ? text.count - 1 : text.firstIndex(of: 0x3D) ?? 0
    guard sign >= 3, text.last == 0x3A || sign + 1 < text.count else { return false }
    return text[..<sign].split(whereSeparator: { $0 == 0x5F || $0 == 0x2D }).allSatisfy { word in
      word.allSatisfy(Bytes.isLetter)
        && (word.allSatisfy { $0 < 0x61 } || word.dropFirst().allSatisfy { $0 >= 0x61 })
    }
  }

  private static func isDrawn(_ text: [UInt8]) -> Bool {
    text.count >= 8 && text.contains(where: Bytes.isDigit) && PictureRow.isOfToken(text)
  }

  private static func isFirst(_ cell: Cell, _ rows: [PictureRow]) -> Bool {
    rows[cell.row].segments[0].contains(cell.segment.lowerBound)
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
