/// Which bytes of a reading's words were found.
struct PictureMarks {
  private var found: [Int: [Bool]] = [:]
  private let layout: PictureLayout

  init(_ parts: [PictureText.Part] = [], _ layout: PictureLayout) {
    self.layout = layout
    add(parts)
  }

  func contains(_ word: Int, _ byte: Int) -> Bool { found[word]?[byte] == true }

  func covers(_ parts: [PictureText.Part]) -> Bool {
    parts.allSatisfy { part in part.range.allSatisfy { contains(part.word, $0) } }
  }

  mutating func add(_ parts: [PictureText.Part]) {
    for part in parts {
      var bytes =
        found[part.word] ?? Array(repeating: false, count: layout.texts[part.word].count)
      for byte in part.range { bytes[byte] = true }
      found[part.word] = bytes
    }
  }
}
