internal import Archives
internal import Documents

/// The content of `SHA256SUMS`: the digest of each file that the signature covers.
public struct Checksums: Sendable, Equatable {
  public static let fileName = "SHA256SUMS"
  public static let signatureName = "SHA256SUMS.sig"
  static let approvalsFolder = "approvals"

  /// Lower hex by path, in byte order of the paths.
  public let digests: [(path: String, digest: String)]

  public init(digests: [(path: String, digest: String)]) {
    self.digests = digests.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
  }

  public static func == (first: Checksums, second: Checksums) -> Bool {
    first.text == second.text
  }

  /// Whether a path of a bundle is listed: all but the list, its signature and the approvals.
  public static func covers(_ path: String) -> Bool {
    path != fileName && path != signatureName && path != approvalsFolder
      && !path.hasPrefix(approvalsFolder + "/")
  }

  /// Parses the canonical form only: `<lower hex>  <path>` lines in byte order, nothing else.
  ///
  /// - Throws: ``BundleError`` with code `checksum`.
  public init(parsing bytes: [UInt8]) throws(BundleError) {
    func refuse(_ line: Int, _ message: String) -> BundleError {
      BundleError(.checksum, "\(Self.fileName):\(line): \(message)")
    }
    guard bytes.last == 0x0A else {
      throw refuse(1, "it has no newline at its end")
    }
    var digests: [(path: String, digest: String)] = []
    var previous: String?
    let lines = bytes.dropLast().split(separator: 0x0A, omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() {
      let number = index + 1
      guard line.count > 66, line.prefix(64).allSatisfy(Self.isLowerHex),
        line.dropFirst(64).prefix(2).elementsEqual("  ".utf8)
      else { throw refuse(number, "not '<64 lower hex digits>  <path>'") }
      guard let path = String(validating: line.dropFirst(66), as: UTF8.self) else {
        throw refuse(number, "the path isn't UTF-8")
      }
      do throws(ArchiveError) {
        try EntryNames.check(path, quota: .known)
      } catch {
        throw refuse(number, error.description)
      }
      guard Self.covers(path) else {
        throw refuse(number, "'\(PrintableText.name(path))' may not be listed")
      }
      if let previous, !previous.utf8.lexicographicallyPrecedes(path.utf8) {
        throw refuse(number, "not in byte order, or listed twice")
      }
      previous = path
      digests.append((path, String(decoding: line.prefix(64), as: UTF8.self)))
    }
    self.digests = digests
  }

  /// The file's bytes.
  public var text: [UInt8] {
    var text: [UInt8] = []
    for (path, digest) in digests {
      text += Array(digest.utf8) + [0x20, 0x20] + Array(path.utf8) + [0x0A]
    }
    return text
  }

  private static func isLowerHex(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte)
  }
}
