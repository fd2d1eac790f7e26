import Pictures

/// Words that stand in one line of a page, from left to right.
struct PictureRow {
  /// Indices into the reading.
  let words: [Int]
  let box: PictureBox
  /// Words without a wide gap between them, into ``words``: a column's cell, or a sentence.
  let segments: [Range<Int>]
  /// By word: whether no blank stands before it, whatever was read.
  let isTight: [Bool]
  /// Of a usual character, in pixels.
  let character: Double

  /// So wide a gap, in characters, parts two columns.
  private static let columnGap = 1.6
  /// A narrower gap is none.
  private static let blank = 0.35
  private static let blankOfEven = 0.75
  /// Between parts of a token a blank is at least so wide: one of even type.
  private static let blankInToken = 0.95

  private init(_ members: [Int], _ all: [PictureWord], isEvenPage: Bool) {
    words = members.sorted { (all[$0].box.x, $0) < (all[$1].box.x, $1) }
    let widths = words.filter { all[$0].text.count >= 3 }.map { Self.width(all[$0]) }.sorted()
    character = widths.isEmpty ? Self.width(all[words[0]]) : widths[widths.count / 2]
    let isEven = isEvenPage && Self.isEven(words.map { all[$0] }, fewest: 2) ?? true
    var box = all[words[0]].box
    var segments: [Range<Int>] = []
    var tight: [Bool] = [false]
    var start = 0
    for index in words.indices.dropFirst() {
      let left = all[words[index - 1]]
      let right = all[words[index]]
      let gap = Double(right.box.x - box.right) / character
      box = box.union(right.box)
      tight.append(
        gap < (isEven ? Self.blankOfEven : Self.blank)
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
    var consonants = 0
    for byte in text[first...end] {
      if !Bytes.isLetter(byte) { return true }
      if byte < 0x61, last >= 0x61 { return true }
      let isVowel = "aeiouyAEIOUY".utf8.contains(byte)
      hasVowel = hasVowel || isVowel
      consonants = isVowel ? 0 : consonants + 1
      // `lengths` and `strengths` have as many, hardly another word.
      if consonants >= 4, end - first >= 8 { return true }
      last = byte
    }
    return !hasVowel
  }

  /// Whether all signs take the same room, and so does a blank; nil where too little tells.
  private static func isEven(_ words: [PictureWord], fewest: Int) -> Bool? {
    let pitches = words.filter { $0.text.count >= 4 }.map {
      Double($0.box.width) / (Double($0.text.count) - 0.25)
    }.sorted()
    guard pitches.count >= fewest else { return nil }
    let usual = pitches[pitches.count / 2]
    return pitches.count { abs($0 - usual) <= 0.06 * usual } * 5 >= pitches.count * 4
  }

  private static func width(_ word: PictureWord) -> Double {
    max(2, Double(word.box.width) / Double(max(1, word.text.count)))
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
    let judged = rows.compactMap { isEven($0.members.map { all[$0] }, fewest: 4) }
    let isEvenPage = !judged.isEmpty && judged.count { $0 } * 3 >= judged.count * 2
    return rows.map { PictureRow($0.members, all, isEvenPage: isEvenPage) }.sorted {
      ($0.box.y, $0.box.x) < ($1.box.y, $1.box.x)
    }
  }
}
