/// Where a file stands, as SARIF's `artifactLocation`.
struct SARIFLocation: Encodable {
  /// Stands for the folder in which the check ran.
  static let root = "%SRCROOT%"

  let uri: String
  /// Nil where the path doesn't begin in that folder.
  let uriBaseId: String?

  /// - Parameter path: as it may be shown.
  init(_ path: String) {
    guard !path.hasPrefix("/") else {
      uri = "file://" + Self.encode(path)
      uriBaseId = nil
      return
    }
    var parts = path.split(separator: "/").drop { $0 == "." }
    while parts.last == "." { parts.removeLast() }
    let relative = Self.encode(parts.joined(separator: "/"))
    uri = relative.isEmpty ? "./" : relative
    uriBaseId = parts.contains("..") ? nil : Self.root
  }

  /// RFC 3986: unreserved characters, the slash, and the `!` before an archive's member.
  private static func encode(_ path: String) -> String {
    var text = ""
    for byte in path.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
        UInt8(ascii: "_"), UInt8(ascii: "~"), UInt8(ascii: "/"), UInt8(ascii: "!"):
        text.unicodeScalars.append(Unicode.Scalar(byte))
      default:
        let digits = String(byte, radix: 16, uppercase: true)
        text += byte < 0x10 ? "%0\(digits)" : "%\(digits)"
      }
    }
    return text
  }
}
