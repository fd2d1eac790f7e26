import DurableFiles
import Pictures

/// A redacted picture as a page shows it.
struct ReportPicture {
  let path: String
  /// Its media type.
  let type: String
  let bytes: [UInt8]

  /// Larger ones aren't shown, nor is more than so much in all; bytes.
  private static let longest = 1 << 20
  private static let room = 8 << 20

  /// - Parameters:
  ///   - pictures: of the output.
  ///   - stand: where a path of the output stands.
  static func read(
    _ pictures: [RedactionReport.Picture], _ stand: (String) -> String
  ) throws -> [ReportPicture] {
    var shown: [ReportPicture] = []
    var left = room
    for picture in pictures where !picture.isKept {
      // What lies in an archive has no file of its own.
      guard let file = try? OpenedFile(stand(picture.path)), file.size <= min(longest, left) else {
        continue
      }
      let bytes = try file.whole()
      guard let type = type(bytes) else { continue }
      left -= bytes.count
      shown.append(ReportPicture(path: picture.path, type: type, bytes: bytes))
    }
    return shown
  }

  private static func type(_ bytes: [UInt8]) -> String? {
    switch PictureFormat(sample: bytes) {
    case .png: "image/png"
    case .jpeg: "image/jpeg"
    case .webp: "image/webp"
    default: nil
    }
  }
}
