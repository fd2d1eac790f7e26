/// What stays of words in which a value stands: names, signs, hosts, and nothing that may be a piece of
/// it that was misread.
struct PictureRemains {
  private let layout: PictureLayout
  /// A URL that is a secret goes whole, so none of the signs that part its path.
  private static let openers = Array("=:@\"'([{,<>&?;".utf8)
  private static let closers = Array("\"'`)]},;@&<>|".utf8)

  init(_ layout: PictureLayout) { self.layout = layout }

  /// - Parameters:
  ///   - words: without a blank between them, in order.
  ///   - marks: what was found in them, if anything.
  /// - Returns: what goes.
  func parts(of words: [Int], found marks: PictureMarks) -> [PictureText.Part] {
    var text: [UInt8] = []
    var owners: [(word: Int, byte: Int)] = []
    for word in words {
      text += layout.texts[word]
      owners += layout.texts[word].indices.map { (word, $0) }
    }
    let found = owners.map { marks.contains($0.word, $0.byte) }
    let gone: Range<Int>
    if let first = found.firstIndex(of: true), let last = found.lastIndex(of: true) {
      gone = Self.opening(text, upTo: first)..<Self.closing(text, from: last + 1)
    } else {
      let start = Self.opening(text, upTo: text.count)
      gone = PictureTokens.isToken(Array(text[start...])) ? start..<text.count : text.indices
    }
    return PictureText.Part.parts(owners[gone])
  }

  func parts(around parts: [PictureText.Part], found marks: PictureMarks) -> [PictureText.Part] {
    var clusters: [[Int]] = []
    for part in parts where clusters.last?.contains(part.word) != true {
      clusters.append(layout.cluster(around: part.word))
    }
    return clusters.flatMap { self.parts(of: $0, found: marks) }
  }

  /// Where a value begins that was found from a byte on, or behind the last name before it.
  private static func opening(_ text: [UInt8], upTo found: Int) -> Int {
    var end = min(found, text.count)
    while end > 0 {
      if openers.contains(text[end - 1]), end == text.count || text[end] != 0x2F,
        words(of: text[..<end]).allSatisfy({ isPlain($0, shortest: 5) })
      {
        return end
      }
      end -= 1
    }
    return 0
  }

  /// Where what follows a value is certainly none of it.
  static func closing(_ text: [UInt8], from found: Int) -> Int {
    for start in found..<max(found, text.count) where closers.contains(text[start]) {
      let words = words(of: text[start...])
      // A misread sign has no words behind it.
      if words.isEmpty || words.contains(where: { $0.count >= 4 && isWord($0, shortest: 3) }),
        words.allSatisfy({ isPlain($0, shortest: 3) })
      {
        return start
      }
    }
    return text.count
  }

  private static func words(of text: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
    text.split { !Bytes.isLetter($0) && !Bytes.isDigit($0) && $0 < 0x80 }
  }

  /// Words, names, schemes, hosts and small numbers.
  private static func isPlain(_ word: ArraySlice<UInt8>, shortest: Int) -> Bool {
    let letters = word.prefix(while: Bytes.isLetter)
    let digits = word.dropFirst(letters.count)
    guard digits.allSatisfy(Bytes.isDigit), digits.count <= (letters.isEmpty ? 5 : 2) else {
      return false
    }
    return isWord(letters, shortest: shortest)
  }

  /// - Parameter shortest: so many letters need no vowel: `ssh`, `https`.
  private static func isWord(_ letters: ArraySlice<UInt8>, shortest: Int) -> Bool {
    guard letters.allSatisfy(Bytes.isLetter) else { return false }
    // `allowedHosts`: each of its words is one.
    var start = letters.startIndex
    for end in letters.indices.dropFirst()
    where letters[end] < 0x61 && letters[end - 1] >= 0x61 {
      guard end - start >= 3, !PictureRow.isOfToken(Array(letters[start..<end])) else {
        return false
      }
      start = end
    }
    let last = letters[start...]
    guard start == letters.startIndex || last.count >= 3 else { return false }
    let isOneCase =
      last.allSatisfy { $0 < 0x61 } || last.dropFirst().allSatisfy { $0 >= 0x61 }
    return isOneCase && (last.count <= shortest || !PictureRow.isOfToken(Array(last)))
  }
}
