import Pictures

/// The text that the words of one reading make up, in which every byte knows its word.
///
/// First come the rows as they stand. What a person sees together and a text has apart follows: a
/// cell with the one beside it, a label with what stands under it, names whose underlines weren't
/// read, and rows that go on in the next one.
struct PictureText {
  private(set) var bytes: [UInt8] = []
  /// Ascending; words of what was put together stand in it more than once.
  private var places: [(range: Range<Int>, word: Int)] = []
  let rows: [PictureRow]
  private let words: [PictureWord]
  private let texts: [[UInt8]]

  init(_ words: [PictureWord]) {
    self.words = words
    texts = words.map { Self.plain($0.text) }
    rows = PictureRow.rows(of: words)
    for row in rows {
      for (index, segment) in row.segments.enumerated() {
        if index > 0 { bytes += "    ".utf8 }
        append(segment, of: row)
      }
      bytes.append(0x0A)
    }
    bytes.append(0x0A)
    for row in rows {
      for (label, value) in zip(row.segments, row.segments.dropFirst()) {
        appendPair(label, of: row, value, of: row)
      }
    }
    for (index, row) in rows.enumerated() { appendBelow(row, rows[(index + 1)...].prefix(12)) }
    for row in rows { appendNames(row) }
    let edge = rows.map(\.box.right).max() ?? 0
    for (row, next) in zip(rows, rows.dropFirst()) { appendWrapped(row, next, edge: edge) }
  }

  /// The words in which a range stands.
  func words(in range: Range<Int>) -> [Int] {
    var low = 0
    var high = places.count
    while low < high {
      let middle = (low + high) / 2
      if places[middle].range.upperBound <= range.lowerBound {
        low = middle + 1
      } else {
        high = middle
      }
    }
    return places[low...].prefix { $0.range.lowerBound < range.upperBound }.map(\.word)
  }

  // MARK: Parts

  private mutating func append(_ word: Int) {
    places.append((bytes.count..<bytes.count + texts[word].count, word))
    bytes += texts[word]
  }

  private mutating func append(_ segment: PictureRow.Segment, of row: PictureRow) {
    for index in segment {
      if index > segment.lowerBound, !row.isTight[index] { bytes.append(0x20) }
      append(row.words[index])
    }
  }

  /// `Secret access key    wJalr…`.
  private mutating func appendPair(
    _ label: PictureRow.Segment, of row: PictureRow, _ value: PictureRow.Segment,
    of other: PictureRow
  ) {
    guard label.count <= 5, value.count <= 4 else { return }
    append(label, of: row)
    if bytes.last != 0x3A { bytes.append(0x3A) }
    bytes.append(0x20)
    append(value, of: other)
    bytes += "\n\n".utf8
  }

  /// A label and the first thing under it.
  private mutating func appendBelow(_ row: PictureRow, _ following: some Collection<PictureRow>) {
    for label in row.segments where label.count <= 5 {
      let box = row.box(of: label, words)
      below: for other in following {
        guard other.box.y < box.bottom + 3 * box.height else { break }
        for value in other.segments {
          let place = other.box(of: value, words)
          guard place.y >= box.y + box.height / 2, place.x < box.right, box.x < place.right,
            abs(place.x - box.x) <= 3 * box.height
          else { continue }
          if isValue(value, of: other) { appendPair(label, of: row, value, of: other) }
          break below
        }
      }
    }
  }

  /// One word, or something that nobody says.
  private func isValue(_ segment: PictureRow.Segment, of row: PictureRow) -> Bool {
    segment.dropFirst().allSatisfy { row.isTight[$0] }
      || segment.contains { PictureRow.isOfToken(texts[row.words[$0]]) }
  }

  /// `AWS SECRET ACCESS KEY=…`: the underlines of small type are often lost.
  private mutating func appendNames(_ row: PictureRow) {
    for segment in row.segments {
      for index in segment {
        let text = texts[row.words[index]]
        guard let sign = text.firstIndex(where: { $0 == 0x3D || $0 == 0x3A }),
          Self.isName(text[..<sign])
        else { continue }
        var first = index
        while first > segment.lowerBound, Self.isName(texts[row.words[first - 1]][...]) {
          first -= 1
        }
        guard first < index else { continue }
        for part in first...index {
          if part > first, bytes.last != 0x5F, texts[row.words[part]].first != 0x5F {
            bytes.append(0x5F)
          }
          append(row.words[part])
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

  /// Terminals break a line where it reaches their edge.
  private mutating func appendWrapped(_ row: PictureRow, _ next: PictureRow, edge: Int) {
    guard let last = row.segments.last, let first = next.segments.first,
      PictureRow.isOfToken(texts[row.words[last.upperBound - 1]]),
      PictureRow.isOfToken(texts[next.words[first.lowerBound]]),
      next.box.x <= row.box.x + 2 * row.box.height,
      row.box.right >= edge - 2 * row.box.height,
      next.box.y < row.box.bottom + row.box.height
    else { return }
    append(last, of: row)
    append(first, of: next)
    bytes += "\n\n".utf8
  }

  // MARK: Signs

  /// Dashes and quotes as they are typed; other signs stay.
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
