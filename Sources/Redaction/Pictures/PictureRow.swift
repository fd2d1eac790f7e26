import Pictures

/// Words that stand in one line of a page, from left to right.
struct PictureRow {
  /// Words of a row without a wide gap between them: a column's cell, or a sentence.
  typealias Segment = Range<Int>

  /// Indices into the reading.
  let words: [Int]
  let box: PictureBox
  /// Into ``words``.
  let segments: [Segment]
  /// By word: whether no blank stands before it, whatever was read.
  let isTight: [Bool]

  /// So wide a gap, in characters, parts two columns.
  private static let columnGap = 1.6
  /// A narrower gap is none.
  private static let blank = 0.4
  /// Between parts of a token a blank is at least so wide: one of even type.
  private static let blankInToken = 1.0

  private init(_ members: [Int], _ all: [PictureWord]) {
    words = members.sorted { (all[$0].box.x, $0) < (all[$1].box.x, $1) }
    var box = all[words[0]].box
    var segments: [Segment] = []
    var tight: [Bool] = [false]
    var start = 0
    for index in words.indices.dropFirst() {
      let left = all[words[index - 1]]
      let right = all[words[index]]
      box = box.union(right.box)
      let character = min(Self.width(left), Self.width(right))
      let gap = Double(right.box.x - left.box.right) / character
      tight.append(
        gap < Self.blank
          || gap < Self.blankInToken && Self.isOfToken(left.text) && Self.isOfToken(right.text))
      if gap > Self.columnGap {
        segments.append(start..<index)
        start = index
      }
    }
    segments.append(start..<words.count)
    self.box = box
    self.segments = segments
    isTight = tight
  }

  /// Whether it is no word that people use: a digit or a sign in it, a capital behind a small letter,
  /// or no vowel.
  static func isOfToken(_ text: [UInt8]) -> Bool {
    let isSign: (UInt8) -> Bool = { !Bytes.isLetter($0) && !Bytes.isDigit($0) }
    guard let first = text.firstIndex(where: { !isSign($0) }),
      let end = text.lastIndex(where: { !isSign($0) })
    else { return true }
    var last: UInt8 = 0
    var hasVowel = false
    for byte in text[first...end] {
      if !Bytes.isLetter(byte) { return true }
      if byte < 0x61, last >= 0x61 { return true }
      if "aeiouyAEIOUY".utf8.contains(byte) { hasVowel = true }
      last = byte
    }
    return !hasVowel
  }

  /// Of a character, in pixels.
  static func width(_ word: PictureWord) -> Double {
    max(2, Double(word.box.width) / Double(max(1, word.text.count)))
  }

  func box(of segment: Segment, _ all: [PictureWord]) -> PictureBox {
    segment.dropFirst().reduce(all[words[segment.lowerBound]].box) { $0.union(all[words[$1]].box) }
  }

  /// Sorts the words of a page into rows, from the top to the bottom.
  static func rows(of all: [PictureWord]) -> [PictureRow] {
    // Tall words first: a dash or a comma then finds the row that it stands in.
    let heights = all.map(\.box.height).sorted()
    let usual = heights.isEmpty ? 0 : heights[heights.count / 2]
    var rows: [(top: Int, bottom: Int, members: [Int])] = []
    let ordered = all.indices.sorted {
      (all[$0].box.height * 2 < usual ? 1 : 0, all[$0].box.y, $0)
        < (all[$1].box.height * 2 < usual ? 1 : 0, all[$1].box.y, $1)
    }
    for index in ordered {
      let box = all[index].box
      var best: (row: Int, overlap: Int)?
      for row in rows.indices {
        let overlap = min(rows[row].bottom, box.bottom) - max(rows[row].top, box.y)
        let smaller = min(box.height, rows[row].bottom - rows[row].top)
        guard overlap * 2 > smaller, overlap > best?.overlap ?? 0 else { continue }
        best = (row, overlap)
      }
      if let best {
        rows[best.row].members.append(index)
      } else {
        rows.append((box.y, box.bottom, [index]))
      }
    }
    return rows.map { PictureRow($0.members, all) }.sorted {
      ($0.box.y, $0.box.x) < ($1.box.y, $1.box.x)
    }
  }
}
