import Pictures

/// Whether a page could be read well enough to say that nothing secret is left in it.
enum PictureLegibility {
  /// Below it a word is a guess, of 100.
  private static let confident = 40
  /// Letters that are less tall are guesses too, in pixels.
  private static let tall = 6
  /// So many words may be guesses, of 100.
  private static let allowed = 35
  /// Fewer words tell nothing of the page.
  private static let fewest = 6

  /// Upright, a word is hardly read surer that stands in another direction.
  private static let certain = 70
  /// Fewer letters in rows are no text: icons and marks look like some.
  private static let letters = 12

  /// - Returns: why not, or nil.
  static func fault(_ page: PicturePage) -> String? {
    if page.unread >= letters {
      return "a part of its text can't be read: it is turned, too small, too pale, or handwritten"
    }
    // In photographs and charts much is read that isn't there.
    guard page.letters >= letters else { return nil }
    let turned = page.turned.flatMap { reading in
      reading.words.filter { $0.confidence >= certain && isWord($0.text) }
        .flatMap { reading.turn.boxes(of: $0.box) }
    }
    let readings = page.readings.map { words in
      words.filter { word in
        isWord(word.text)
          && (word.confidence >= certain || !turned.contains { $0.intersects(word.box) })
      }
    }
    guard let best = readings.max(by: { $0.count < $1.count }), best.count >= fewest else {
      return nil
    }
    let small = best.count { $0.box.height < tall }
    if small * 100 > best.count * allowed {
      return "its text is too small to be read with certainty"
    }
    let shares = readings.filter { $0.count * 2 >= best.count }.map { words in
      words.count { $0.confidence < confident } * 100 / words.count
    }
    guard let share = shares.min(), share > allowed else { return nil }
    return "its text can't be read with certainty"
  }

  private static func isWord(_ text: [UInt8]) -> Bool {
    text.count { Bytes.isLetter($0) || Bytes.isDigit($0) } >= 2
  }
}
