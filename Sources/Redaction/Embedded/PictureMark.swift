/// What base64 of a picture or document begins with, as a text may write it.
struct PictureMark {
  let text: String
  /// So many signs before it the base64 begins.
  var offset = 0

  static let all: [PictureMark] =
    // PNG, WebP, TIFF (two byte orders), GIF, PDF, PSD, JPEG 2000, JPEG XL, ICO.
    [
      "iVBORw0KGgo", "UklGR", "SUkqA", "TU0AK", "R0lGOD", "JVBERi0", "OEJQUw", "AAAADGpQICA",
      "AAAADEpYTCA", "AAABAA",
    ].map { PictureMark(text: $0) }
    // JPEG, whose first sign is a slash.
    + [
      "/9j/", "_9j_", "\\/9j\\/", "%2F9j%2F", "%2f9j%2f", "%252F9j%252F", "\\u002F9j\\u002F",
      "\\u002f9j\\u002f", "&#x2F;9j&#x2F;", "&#47;9j&#47;",
    ].map { PictureMark(text: $0) }
    // BMP begins with two letters only: its empty fields and the length of its headers tell it.
    + [
      "AAAAADYA", "AAAAADYE", "AAAAAIoA", "AAAAAHoA", "AAAAAHYA", "AAAAAEYA", "AAAAAEIA",
      "AAAAAD4A",
    ].map { PictureMark(text: $0, offset: 8) }
    // HEIF, AVIF: `ftyp` behind a length.
    + [PictureMark(text: "GZ0eXB", offset: 5)]
    // A drawing in XML.
    + ["PHN2Zy", "PD94bWwg"].map { PictureMark(text: $0) }
}
