import Pictures

/// One reading out of several: where one has nothing, another may have read a piece of a value.
enum PictureUnion {
  /// - Returns: the clearest reading with what the others have beside it; nil where they have nothing.
  static func words(_ readings: [[PictureWord]]) -> [PictureWord]? {
    guard readings.count > 1,
      let base = readings.indices.max(by: { (clear(readings[$0]), $1) < (clear(readings[$1]), $0) })
    else { return nil }
    var words = readings[base]
    for (index, others) in readings.enumerated() where index != base {
      words += others.filter { other in
        other.confidence >= 10 && other.box.height > 4
          && !words.contains { Self.overlap($0.box, other.box) }
      }
    }
    return words.count > readings[base].count ? words : nil
  }

  /// How many words stand alone in their place; lines that were mixed up have several in one.
  private static func clear(_ words: [PictureWord]) -> Int {
    words.indices.count { one in
      !words.indices.contains { $0 != one && overlap(words[one].box, words[$0].box) }
    }
  }

  /// Boxes of lines above one another may touch.
  private static func overlap(_ one: PictureBox, _ other: PictureBox) -> Bool {
    guard one.intersects(other) else { return false }
    let width = min(one.right, other.right) - max(one.x, other.x)
    let height = min(one.bottom, other.bottom) - max(one.y, other.y)
    return width * height * 5 > min(one.width * one.height, other.width * other.height)
  }
}
