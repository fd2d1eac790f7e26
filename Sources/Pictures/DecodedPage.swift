internal import CPictures

/// A page's pixels in memory; the process that holds them is the one that may be lost.
final class DecodedPage {
  let pointer: OpaquePointer

  /// Takes the page over.
  init?(_ pointer: OpaquePointer?) {
    guard let pointer else { return nil }
    self.pointer = pointer
  }

  deinit { cpic_free(pointer) }

  var width: Int { Int(cpic_width(pointer)) }
  var height: Int { Int(cpic_height(pointer)) }

  // MARK: Decoding

  static func decode(_ bytes: [UInt8], _ format: PictureFormat) throws(PictureFault)
    -> [DecodedPage]
  {
    switch format {
    case .png, .jpeg, .webp: [try single(bytes, format)]
    case .tiff: try tiff(bytes)
    case .pdf: try PagesOfPDF.decode(bytes)
    }
  }

  private static func single(_ bytes: [UInt8], _ format: PictureFormat) throws(PictureFault)
    -> DecodedPage
  {
    var header = cpic_header()
    guard cpic_read_header(bytes, bytes.count, &header) == 1,
      header.format.rawValue == UInt32(format.rawValue)
    else { throw .undecodable }
    try judge(header)
    guard let page = DecodedPage(cpic_decode(bytes, bytes.count)), page.fits(header) else {
      throw .undecodable
    }
    return try page.upright(Orientation.read(bytes, format))
  }

  private func upright(_ orientation: Int) throws(PictureFault) -> DecodedPage {
    guard orientation > 1 else { return self }
    guard let turned = DecodedPage(cpic_orient(pointer, UInt32(orientation))) else {
      throw .undecodable
    }
    return turned
  }

  private static func tiff(_ bytes: [UInt8]) throws(PictureFault) -> [DecodedPage] {
    var bytes = bytes
    let held = Orientation.level(tiff: &bytes, pages: PictureLimits.pages)
    var pages: [DecodedPage] = []
    var offset = 0
    var pixels = 0
    repeat {
      guard pages.count < PictureLimits.pages else { throw .tooManyPages }
      var header = cpic_header()
      guard cpic_read_tiff_header(bytes, bytes.count, UInt32(pages.count), &header) == 1 else {
        throw .undecodable
      }
      try judge(header)
      pixels += Int(header.width) * Int(header.height)
      guard pixels <= PictureLimits.allPixels else { throw .tooLarge }
      guard let page = DecodedPage(cpic_decode_tiff(bytes, bytes.count, &offset)),
        page.fits(header)
      else { throw .undecodable }
      pages.append(try page.upright(held.indices.contains(pages.count) ? held[pages.count] : 1))
    } while offset != 0
    return pages
  }

  private static func judge(_ header: cpic_header) throws(PictureFault) {
    guard Int(header.width) * Int(header.height) <= PictureLimits.pixels else { throw .tooLarge }
  }

  private func fits(_ header: cpic_header) -> Bool {
    width == Int(header.width) && height == Int(header.height)
  }

  /// - Parameter angle: clockwise, in hundredths of a degree.
  func turned(by angle: Int) -> DecodedPage? {
    DecodedPage(cpic_turn(pointer, Double(angle) / 100))
  }

  func halved() -> DecodedPage? { DecodedPage(cpic_halve(pointer)) }

  // MARK: Encoding

  /// As far as the ink goes on: the first and last signs of a word are often not read, or cut.
  func reach(of patch: PicturePatch) -> PictureBox {
    var box = cpic_box(patch.box)
    cpic_stretch(pointer, &box, UInt32(patch.openSides.rawValue))
    return PictureBox(
      x: Int(box.x), y: Int(box.y), width: Int(box.width), height: Int(box.height))
  }

  func fill(_ box: PictureBox) {
    var box = cpic_box(box)
    cpic_fill(pointer, &box)
  }

  /// Writes into what is filled.
  func label(_ patch: PicturePatch) {
    var box = cpic_box(patch.box)
    cpic_label(pointer, &box, patch.label, "REDACTED")
  }

  static func encode(_ pages: [DecodedPage], _ format: PictureFormat) throws(PictureFault)
    -> [UInt8]
  {
    let pointers = pages.map { Optional($0.pointer) }
    var bytes: UnsafeMutablePointer<UInt8>?
    var count = 0
    let status = cpic_encode(
      pointers, pointers.count, cpic_format(UInt32(format.rawValue)), PagesOfPDF.resolution, &bytes,
      &count)
    defer { cpic_free_bytes(bytes) }
    guard status == 0, let bytes, count > 0 else { throw .undecodable }
    return Array(UnsafeBufferPointer(start: bytes, count: count))
  }
}

extension cpic_box {
  fileprivate init(_ box: PictureBox) {
    self.init(
      x: Int64(box.x), y: Int64(box.y), width: Int64(box.width), height: Int64(box.height))
  }
}
