import Pictures

/// Lists of codes that no rule knows one by one: recovery codes, and keys for typing in groups.
struct PictureLists {
  private let layout: PictureLayout
  private static let fewest = 4

  init(_ layout: PictureLayout) {
    self.layout = layout
  }

  var words: [Int] { codes + keys }

  /// Codes of one shape on a page that speaks of recovery codes.
  private var codes: [Int] {
    let text = layout.texts.map { String(decoding: $0, as: UTF8.self) }.joined(separator: " ")
    guard RecoveryCodes.speaks(text.lowercased()) else { return [] }
    var shapes: [[Int]: [Int]] = [:]
    for word in layout.texts.indices {
      guard let shape = Self.shape(layout.texts[word]) else { continue }
      shapes[shape, default: []].append(word)
    }
    return shapes.values.filter { $0.count >= Self.fewest }.flatMap { $0 }
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

  /// Six groups of four and more, with digits here and there.
  private var keys: [Int] {
    var keys: [Int] = []
    for row in layout.rows {
      var run: [Int] = []
      for word in row.words + [-1] {
        let isGroup =
          word >= 0 && layout.texts[word].count == 4
          && layout.texts[word].allSatisfy { Bytes.isLetter($0) || Bytes.isDigit($0) }
        if isGroup {
          run.append(word)
          continue
        }
        let drawn = run.count { PictureRow.isOfToken(layout.texts[$0]) }
        if run.count >= 6, drawn * 3 >= run.count { keys += run }
        run = []
      }
    }
    return keys
  }
}
