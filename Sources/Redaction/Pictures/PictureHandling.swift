package import Pictures

/// What a job does with pictures.
package struct PictureHandling: Sendable {
  package enum Mode: String, Sendable, CaseIterable {
    /// They go as they are.
    case keep
    /// They are left out.
    case drop
    /// What is secret in them is painted over.
    case redact
  }

  /// Of a picture's file, in bytes.
  static let longest = PictureLimits.bytes

  /// The same in an archive.
  static let longestPacked = 64 << 20

  package let mode: Mode
  let service: PictureService

  /// - Parameter service: where they are read.
  package init(_ mode: Mode, _ service: PictureService) {
    self.mode = mode
    self.service = service
  }
}
