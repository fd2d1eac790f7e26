/// Base64 of pictures. Nobody can allow one: what it shows isn't known.
extension Finder {
  /// - Parameter starts: where one would begin.
  func findPictures(
    _ starts: [Int], in block: UnsafeRawBufferPointer, core: Range<Int>, isFinal: Bool
  ) {
    openPicture = nil
    guard let rule = rules.scanned.picture, !starts.isEmpty || carriedPicture != nil else { return }
    var end = 0
    if let (carried, from) = carriedPicture {
      let picture = EmbeddedPicture.resume(
        carried.run, at: carried.at, from: from, in: block, border: pictureBorder, isFinal: isFinal)
      take(picture, rule, core, isContinued: true)
      end = picture.range.upperBound
    }
    for start in starts.sorted() where start >= end {
      switch EmbeddedPicture.look(at: start, in: block, border: pictureBorder, isFinal: isFinal) {
      case .none: break
      case .incomplete:
        incompleteFrom = min(incompleteFrom, Self.line(at: start, in: block).lowerBound)
      case .picture(let picture):
        take(picture, rule, core, isContinued: false)
        end = picture.range.upperBound
      }
    }
  }

  private func take(
    _ picture: EmbeddedPicture, _ rule: Int, _ core: Range<Int>, isContinued: Bool
  ) {
    openPicture = picture.open ?? openPicture
    guard !picture.range.isEmpty, picture.range.overlaps(core) else { return }
    findings.append(
      Finding(range: picture.range, rule: rule, form: .picture(isContinued: isContinued)))
  }
}
