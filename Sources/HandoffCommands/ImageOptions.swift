internal import ArgumentParser
internal import Documents
internal import Redaction

/// What is done with pictures.
struct ImageOptions: ParsableArguments {
  @Option(
    name: .long,
    help:
      "Pictures: redact paints over what is secret, drop leaves them out, keep lets them through.")
  var images: String = "redact"

  func validate() throws {
    guard PictureHandling.Mode(rawValue: images) != nil else {
      throw ValidationError("--images takes redact, drop or keep")
    }
  }

  var handling: PictureHandling {
    PictureHandling(PictureHandling.Mode(rawValue: images) ?? .drop, PictureCommand.service())
  }
}

extension Console {
  /// - Parameter path: empty where there is one only.
  func warnOfKept(picture path: String) {
    warning(
      "\(path.isEmpty ? "the picture" : PrintableText.line(path)): goes as it is, with all that can "
        + "be read in it",
      hint: "--images redact paints over what is secret")
  }
}
