import Pictures

/// The text that the words of one reading make up, in which every byte knows its word.
///
/// First come the rows as they stand. What a person sees together and a text has apart follows: a
/// cell with the one beside it, a label with what stands under it, names whose underlines weren't
/// read, and lines that go on in the next one.
struct PictureText {
  /// A word, or a part of it, in bytes.
  struct Part {
    let word: Int
    let range: Range<Int>

    /// Of bytes that stand one behind the other.
    static func parts(_ bytes: some Sequence<(word: Int, byte: Int)>) -> [Part] {
      var parts: [Part] = []
      for (word, byte) in bytes {
        if let last = parts.last, last.word == word {
          parts[parts.count - 1] = Part(word: word, range: last.range.lowerBound..<byte + 1)
        } else {
          parts.append(Part(word: word, range: byte..<byte + 1))
        }
      }
      return parts
    }
  }

  private(set) var bytes: [UInt8] = []
  /// Ascending; words of what was put together stand in it more than once.
  private var places: [(start: Int, word: Int)] = []
  private let layout: PictureLayout
  /// More entries of a column aren't looked at.
  private static let longestColumn = 60

  init(_ layout: PictureLayout) {
    self.layout = layout
    for row in layout.rows {
      for (index, segment) in row.segments.enumerated() {
        if index > 0 { bytes += "    ".utf8 }
        append(segment, of: row)
      }
      bytes.append(0x0A)
    }
    bytes.append(0x0A)
    for index in layout.cells.indices {
      appendBeside(index)
      appendBelow(layout.cells[index])
    }
    for row in layout.rows { appendNames(row) }
    appendWrapped()
    appendSaid()
  }

  /// What stands in a range.
  func parts(in range: Range<Int>) -> [Part] {
    var low = 0
    var high = places.count
    while low < high {
      let middle = (low + high) / 2
      if places[middle].start + layout.texts[places[middle].word].count <= range.lowerBound {
        low = middle + 1
      } else {
        high = middle
      }
    }
    return places[low...].prefix { $0.start < range.upperBound }.map { place in
      let whole = 0..<layout.texts[place.word].count
      return Part(
        word: place.word,
        range: (range.lowerBound - place.start..<range.upperBound - place.start).clamped(to: whole))
    }
  }

  // MARK: Parts

  private mutating func append(_ word: Int) {
    places.append((bytes.count, word))
    bytes += layout.texts[word]
  }

  private mutating func append(_ segment: Range<Int>, of row: PictureRow) {
    for index in segment {
      if index > segment.lowerBound, !row.isTight[index] { bytes.append(0x20) }
      append(row.words[index])
    }
  }

  private mutating func append(_ cell: PictureLayout.Cell) {
    append(cell.segment, of: layout.rows[cell.row])
  }

  private mutating func appendPair(_ label: PictureLayout.Cell, _ value: PictureLayout.Cell) {
    append(label)
    if bytes.last != 0x3A { bytes.append(0x3A) }
    bytes.append(0x20)
    append(value)
    bytes += "\n\n".utf8
  }

  private func isLabel(_ cell: PictureLayout.Cell) -> Bool {
    guard cell.segment.count <= 5 else { return false }
    let words = layout.words(of: cell).map { layout.texts[$0] }
    return !words.dropLast().contains { $0.last == 0x3A }
      && !words.contains { $0.contains(0x3D) || $0.count > 24 }
  }

  /// One word, or something that nobody says.
  private func isValue(_ cell: PictureLayout.Cell) -> Bool {
    let row = layout.rows[cell.row]
    guard layout.texts[row.words[cell.segment.upperBound - 1]].last != 0x3A else { return false }
    return cell.segment.dropFirst().allSatisfy { row.isTight[$0] } || isOfToken(cell)
  }

  private func isOfToken(_ cell: PictureLayout.Cell) -> Bool {
    layout.words(of: cell).contains { PictureRow.isOfToken(layout.texts[$0]) }
  }

