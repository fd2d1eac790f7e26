import Pictures

/// A text in which what is easily mistaken for one another is the same: `0` and `O`, `1`, `l`, `I`
/// and `|`, `rn` and `m`, both cases; blanks and signs, which come and go, are left out.
enum PictureFold {
  /// By byte: what stands for it; nothing for what is left out.
  private static let table: [[UInt8]] = {
    var table = [[UInt8]](repeating: [], count: 256)
    for byte in UInt8(0x61)...0x7A {
      table[Int(byte)] = [byte]
      table[Int(byte) - 0x20] = [byte]
    }
    for byte in UInt8(0x30)...0x39 { table[Int(byte)] = [byte] }
    // The single sign stands for two: so it doesn't matter what stands before a pair.
    let same: [(String, String)] = [
      ("0oODQ", "o"), ("1lIi|!jJ]", "l"), ("5sS$", "s"), ("8bB&", "b"), ("2zZ", "z"),
      ("69gGq", "g"), ("mM", "rn"), ("wW", "vv"), ("uU", "v"), ("yY", "v"), ("kK", "x"),
      ("cC", "c"), ("eE", "c"), ("fF", "t"), ("hH", "n"),
    ]
    for (signs, fold) in same {
      for sign in signs.utf8 { table[Int(sign)] = Array(fold.utf8) }
    }
    return table
  }()

  static func fold(_ text: some Sequence<UInt8>) -> [UInt8] {
    text.flatMap { table[Int($0)] }
  }

  /// Shorter values could be anything.
  static let shortest = 8
  /// A part of a value stands for the whole: another part may have been misread. In bytes.
  private static let part = 10

  /// What is looked for where a value may stand in a picture, each with so many bits that nothing
  /// else is taken for it.
  static func spellings(of value: [UInt8]) -> [[UInt8]] {
    var spellings: [[UInt8]] = []
    let whole = fold(value)
    if whole.count >= shortest { spellings.append(whole) }
    guard value.count >= 2 * part else { return spellings }
    for start in stride(from: 0, through: value.count - part, by: part) {
      let end = value.count - start < 2 * part ? value.count : start + part
      let piece = value[start..<end]
      let folded = fold(piece)
      guard folded.count >= shortest, Guessability.bits(piece) >= Guessability.propagated else {
        continue
      }
      spellings.append(folded)
    }
    return spellings
  }
}

/// A page's words as one folded text.
struct FoldedPage {
  private(set) var bytes: [UInt8] = []
  /// By byte.
  private var owners: [(word: Int, byte: Int)] = []

  init(_ texts: [[UInt8]], _ rows: [PictureRow]) {
    for row in rows {
      for word in row.words {
        for (index, byte) in texts[word].enumerated() {
          let fold = PictureFold.fold([byte])
          bytes += fold
          for _ in fold { owners.append((word, index)) }
        }
      }
    }
  }

  /// Where known values stand.
  func places(of known: KnownValues) -> [(parts: [PictureText.Part], rule: Int)] {
    guard !known.isEmpty else { return [] }
    var places: [(parts: [PictureText.Part], rule: Int)] = []
    bytes.withUnsafeBytes { text in
      _ = known.forEachOccurrence(in: text) { occurrence in
        guard occurrence.spelling == .plain else { return }
        places.append((PictureText.Part.parts(owners[occurrence.range]), occurrence.rule))
      }
    }
    return places
  }
}
