import Pictures

/// How far what was found reaches: Tesseract tears tokens apart, and lines break them.
struct PictureExtent {
  private let layout: PictureLayout
  private static let longestChain = 12

  init(_ layout: PictureLayout) {
    self.layout = layout
  }

  /// - Parameter parts: what was found, in order.
  /// - Returns: what goes too.
  func more(than parts: [PictureText.Part]) -> [PictureText.Part] {
    guard let first = parts.first, let last = parts.last else { return [] }
    var more = onward(from: last)
    if first.range.lowerBound == 0 { more += back(from: first.word).map(whole) }
    for part in parts { more += groups(around: part.word).map(whole) }
    return more
  }

  private func whole(_ word: Int) -> PictureText.Part {
    PictureText.Part(word: word, range: layout.texts[word].indices)
  }

  private func onward(from part: PictureText.Part) -> [PictureText.Part] {
    var more: [PictureText.Part] = []
    var (word, found) = (part.word, part.range.upperBound)
    for _ in 0..<Self.longestChain {
      let (number, index, cell) = layout.places[word]
      let row = layout.rows[number]
      var end = index + 1
      while end < row.words.count,
        row.isTight[end] || isRun(row.words[end], beside: row.words[end - 1])
      {
        end += 1
      }
      let run = Array(row.words[index..<end])
      let text = run.flatMap { layout.texts[$0] }
      let closing = PictureRemains.closing(text, from: found)
      var start = 0
      for member in run {
        let count = layout.texts[member].count
        let range = max(found - start, 0)..<max(max(found - start, 0), min(count, closing - start))
        if !range.isEmpty { more.append(PictureText.Part(word: member, range: range)) }
        start += count
      }
      guard closing == text.count, end >= layout.cells[cell].segment.upperBound,
        let next = layout.wraps[cell], let last = layout.words(of: layout.cells[cell]).last,
        isPart(last), let first = layout.words(of: layout.cells[next]).first,
        isPart(first) || layout.cells[next].segment.count == 1
      else { break }
      // Underlines and dots are often read as blanks.
      let pieces = layout.words(of: layout.cells[next]).prefix {
        $0 == first || PictureRow.isOfToken(layout.texts[$0])
      }
      for piece in pieces.dropLast() { more.append(whole(piece)) }
      (word, found) = (pieces.last ?? first, 0)
    }
    return more
  }

  private func back(from word: Int) -> [Int] {
    var more: [Int] = []
    var word = word
    for _ in 0..<Self.longestChain {
      let (number, index, cell) = layout.places[word]
      let row = layout.rows[number]
      var first = index
      while first > 0, row.isTight[first] || isRun(row.words[first - 1], beside: row.words[first]),
        isInside(row.words[first - 1])
      {
        first -= 1
      }
      more += row.words[first..<index]
      guard first <= layout.cells[cell].segment.lowerBound,
        let previous = layout.wraps.first(where: { $0.value == cell })?.key,
        let last = layout.words(of: layout.cells[previous]).last, isPart(last),
        isPart(row.words[first])
      else { break }
      more.append(last)
      word = last
    }
    return more
  }

  /// Whether a value may go on here.
  private func isPart(_ word: Int) -> Bool {
    let text = layout.texts[word]
    return text.count >= 3 && PictureRow.isOfToken(text)
  }

  /// What ends in a sign that stands before values isn't one.
  private func isInside(_ word: Int) -> Bool {
    let text = layout.texts[word]
    guard let last = text.last, PictureRow.isOfToken(text) else { return false }
    return !"=:\"'([{<,;@".utf8.contains(last) && !text.contains(0x3D)
  }

  /// A long run of hex or base64 right behind or before a piece of a token.
  private func isRun(_ word: Int, beside other: Int) -> Bool {
    let text = layout.texts[word]
    guard text.count >= 16, PictureRow.isOfToken(layout.texts[other]) else { return false }
    return text.contains(where: Bytes.isDigit)
      && text.allSatisfy {
        Bytes.isLetter($0) || Bytes.isDigit($0) || "+/=-_".utf8.contains($0)
      }
  }

  /// `abcd efgh ijkl mnop`: keys for typing stand in groups of one length.
  private func groups(around word: Int) -> [Int] {
    let length = layout.texts[word].count
    guard (3...6).contains(length), isGroup(word, length) else { return [] }
    let (number, index, _) = layout.places[word]
    let row = layout.rows[number]
    var first = index
    var end = index + 1
    while first > 0, isGroup(row.words[first - 1], length) { first -= 1 }
    while end < row.words.count, isGroup(row.words[end], length) { end += 1 }
    guard end - first >= 3 else { return [] }
    var more = Array(row.words[first..<end])
    // On in the next line.
    for other in layout.rows.dropFirst(number + 1).prefix(3) {
      let members = other.words.prefix { isGroup($0, length) }
      guard members.count >= 2 || members.count == other.words.count else { break }
      more += members
    }
    return more
  }

  private func isGroup(_ word: Int, _ length: Int) -> Bool {
    layout.texts[word].count == length
      && layout.texts[word].allSatisfy { Bytes.isLetter($0) || Bytes.isDigit($0) }
  }
}