  /// `Secret access key    wJalr…`.
  private mutating func appendBeside(_ index: Int) {
    let label = layout.cells[index]
    guard index + 1 < layout.cells.count, layout.cells[index + 1].row == label.row, isLabel(label)
    else { return }
    let value = layout.cells[index + 1]
    // The headings of a table stand beside one another too.
    if layout.rows[label.row].segments.count > 2, !isOfToken(value) { return }
    appendPair(label, value)
  }

  /// A label and what stands under it: a field, a column of a table, a list.
  private mutating func appendBelow(_ label: PictureLayout.Cell) {
    guard isLabel(label), let last = layout.words(of: label).last else { return }
    let box = label.box
    let row = layout.rows[label.row]
    let hasColon = layout.texts[last].last == 0x3A
    // `Password:    hunter2`: its value stands beside it.
    if hasColon, label.segment.upperBound < row.words.count { return }
    let isTable = isHeading(label, row) && !hasColon
    // `Secret key    Secret value`: a column of names.
    if isTable, isOfNames(label) { return }
    var bottom = box.bottom
    var height = box.height
    var count = 0
    for value in layout.cells where value.row > label.row {
      if value.box.y > bottom + 7 * height / 2 { break }
      guard value.box.y >= bottom - height / 2, value.box.x < box.right, box.x < value.box.right,
        abs(value.box.x - box.x) <= 2 * box.height
      else { continue }
      let isGood = isValue(value) && (isTable || !isBesideAlike(label, value))
      if isGood { appendPair(label, value) }
      guard isTable || isGood && isOfToken(value), count < Self.longestColumn else { break }
      count += 1
      bottom = value.box.bottom
      height = max(height, value.box.height)
    }
  }

  /// Whether it stands above a column: its row holds no value, and isn't one of several with the same columns.
  private func isHeading(_ label: PictureLayout.Cell, _ row: PictureRow) -> Bool {
    let beside = layout.cells(of: label.row).filter { $0.box != label.box }
    guard !beside.isEmpty, !beside.contains(where: isOfToken) else { return false }
    let isNear = { (one: PictureBox, other: PictureBox) in
      Double(abs(one.x - other.x)) <= 1.5 * row.character
    }
    for above in layout.rows[..<label.row].indices.reversed().prefix(2) {
      let cells = layout.cells(of: above)
      guard label.box.y - (cells.map(\.box.bottom).max() ?? 0) < 5 * label.box.height / 2,
        cells.contains(where: { isNear($0.box, label.box) })
      else { continue }
      if beside.contains(where: { other in cells.contains { isNear($0.box, other.box) } }) {
        return false
      }
    }
    return true
  }

  /// Whether both have something beside them in the same column: then they are labels of a list.
  private func isBesideAlike(_ label: PictureLayout.Cell, _ other: PictureLayout.Cell) -> Bool {
    let character = layout.rows[label.row].character
    let places = { (cell: PictureLayout.Cell) in
      layout.cells(of: cell.row).map(\.box.x).filter { $0 > cell.box.right }
    }
    return places(label).contains { one in
      places(other).contains { Double(abs($0 - one)) <= 1.5 * character }
    }
  }

  private func isOfNames(_ label: PictureLayout.Cell) -> Bool {
    guard let beside = layout.cells(of: label.row).first(where: { $0.box.x > label.box.x }) else {
      return false
    }
    let last = { (cell: PictureLayout.Cell) in
      layout.words(of: cell).last.map {
        String(decoding: layout.texts[$0], as: UTF8.self).lowercased()
      }
    }
    return last(label) == "key" && last(beside) == "value"
  }

