import Pictures

/// Pages as a reader of even type has them: eight pixels a sign and twenty a line.
enum PictureTypist {
  static let width = 8
  static let height = 20

  /// `·` stands for half a blank.
  static func words(_ page: String) -> [PictureWord] {
    var words: [PictureWord] = []
    for (line, text) in page.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      var x = 0.0
      var word = ""
      var start = 0.0
      for sign in text + " " {
        if sign == " " || sign == "·" {
          if !word.isEmpty {
            let left = Int(start * Double(width))
            let box = PictureBox(
              x: left, y: height * line, width: word.count * width - 1, height: 14)
            words.append(
              PictureWord(
                box: box, confidence: 90, text: Array(word.utf8),
                starts: word.utf8.indices.enumerated().map { left + $0.offset * width }))
          }
          word = ""
          x += sign == " " ? 1 : 0.5
        } else {
          if word.isEmpty { start = x }
          word.append(sign)
          x += 1
        }
      }
    }
    return words
  }

  /// The page with `▒` for each sign whose middle is in one of the boxes.
  static func painted(_ page: String, _ boxes: [PictureBox]) -> String {
    page.split(separator: "\n", omittingEmptySubsequences: false).enumerated().map { line, text in
      String(
        text.enumerated().map { column, sign in
          let middle = PictureBox(
            x: column * width + width / 2, y: line * height + 7, width: 1, height: 1)
          return sign != " " && boxes.contains { $0.intersects(middle) } ? "▒" : sign
        })
    }.joined(separator: "\n")
  }
}
