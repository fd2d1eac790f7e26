internal import CPictures

/// Letters in a row, as ink tells before anything is read.
struct LetterRow {
  struct Letter {
    let box: PictureBox
    /// More than one where they touch.
    let count: Int

    var middle: (x: Double, y: Double) {
      (Double(box.x) + Double(box.width) / 2, Double(box.y) + Double(box.height) / 2)
    }
  }

  /// Of its direction, clockwise: 0 from left to right.
  let degrees: Double
  let letters: [Letter]

  /// Windows and dots in a row are alike; letters differ by a fifth, most by more.
  static let usualVariety = 0.12
  static let certainVariety = 0.2

  /// Without the letters in boxes.
  func outside(_ boxes: [PictureBox]) -> LetterRow {
    guard !boxes.isEmpty else { return self }
    return LetterRow(
      degrees: degrees,
      letters: letters.filter { letter in !boxes.contains { $0.intersects(letter.box) } })
  }

  /// - Throws: ``PictureFault`` where there is too much of it.
  static func find(
    on page: DecodedPage, variety: Double = usualVariety
  ) throws(PictureFault) -> [LetterRow] {
    var rows: [LetterRow] = []
    let status = withUnsafeMutablePointer(to: &rows) { rows in
      cpic_find_rows(page.pointer, variety, rows) { context, row in
        guard let context, let row = row?.pointee else { return }
        let letters = UnsafeBufferPointer(start: row.letters, count: Int(row.count)).map {
          Letter(
            box: PictureBox(
              x: Int($0.x), y: Int($0.y), width: Int($0.width), height: Int($0.height)),
            count: Int($0.letters))
        }
        context.assumingMemoryBound(to: [LetterRow].self).pointee.append(
          LetterRow(degrees: row.degrees, letters: letters))
      }
    }
    guard status == 0 else { throw .crashed }
    return rows
  }
}
