internal import CPictures

/// Reads a page's words with several settings, and its codes.
enum PageReader {
  struct Setting {
    var scale: Double
    /// See `cpic_setting`.
    var reach: Int32 = 0
    /// See `cpic_setting`.
    var contrast: Int32 = 0
    /// Tesseract's: 11 finds words wherever they stand, 6 takes the page for one block, 3 looks for
    /// columns.
    var segmentation: Int32 = 11
  }

  /// Weaker differences between text and ground are taken for noise, of 255; the second for a page that
  /// has a text which isn't seen otherwise.
  private static let contrast: Int32 = 14
  static let paleContrast: Int32 = 5

  /// Larger pages aren't enlarged further, in pixels.
  private static let scaledPixels = 24e6

  /// The settings that find what is redacted.
  static func settings(_ page: DecodedPage) -> [Setting] {
    let type = type(page)
    return [
      Setting(scale: scale(page, 22 / type), contrast: contrast),
      Setting(scale: scale(page, 32 / type), reach: reach(type), segmentation: 6),
      Setting(scale: scale(page, 32 / type), contrast: contrast, segmentation: 6),
    ]
  }

  /// Others, for what came out.
  static func proof(_ page: DecodedPage) -> [Setting] {
    let type = type(page)
    return [
      Setting(scale: scale(page, 26 / type)),
      Setting(scale: scale(page, 19 / type), contrast: contrast, segmentation: 4),
    ]
  }

  /// The height of its words, in pixels; Tesseract reads best where they are some 20 to 30 tall.
  private static func type(_ page: DecodedPage) -> Double {
    let height = Double(cpic_type_height(page.pointer))
    if height > 0 { return max(5, height) }
    // Where it sees none by itself.
    return page.width * page.height <= 1_600_000 ? 11 : 22
  }

  private static func scale(_ page: DecodedPage, _ wanted: Double) -> Double {
    let pixels = Double(page.width * page.height)
    return max(0.5, min(wanted, 4, (scaledPixels / pixels).squareRoot()))
  }

  /// So far some lines of text are around a place.
  private static func reach(_ type: Double) -> Int32 { Int32(max(24, min(120, 3.6 * type))) }

  static func read(_ page: DecodedPage, _ settings: [Setting]) throws(PictureFault) -> PicturePage {
    var readings: [[PictureWord]] = []
    for setting in settings { readings.append(try words(on: page, setting)) }
    let labels = PaintedLabels.find(on: page, in: readings)
    let result = try UnreadText.read(
      page, scale: settings.first?.scale ?? 1, after: readings, butFor: labels)
    return PicturePage(
      width: page.width, height: page.height, readings: result.readings, turned: result.turned,
      codes: try codes(page), letters: result.letters, unread: result.unread, labels: labels)
  }

  static func words(
    on page: DecodedPage, _ setting: Setting
  ) throws(PictureFault) -> [PictureWord] {
    var words: [PictureWord] = []
    var chosen = cpic_setting(
      scale: setting.scale, reach: setting.reach, contrast: setting.contrast,
      segmentation: setting.segmentation)
    let status = withUnsafeMutablePointer(to: &words) { words in
      cpic_read_words(page.pointer, &chosen, words) { context, word in
        guard let context, let word = word?.pointee, let text = word.text else { return }
        let box = PictureBox(
          x: Int(word.x), y: Int(word.y), width: Int(word.width), height: Int(word.height))
        let count = cpic_length(text)
        let starts = word.starts.map {
          UnsafeBufferPointer(start: $0, count: count).map { Int($0) }
        }
        context.assumingMemoryBound(to: [PictureWord].self).pointee.append(
          PictureWord(
            box: box, confidence: max(0, min(100, Int(word.confidence))),
            text: Array(UnsafeRawBufferPointer(start: text, count: count)), starts: starts ?? []))
      }
    }
    guard status == 0 else { throw .crashed }
    return words
  }

  private static func codes(_ page: DecodedPage) throws(PictureFault) -> [PictureCode] {
    var codes: [PictureCode] = []
    let status = withUnsafeMutablePointer(to: &codes) { codes in
      cpic_read_codes(page.pointer, codes) { context, code in
        guard let context, let code = code?.pointee else { return }
        let box = PictureBox(
          x: Int(code.x), y: Int(code.y), width: Int(code.width), height: Int(code.height))
        context.assumingMemoryBound(to: [PictureCode].self).pointee.append(
          PictureCode(
            box: box,
            data: Array(UnsafeRawBufferPointer(start: code.data, count: Int(code.length)))))
      }
    }
    guard status == 0 else { throw .crashed }
    return codes
  }
}
