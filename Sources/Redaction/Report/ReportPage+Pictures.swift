import Documents

extension ReportPage {
  /// The pictures of the output, and what was painted over in them.
  var picturesShown: String {
    let shown = report.pictures.prefix(Self.fileRows)
    let table = Table(
      caption: "Pictures", head: [.text("File"), .number("Painted over"), .wide("Rules")],
      rows: shown.map { picture in
        let rules = Set(picture.boxes.map(\.rule)).sorted()
        return [
          Self.file(picture.path), Self.number(picture.boxes.count),
          picture.isKept
            ? "<strong>As it was given: nobody looked at it (--images keep)</strong>"
            : HTML.text(rules.joined(separator: ", ")),
        ]
      })
    let figures = pictures.map { picture in
      let data = String(decoding: Encoding.base64(picture.bytes), as: UTF8.self)
      return """
        <figure><img alt="The redacted picture" src="data:\(picture.type);base64,\(data)"><figcaption>\(Self.file(picture.path))</figcaption></figure>
        """
    }
    return ([table.text] + figures).joined(separator: "\n")
  }
}
