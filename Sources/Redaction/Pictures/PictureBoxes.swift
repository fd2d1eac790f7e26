import Pictures

/// What is painted for words and parts of them: those beside one another in one piece.
struct PictureBoxes {
  private let layout: PictureLayout
  /// Between a name or a mark and a value.
  private static let openers = Array("=:/@\"'([{,<>".utf8)
  private static let closers = Array("\"')]},;@<>:/".utf8)

  /// A box, and where its text may go on unread.
  struct Piece {
    var box: PictureBox
    var openSides: PictureSides

    /// Each side is as the one that stands further out has it.
    func union(_ other: Piece) -> Piece {
      let left =
        box.x < other.box.x ? openSides : box.x > other.box.x ? other.openSides : both(other)
      let right =
        box.right > other.box.right
        ? openSides : box.right < other.box.right ? other.openSides : both(other)
      return Piece(
        box: box.union(other.box),
        openSides: left.intersection(.left).union(right.intersection(.right)))
    }

    private func both(_ other: Piece) -> PictureSides { openSides.intersection(other.openSides) }
  }

  init(_ layout: PictureLayout) {
    self.layout = layout
  }

  func pieces(of parts: [PictureText.Part]) -> [Piece] {
    var boxes: [Int: PictureBox] = [:]
    for part in parts where !layout.isArmour(of: part.word) {
      let box = box(of: part)
      boxes[part.word] = boxes[part.word]?.union(box) ?? box
    }
    return join(boxes)
  }

  /// A word's part goes with the sign beside it: where signs stand is told roughly. Where no sign is that can be spared, the whole word goes.
  private func box(of part: PictureText.Part) -> PictureBox {
    let word = layout.words[part.word]
    let text = layout.texts[part.word]
    guard word.starts.count == text.count, text == word.text else { return word.box }
    var left = word.box.x
    var right = word.box.right
    let start = part.range.lowerBound
    if start > 1, Self.openers.contains(text[start - 1]) {
      left = max(left, word.starts[start - 1])
    }
    let end = part.range.upperBound
    if end < text.count, Self.closers.contains(text[end]) {
      let next = end + 1 < text.count ? word.starts[end + 1] : word.box.right
      right = min(right, next)
    }
    guard right > left else { return word.box }
    return PictureBox(x: left, y: word.box.y, width: right - left, height: word.box.height)
  }

  private func join(_ boxes: [Int: PictureBox]) -> [Piece] {
    var joined: [Piece] = []
    for row in Set(boxes.keys.map { layout.places[$0].row }).sorted() {
      let row = layout.rows[row]
      var last: Piece?
      for (index, word) in row.words.enumerated() {
        guard let box = boxes[word] else {
          if let last { joined.append(last) }
          last = nil
          continue
        }
        // What stays of a word, or beside it, is no ink that wasn't read.
        var sides: PictureSides = []
        let whole = layout.words[word].box
        if box.x <= whole.x, !row.isTight[index] { sides.insert(.left) }
        let isLast = index + 1 == row.words.count
        if box.right >= whole.right, isLast || !row.isTight[index + 1] { sides.insert(.right) }
        let piece = Piece(box: box.grown(by: max(1, box.height / 10)), openSides: sides)
        last = last.map { $0.union(piece) } ?? piece
      }
      if let last { joined.append(last) }
    }
    return joined
  }
}
