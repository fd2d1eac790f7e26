import Pictures

/// What is painted for words and parts of them: those beside one another in one piece.
struct PictureBoxes {
  private let layout: PictureLayout
  /// Between a name or a mark and a value.
  private static let openers = Array("=:/@\"'([{,<>".utf8)
  private static let closers = Array("\"')]},;@<>:/".utf8)

  init(_ layout: PictureLayout) {
    self.layout = layout
  }

  func boxes(of parts: [PictureText.Part]) -> [PictureBox] {
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

  private func join(_ boxes: [Int: PictureBox]) -> [PictureBox] {
    var joined: [PictureBox] = []
    for row in Set(boxes.keys.map { layout.places[$0].row }).sorted() {
      var last: PictureBox?
      for word in layout.rows[row].words {
        guard let box = boxes[word] else {
          if let last { joined.append(last) }
          last = nil
          continue
        }
        let grown = box.grown(by: max(1, box.height / 10))
        last = last.map { $0.union(grown) } ?? grown
      }
      if let last { joined.append(last) }
    }
    return joined
  }
}
