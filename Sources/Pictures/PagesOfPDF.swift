/// A PDF's pages as pictures.
enum PagesOfPDF {
  /// In dots an inch.
  static let resolution: UInt32 = 150

  static func decode(_ bytes: [UInt8]) throws(PictureFault) -> [DecodedPage] {
    throw .undecodable
  }
}
