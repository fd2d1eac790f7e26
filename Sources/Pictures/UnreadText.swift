/// Text that stands on a page and was not read: turned, pale, tiny, or written by hand. Letters are told by
/// their ink; those that no word covers are looked at in other ways.
struct UnreadText {
  private let page: DecodedPage
  private let rows: [LetterRow]
  private let scale: Double
  private var readings: [[PictureWord]]
  private var turned: [TurnedReading] = []

  /// Below it a word is a guess, of 100.
  private static let confident = 40
  /// What stands upside down is often read as something, though hardly with more.
  private static let certain = 70
  /// So long a word is one though it is a guess: nobody's language has it.
  private static let token = 12
  /// In type that is no taller a guess is a guess, in pixels.
  private static let tiny = 7
  /// Tesseract reads what is slanted less, in degrees.
  private static let slant = 3.5
  /// What stands in one direction, in degrees.
  private static let spread = 4.0
  /// Fewer letters aren't looked at in another way.
  private static let fewest = 6
  /// More directions aren't tried.
  private static let directions = 3

  private init(
    _ page: DecodedPage, _ rows: [LetterRow], scale: Double, _ readings: [[PictureWord]]
  ) {
    self.page = page
    self.rows = rows
    self.scale = scale
    self.readings = readings
  }

  struct Result {
    /// The given ones, and more.
    let readings: [[PictureWord]]
    let turned: [TurnedReading]
    /// Letters in rows.
    let letters: Int
    /// Those that are in none of the readings.
    let unread: Int
  }

  /// - Parameters:
  ///   - scale: that of the first reading.
  ///   - labels: where nothing is left to be read.
  static func read(
    _ page: DecodedPage, scale: Double, after readings: [[PictureWord]],
    butFor labels: [PictureBox] = []
  ) throws(PictureFault) -> Result {
    let rows = try LetterRow.find(on: page).map { $0.outside(labels) }
    var text = UnreadText(page, rows, scale: scale, readings)
    try text.readPale()
    try text.readTurned()
    return Result(
      readings: text.readings, turned: text.turned, letters: try text.letters(),
      unread: text.unread)
  }

  // MARK: Other ways

  /// Of few letters the direction isn't certain: some are tall, some aren't.
  private static func isUpright(_ row: LetterRow) -> Bool {
    let off = min(abs(row.degrees), abs(row.degrees - 180))
    return off <= slant || off <= 20 && row.letters.count < 10
  }

  private mutating func readPale() throws(PictureFault) {
    guard Self.count(missing(rows.filter(Self.isUpright), Self.confident)) >= Self.fewest else {
      return
    }
    let setting = PageReader.Setting(scale: scale, contrast: PageReader.paleContrast)
    readings.append(try PageReader.words(on: page, setting))
  }

  private mutating func readTurned() throws(PictureFault) {
    let doubtful = missing(rows.filter(Self.isUpright), Self.certain)
    if Self.count(doubtful) >= 2 * Self.fewest {
      let weight = readings.map { Self.weight(of: doubtful, in: $0) { $0.middle } }.max() ?? 0
      try read(doubtful, at: [18000], heavierThan: weight * 3 / 2)
    }
    var others = rows.filter { !Self.isUpright($0) }
    for _ in 0..<Self.directions {
      let longest = others.max { Self.count($0.letters) < Self.count($1.letters) }
      guard let longest else { return }
      let isAlike = { (row: LetterRow) in
        let difference = abs(row.degrees - longest.degrees)
        return min(difference, 180 - difference) <= Self.spread
      }
      let letters = others.filter(isAlike).flatMap(\.letters)
      others.removeAll(where: isAlike)
      guard Self.count(letters) >= Self.fewest else { return }
      var angle = Int((-longest.degrees * 100).rounded())
      if abs(angle + 9000) <= 200 { angle = -9000 }
      try read(letters, at: [angle, angle + 18000])
    }
  }

