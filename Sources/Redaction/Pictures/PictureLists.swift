import Pictures

/// Lists of codes that no rule knows one by one: recovery codes, and keys for typing in groups.
struct PictureLists {
  private let layout: PictureLayout
  private static let fewest = 4

  init(_ layout: PictureLayout) {
    self.layout = layout
  }

  var parts: [PictureText.Part] {
    (codes + keys).map { PictureText.Part(word: $0, range: layout.texts[$0].indices) }
  }

  /// Codes of one shape on a page that speaks of recovery codes.
  private var codes: [Int] {
    let text = layout.texts.map { String(decoding: $0, as: UTF8.self) }.joined(separator: " ")
    guard RecoveryCodes.speaks(text.lowercased()) else { return [] }
    var shapes: [[Int]: [Int]] = [:]
    for word in layout.texts.indices {
      guard let shape = Self.shape(layout.texts[word]) else { continue }
      shapes[shape, default: []].append(word)
    }
    let usual = shapes.max {
      ($0.value.count, $1.value[0]) < ($1.value.count, $0.value[0])
    }
    guard let usual else { return [] }
    // A sign too many or too few was read in some.
    let codes = shapes.filter { shape, _ in
      shape.count == usual.key.count && zip(shape, usual.key).allSatisfy { abs($0 - $1) <= 1 }
    }.flatMap(\.value)
    return codes.count >= Self.fewest ? codes + among(codes) : []
  }

  /// What fills a place of the list, whatever was read there: a code of letters alone, one with a
  /// sign that was misread, one that was torn apart.
  private func among(_ codes: [Int]) -> [Int] {
    let boxes = codes.map { layout.words[$0].box }
    let widths = boxes.map(\.width).sorted()
    let heights = boxes.map(\.height).sorted()
    let width = widths[widths.count / 2]
    let height = heights[heights.count / 2]
    let top = boxes.map(\.y).min() ?? 0
    let bottom = boxes.map(\.bottom).max() ?? 0
    let isAligned = { (box: PictureBox) in boxes.contains { abs($0.x - box.x) <= height } }
    let isBeside = { (box: PictureBox) in
      boxes.contains { $0.y < box.y + box.height / 2 && box.y + box.height / 2 < $0.bottom }
    }
    return layout.cells.filter { cell in
      let box = cell.box
      let middle = box.y + box.height / 2
      guard box.width * 4 >= width * 3, box.width * 4 <= width * 5, isAligned(box) || isBeside(box)
      else { return false }
      if top < middle, middle < bottom { return true }
      // One line before the first and behind the last that were read.
      guard top - 3 * height < middle, middle < bottom + 3 * height else { return false }
      let words = layout.words(of: cell)
      return words.allSatisfy {
        layout.texts[$0].contains { Bytes.isDigit($0) || $0 == 0x2D }
      }
    }.flatMap { layout.words(of: $0) }
  }

  /// The lengths of a code's groups.
  private static func shape(_ text: [UInt8]) -> [Int]? {
    let groups = text.split(separator: 0x2D, omittingEmptySubsequences: false)
    guard
      groups.allSatisfy({ group in
        (3...12).contains(group.count)
          && group.allSatisfy { Bytes.isLetter($0) || Bytes.isDigit($0) }
      }), groups.reduce(0, { $0 + $1.count }) >= 6, groups.count <= 4
    else { return nil }
    // Words with a dash between them are no code, and neither is a word.
    guard text.contains(where: Bytes.isDigit) || groups.count > 1 && !text.contains(where: isVowel)
    else { return nil }
    return groups.map(\.count)
  }

  private static func isVowel(_ byte: UInt8) -> Bool { "aeiou".utf8.contains(byte | 0x20) }

  /// `4ZDA CUYU VW3R …`: groups of letters of one case and digits, one behind the other.
  private var keys: [Int] {
    var keys: [Int] = []
    for cell in layout.cells {
      var run: [Int] = []
      for word in Array(layout.words(of: cell)) + [-1] {
        if word >= 0, Self.isGroup(layout.texts[word]) {
          run.append(word)
          continue
        }
        let drawn = run.count { PictureRow.isOfToken(layout.texts[$0]) }
        let signs = run.reduce(0) { $0 + layout.texts[$1].count }
        let digits = run.reduce(0) { $0 + layout.texts[$1].count(where: Bytes.isDigit) }
        let isLong = signs >= 20 && run.count >= 3 && drawn * 2 >= run.count && digits >= 3
        if digits < signs, isLong || isEven(run) { keys += run }
        run = []
      }
    }
    return keys
  }

  /// Groups of one length, in one of which letters and digits stand together: `mx5k ojea qiid tabh`.
  private func isEven(_ run: [Int]) -> Bool {
    guard run.count >= 4, let first = run.first else { return false }
    let length = layout.texts[first].count
    return length <= 8 && length * run.count >= 16
      && run.allSatisfy { layout.texts[$0].count == length }
      && run.contains {
        layout.texts[$0].contains(where: Bytes.isDigit)
          && layout.texts[$0].contains(where: Bytes.isLetter)
      }
  }

  private static func isGroup(_ text: [UInt8]) -> Bool {
    guard (3...16).contains(text.count) else { return false }
    let isUpper = text.contains { $0 &- 0x41 < 26 }
    let isLower = text.contains { $0 &- 0x61 < 26 }
    return !(isUpper && isLower)
      && text.allSatisfy { Bytes.isLetter($0) || Bytes.isDigit($0) }
  }
}