  /// `AWS SECRET ACCESS KEY=…`: the underlines of small type are often lost.
  private mutating func appendNames(_ row: PictureRow) {
    for segment in row.segments {
      for index in segment {
        let text = layout.texts[row.words[index]]
        guard let sign = text.firstIndex(where: { $0 == 0x3D || $0 == 0x3A }),
          Self.isName(text[..<sign])
        else { continue }
        var first = index
        while first > segment.lowerBound, Self.isName(layout.texts[row.words[first - 1]][...]) {
          first -= 1
        }
        guard first < index else { continue }
        for part in first...index {
          let word = row.words[part]
          if part > first, bytes.last != 0x5F, layout.texts[word].first != 0x5F {
            bytes.append(0x5F)
          }
          append(word)
        }
        if index + 1 < segment.upperBound {
          if !row.isTight[index + 1] { bytes.append(0x20) }
          append(index + 1..<segment.upperBound, of: row)
        }
        bytes += "\n\n".utf8
      }
    }
  }

  private static func isName(_ text: ArraySlice<UInt8>) -> Bool {
    text.allSatisfy { $0 &- 0x41 < 26 || $0 &- 0x30 < 10 || $0 == 0x5F }
  }

  private mutating func appendWrapped() {
    let continued = Set(layout.wraps.values)
    for start in layout.wraps.keys.sorted() where !continued.contains(start) {
      var chain = [start]
      while let next = layout.wraps[chain[chain.count - 1]] { chain.append(next) }
      for cell in chain { append(layout.cells[cell]) }
      bytes += "\n\n".utf8
      if chain.contains(where: { !blanks(layout.cells[$0]).isEmpty }) {
        for cell in chain { appendUnderlined(layout.cells[cell]) }
        bytes += "\n\n".utf8
      }
    }
    for index in layout.cells.indices where layout.wraps[index] == nil && !continued.contains(index)
    {
      guard !blanks(layout.cells[index]).isEmpty else { continue }
      appendUnderlined(layout.cells[index])
      bytes += "\n\n".utf8
    }
  }

  private static let announcements = ["is", "was", "are", "now", "be", "="].map { Array($0.utf8) }

  /// `…, the password is` with the value in the next line of its column.
  private mutating func appendSaid() {
    for (index, cell) in layout.cells.enumerated() where cell.segment.count >= 3 {
      guard let last = layout.words(of: cell).last,
        layout.texts[last].last == 0x3A || Self.announcements.contains(layout.texts[last])
      else { continue }
      let character = layout.rows[cell.row].character
      let next = layout.cells[(index + 1)...].first { other in
        other.row > cell.row && Double(abs(other.box.x - cell.box.x)) <= 2 * character
      }
      guard let next, next.box.y < cell.box.bottom + cell.box.height else { continue }
      append(cell)
      bytes.append(0x20)
      append(next)
      bytes += "\n\n".utf8
    }
  }

  /// Where an underline may have been read as a blank: between the beginning of a token, or a piece of
  /// one, and the rest.
  private func blanks(_ cell: PictureLayout.Cell) -> Set<Int> {
    let row = layout.rows[cell.row]
    return Set(
      cell.segment.dropFirst().filter { index in
        let (left, right) = (layout.texts[row.words[index - 1]], layout.texts[row.words[index]])
        guard !row.isTight[index], let sign = left.last, Bytes.isLetter(sign) || Bytes.isDigit(sign)
        else { return false }
        let run = right.prefix { Bytes.isLetter($0) || Bytes.isDigit($0) }
        guard run.contains(where: Bytes.isDigit), run.contains(where: Bytes.isLetter) else {
          return false
        }
        return run.count >= 10
          || run.count >= 4 && left.count >= 6 && left.contains(where: Bytes.isDigit)
      })
  }

  private mutating func appendUnderlined(_ cell: PictureLayout.Cell) {
    let row = layout.rows[cell.row]
    let blanks = blanks(cell)
    for index in cell.segment {
      if index > cell.segment.lowerBound, !row.isTight[index] {
        bytes.append(blanks.contains(index) ? 0x5F : 0x20)
      }
      append(row.words[index])
    }
  }
}
