internal import CPictures

/// A PDF's pages as pictures.
enum PagesOfPDF {
  /// In dots an inch.
  static let resolution: UInt32 = 150

  static func decode(_ bytes: [UInt8]) throws(PictureFault) -> [DecodedPage] {
    guard cpic_can_draw() == 1 else { throw .missing(["pdftoppm"]) }
    var pages: [DecodedPage] = []
    var pixels = 0
    while true {
      var drawn: UnsafeMutablePointer<UInt8>?
      var count = 0
      let status = cpic_draw_page(
        bytes, bytes.count, UInt32(pages.count + 1), resolution, PictureLimits.pixels * 3 + 64,
        &drawn, &count)
      defer { cpic_free_bytes(drawn) }
      if status == 1, !pages.isEmpty { return pages }
      guard status == 0, let drawn, let page = DecodedPage(cpic_decode(drawn, count)) else {
        throw .undecodable
      }
      guard pages.count < PictureLimits.pages else { throw .tooManyPages }
      pixels += page.width * page.height
      guard pixels <= PictureLimits.allPixels else { throw .tooLarge }
      pages.append(page)
    }
  }
}
