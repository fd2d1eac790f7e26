#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// How a page was turned before it was read, around its middle.
package struct PictureTurn: Sendable, Hashable {
  /// Clockwise, in hundredths of a degree.
  package let angle: Int
  /// Of the page as it is, in pixels.
  package let width: Int
  package let height: Int
  /// Of the page as it was read.
  package let turnedWidth: Int
  package let turnedHeight: Int

  package init(angle: Int, width: Int, height: Int, turnedWidth: Int, turnedHeight: Int) {
    self.angle = angle
    self.width = width
    self.height = height
    self.turnedWidth = turnedWidth
    self.turnedHeight = turnedHeight
  }

  /// Where a point of the page is in the turned one.
  func turned(_ x: Double, _ y: Double) -> (x: Double, y: Double) {
    let (sine, cosine) = trigonometry
    let (x, y) = (x - Double(width) / 2, y - Double(height) / 2)
    return (
      x * cosine - y * sine + Double(turnedWidth) / 2,
      x * sine + y * cosine + Double(turnedHeight) / 2
    )
  }

  /// What a rectangle of the turned page covers in the page as it is; several where it stands askew, so that not much else is covered.
  package func boxes(of box: PictureBox) -> [PictureBox] {
    let isStraight = angle % 9000 == 0
    let count = isStraight ? 1 : max(1, min(64, 2 * box.width / max(1, box.height)))
    return (0..<count).map { index in
      let left = box.x + box.width * index / count
      let right = box.x + box.width * (index + 1) / count
      return place(
        PictureBox(x: left, y: box.y, width: right - left, height: box.height),
        margin: isStraight ? 1 : 2)
    }
  }

  private func place(_ box: PictureBox, margin: Double) -> PictureBox {
    let (sine, cosine) = trigonometry
    var (left, top) = (Double.infinity, Double.infinity)
    var (right, bottom) = (-Double.infinity, -Double.infinity)
    for (x, y) in [
      (box.x, box.y), (box.right, box.y), (box.x, box.bottom), (box.right, box.bottom),
    ] {
      let (x, y) = (Double(x) - Double(turnedWidth) / 2, Double(y) - Double(turnedHeight) / 2)
      let (across, down) = (
        x * cosine + y * sine + Double(width) / 2, y * cosine - x * sine + Double(height) / 2
      )
      (left, top) = (min(left, across), min(top, down))
      (right, bottom) = (max(right, across), max(bottom, down))
    }
    let x = Int((left - margin).rounded(.down))
    let y = Int((top - margin).rounded(.down))
    return PictureBox(
      x: x, y: y, width: Int((right + margin).rounded(.up)) - x,
      height: Int((bottom + margin).rounded(.up)) - y)
  }

  private var trigonometry: (sine: Double, cosine: Double) {
    let radians = Double(angle) / 18000 * Double.pi
    return (sin(radians), cos(radians))
  }
}

/// What was read on a page after it had been turned; the words stand where they do in the turned one.
package struct TurnedReading: Sendable {
  package let turn: PictureTurn
  package let words: [PictureWord]

  package init(turn: PictureTurn, words: [PictureWord]) {
    self.turn = turn
    self.words = words
  }
}
