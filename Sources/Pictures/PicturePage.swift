/// A rectangle of a page, in pixels from its upper left corner.
package struct PictureBox: Sendable, Hashable, Codable {
  package var x: Int
  package var y: Int
  package var width: Int
  package var height: Int

  package init(x: Int, y: Int, width: Int, height: Int) {
    self.x = x
    self.y = y
    self.width = width
    self.height = height
  }

  package var right: Int { x + width }
  package var bottom: Int { y + height }

  package func union(_ other: PictureBox) -> PictureBox {
    let left = min(x, other.x)
    let top = min(y, other.y)
    return PictureBox(
      x: left, y: top, width: max(right, other.right) - left,
      height: max(bottom, other.bottom) - top)
  }

  package func grown(by margin: Int) -> PictureBox {
    PictureBox(
      x: x - margin, y: y - margin, width: width + 2 * margin, height: height + 2 * margin)
  }

  package func intersects(_ other: PictureBox) -> Bool {
    x < other.right && other.x < right && y < other.bottom && other.y < bottom
  }
}

/// A word as it was read.
package struct PictureWord: Sendable, Hashable {
  package let box: PictureBox
  /// 0 to 100.
  package let confidence: Int
  package let text: [UInt8]
  /// Where the sign of each byte begins, in the page's pixels; empty where that isn't known.
  package let starts: [Int]

  package init(box: PictureBox, confidence: Int, text: [UInt8], starts: [Int] = []) {
    self.box = box
    self.confidence = confidence
    self.text = text
    self.starts = starts
  }
}

/// A QR or bar code.
package struct PictureCode: Sendable, Hashable {
  package let box: PictureBox
  package let data: [UInt8]
}

/// What was read on a page: the same words several times, with different settings.
package struct PicturePage: Sendable {
  package let width: Int
  package let height: Int
  package let readings: [[PictureWord]]
  /// What stands in other directions.
  package let turned: [TurnedReading]
  package let codes: [PictureCode]
  /// So many letters stand in rows, as ink tells.
  package let letters: Int
  /// So many of them are in no reading.
  package let unread: Int
  /// What was painted over before.
  package let labels: [PictureBox]

  package init(
    width: Int, height: Int, readings: [[PictureWord]], turned: [TurnedReading] = [],
    codes: [PictureCode], letters: Int = 0, unread: Int = 0, labels: [PictureBox] = []
  ) {
    self.width = width
    self.height = height
    self.readings = readings
    self.turned = turned
    self.codes = codes
    self.letters = letters
    self.unread = unread
    self.labels = labels
  }
}

/// What is painted over.
package struct PicturePatch: Sendable, Hashable {
  /// From 0.
  package let page: Int
  package var box: PictureBox
  /// Where ink that goes on without a blank goes too.
  package var openSides: PictureSides
  /// Written into it, as far as there is room; ASCII.
  package let label: String

  package init(page: Int, box: PictureBox, openSides: PictureSides = [], label: String) {
    self.page = page
    self.box = box
    self.openSides = openSides
    self.label = label
  }
}

package struct PictureSides: OptionSet, Sendable, Hashable {
  package let rawValue: UInt8
  package static let left = PictureSides(rawValue: 1)
  package static let right = PictureSides(rawValue: 2)

  package init(rawValue: UInt8) { self.rawValue = rawValue }
}

/// Why a picture can't be redacted.
package enum PictureFault: Error, Equatable, Sendable {
  /// Of the libraries, by ``missing``.
  case missing([String])
  case undecodable
  case tooLarge
  case tooManyPages
  /// The process that read it ended, or took too long.
  case crashed
  case tooSlow
  case noLauncher

  package var reason: String {
    switch self {
    case .missing(let names):
      "\(names.joined(separator: " and ")) isn't installed, without which no picture can be read"
    case .undecodable: "it can't be decoded"
    case .tooLarge: "it has more than \(PictureLimits.pixels >> 20) megapixels"
    case .tooManyPages: "it has more than \(PictureLimits.pages) pages"
    case .crashed: "the process that decoded it ended unexpectedly"
    case .tooSlow: "it took too long to read"
    case .noLauncher: "the program can't start itself to decode it"
    }
  }

  /// How to mend it.
  package var hint: String? {
    guard case .missing = self else { return nil }
    return "install what reads pictures: apt install tesseract-ocr tesseract-ocr-eng libzbar0 "
      + "poppler-utils, or brew install tesseract zbar poppler; or --images keep or drop"
  }
}

package enum PictureLimits {
  /// Of a page, judged by its header before it is decoded.
  static let pixels = 64 << 20
  /// Of all pages together.
  static let allPixels = 192 << 20
  static let pages = 100
  /// Of a picture's file, in bytes.
  package static let bytes = 256 << 20
  /// Of the process's address space, in bytes.
  static let memory: UInt64 = 3 << 30
  /// For one request.
  static let processorSeconds: UInt32 = 300
  static let seconds = 300.0
}
