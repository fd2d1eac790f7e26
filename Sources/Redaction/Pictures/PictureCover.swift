import Pictures

/// What has been painted on a page, for a look at what came out: a placeholder stands for each patch,
/// whatever was read in its label, and only what lies outside of them is read.
struct PictureCover {
  private let patches: [PicturePatch]

  init(_ patches: [PicturePatch]) {
    self.patches = patches
  }

  func words(_ words: [PictureWord]) -> [PictureWord] {
    guard !patches.isEmpty else { return words }
    return words.flatMap(outside) + patches.map(Self.placeholder)
  }

  /// Whether nothing of a place but its edges would be painted anew.
  func hides(_ box: PictureBox) -> Bool {
    patches.contains { patch in
      let margin = max(3, patch.box.height / 3)
      let cover = patch.box.grown(by: margin)
      return cover.x <= box.x && box.right <= cover.right && cover.y <= box.y
        && box.bottom <= cover.bottom
    }
  }

  /// Whether a word's middle is painted over.
  func hides(_ word: PictureWord) -> Bool { isCovered(word.box) }

  private static func placeholder(_ patch: PicturePatch) -> PictureWord {
    // As long as a text that fills the patch: rows are told by the width of a sign.
    let count = patch.box.width * 2 / max(1, patch.box.height)
    let text =
      "REDACTED_" + String(repeating: "x", count: max(1, min(100, count - 26)))
      + "_0000000000000000"
    return PictureWord(box: patch.box, confidence: 100, text: Array(text.utf8))
  }

  private func isCovered(_ box: PictureBox) -> Bool {
    let (x, y) = (box.x + box.width / 2, box.y + box.height / 2)
    return patches.contains {
      $0.box.x <= x && x < $0.box.right && $0.box.y <= y && y < $0.box.bottom
    }
  }

  /// What is left of a word.
  private func outside(_ word: PictureWord) -> [PictureWord] {
    guard patches.contains(where: { $0.box.intersects(word.box) }) else { return [word] }
    guard word.starts.count == word.text.count else { return isCovered(word.box) ? [] : [word] }
    var left: [PictureWord] = []
    var run: Range<Int>?
    for index in 0...word.text.count {
      if index < word.text.count, !isCovered(sign(index, of: word)) {
        run = (run?.lowerBound ?? index)..<index + 1
      } else if let part = run {
        left.append(self.part(part, of: word))
        run = nil
      }
    }
    return left
  }

  /// The bytes of one sign begin at one place.
  private func sign(_ index: Int, of word: PictureWord) -> PictureBox {
    let start = word.starts[index]
    let end = word.starts[index...].first { $0 > start } ?? word.box.right
    return PictureBox(x: start, y: word.box.y, width: end - start, height: word.box.height)
  }

  private func part(_ range: Range<Int>, of word: PictureWord) -> PictureWord {
    let end = range.upperBound < word.text.count ? word.starts[range.upperBound] : word.box.right
    let start = range.lowerBound > 0 ? word.starts[range.lowerBound] : word.box.x
    return PictureWord(
      box: PictureBox(x: start, y: word.box.y, width: max(1, end - start), height: word.box.height),
      confidence: word.confidence, text: Array(word.text[range]), starts: Array(word.starts[range]))
  }
}
