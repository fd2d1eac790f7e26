import Pictures

/// How far what was found reaches: Tesseract tears tokens apart, and lines break them.
struct PictureExtent {
  private let layout: PictureLayout
  private static let longestChain = 12

  init(_ layout: PictureLayout) {
    self.layout = layout
  }

  /// - Parameters:
  ///   - words: what was found, in order.
  ///   - fromStart: whether it begins with the first one.
  /// - Returns: words that go too.
  func more(than words: [Int], fromStart: Bool) -> [Int] {
    guard let first = words.first, let last = words.last else { return [] }
    var more = onward(from: last)
    if fromStart { more += back(from: first) }
    for word in words { more += groups(around: word) }
    return more
  }

  private func onward(from word: Int) -> [Int] {
    var more: [Int] = []
    var word = word
    for _ in 0..<Self.longestChain {
      let (number, index, cell) = layout.places[word]
      let row = layout.rows[number]
      var end = index + 1
      while end < row.words.count,
        row.isTight[end] || isRun(row.words[end], beside: row.words[end - 1])
      {
        end += 1
      }
      more += row.words[index + 1..<end]
      let last = row.words[end - 1]
      guard end == layout.cells[cell].segment.upperBound, let next = layout.wraps[cell],
        isPart(last), let first = layout.words(of: layout.cells[next]).first, isPart(first)
      else { break }
      more.append(first)
      word = first
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
      guard first == layout.cells[cell].segment.lowerBound,
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
