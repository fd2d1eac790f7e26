/// A picture's format, told by its first bytes.
package enum PictureFormat: UInt8, Sendable, CaseIterable {
  case png = 1
  case jpeg, webp, tiff, pdf

  private static let signatures: [([UInt8], PictureFormat)] = [
    ([0x89, 0x50, 0x4E, 0x47], .png),
    ([0xFF, 0xD8, 0xFF], .jpeg),
    ([0x49, 0x49, 0x2A, 0x00], .tiff),
    ([0x4D, 0x4D, 0x00, 0x2A], .tiff),
    (Array("%PDF-".utf8), .pdf),
  ]

  package init?(sample: some Collection<UInt8>) {
    if sample.starts(with: "RIFF".utf8), sample.dropFirst(8).starts(with: "WEBP".utf8) {
      self = .webp
      return
    }
    guard let match = Self.signatures.first(where: { sample.starts(with: $0.0) }) else {
      return nil
    }
    self = match.1
  }

  package var name: String {
    switch self {
    case .png: "a picture (PNG)"
    case .jpeg: "a picture (JPEG)"
    case .webp: "a picture (WebP)"
    case .tiff: "a picture (TIFF)"
    case .pdf: "a PDF document"
    }
  }
}
