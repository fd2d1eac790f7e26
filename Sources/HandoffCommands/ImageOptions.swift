internal import ArgumentParser
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