  /// Reads the page turned by each of the angles, and keeps what reads most of the letters.
  private mutating func read(
    _ letters: [LetterRow.Letter], at angles: [Int], heavierThan least: Int = 0
  ) throws(PictureFault) {
    var best: (reading: TurnedReading, page: DecodedPage, weight: Int)?
    for angle in angles {
      let whole = (angle % 36000 + 36000) % 36000
      guard let turned = page.turned(by: whole) else { throw .crashed }
      let turn = PictureTurn(
        angle: whole, width: page.width, height: page.height, turnedWidth: turned.width,
        turnedHeight: turned.height)
      let words = try PageReader.words(on: turned, PageReader.Setting(scale: scale))
      let reading = TurnedReading(turn: turn, words: words)
      let weight = Self.weight(of: letters, in: words) {
        turn.turned($0.middle.x, $0.middle.y)
      }
      if weight > best?.weight ?? least { best = (reading, turned, weight) }
    }
    guard let best else { return }
    turned.append(best.reading)
    let setting = PageReader.Setting(
      scale: min(scale, max(1.5, scale - 1)), contrast: PageReader.paleContrast)
    turned.append(
      TurnedReading(
        turn: best.reading.turn, words: try PageReader.words(on: best.page, setting)))
  }

  // MARK: What was read

  private static func count(_ letters: [LetterRow.Letter]) -> Int {
    letters.reduce(0) { $0 + $1.count }
  }

  /// What is blurred is told in a smaller picture.
  private func letters() throws(PictureFault) -> Int {
    let count = Self.count(rows.flatMap(\.letters))
    guard count < 2 * Self.fewest, page.width >= 64, page.height >= 64 else { return count }
    guard let half = page.halved() else { throw .crashed }
    let rows = try LetterRow.find(on: half, variety: LetterRow.certainVariety)
    return max(count, Self.count(rows.flatMap(\.letters)))
  }

  private var unread: Int {
    let upright = missing(rows.filter(Self.isUpright), Self.confident).filter { !isRead($0) }
    let others = rows.filter { !Self.isUpright($0) }.flatMap(\.letters).filter { !isRead($0) }
    return Self.count(upright) + Self.count(others)
  }

  /// Of these rows, what no word covers that stands upright.
  private func missing(_ rows: [LetterRow], _ confident: Int) -> [LetterRow.Letter] {
    let words = readings.flatMap { $0 }
    let sure = words.filter { Self.isSure($0, confident) }.map(\.box)
    let surest = words.filter { Self.isSure($0, confident, token: .max) }.map(\.box)
    return rows.flatMap { row in
      let top = row.letters.map(\.box.y).min() ?? 0
      let isTiny = (row.letters.map(\.box.bottom).max() ?? 0) - top <= Self.tiny
      let left = row.letters.filter { letter in
        !(isTiny ? surest : sure).contains { Self.covers($0, letter.middle) }
      }
      // Signs beside words.
      return Self.count(left) < Self.fewest ? [] : left
    }
  }

  private func isRead(_ letter: LetterRow.Letter) -> Bool {
    turned.contains { reading in
      let place = reading.turn.turned(letter.middle.x, letter.middle.y)
      return reading.words.contains {
        Self.isSure($0, Self.confident) && Self.covers($0.box, place)
      }
    }
  }

  private static func weight(
    of letters: [LetterRow.Letter], in words: [PictureWord],
    at place: (LetterRow.Letter) -> (x: Double, y: Double)
  ) -> Int {
    let words = words.filter { isSure($0, confident) }
    return letters.reduce(0) { sum, letter in
      let place = place(letter)
      let word = words.first { covers($0.box, place) }
      return sum + letter.count * (word?.confidence ?? 0)
    }
  }

  private static func isSure(
    _ word: PictureWord, _ confident: Int, token: Int = token
  ) -> Bool {
    let signs = word.text.count {
      0x30...0x39 ~= $0 || 0x41...0x5A ~= $0 & 0xDF || $0 >= 0x80
    }
    return signs > 0 && (word.confidence >= confident || signs >= token)
  }

  private static func covers(_ box: PictureBox, _ place: (x: Double, y: Double)) -> Bool {
    let margin = max(2, Double(box.height) / 5)
    return place.x >= Double(box.x) - margin && place.x <= Double(box.right) + margin
      && place.y >= Double(box.y) - margin && place.y <= Double(box.bottom) + margin
  }
}
