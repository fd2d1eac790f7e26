import Documents
import PatternMatching

/// Which files an entry speaks of: `*` and `?` stay in a name, `**` crosses folders.
///
/// It is compared with the path as it was given and with each tail of it, and a folder or
/// archive stands for all in it; with a slash in front it is compared with the whole path only.
struct PathPattern: Sendable {
  private let pattern: Pattern

  /// - Throws: ``Diagnostic``.
  init(_ value: YAMLValue) throws {
    let text = try value.rawText()
    guard let pattern = try? Pattern(Self.regex(Array(text.utf8)[...]), isAnchored: true) else {
      throw value.diagnostic("not a path's pattern", hint: "for instance path: 'fixtures/**'")
    }
    self.pattern = pattern
  }

  func takes(_ path: String, _ matcher: PatternMatcher) -> Bool {
    var bytes = Array(path.utf8)[...]
    while bytes.starts(with: "./".utf8) { bytes = bytes.dropFirst(2) }
    return pattern.takes(Array(bytes), matcher)
  }

  private static func regex(_ glob: ArraySlice<UInt8>) -> String {
    var rest = glob.starts(with: "./".utf8) ? glob.dropFirst(2) : glob
    while rest.count > 1, rest.last == 0x2F { rest = rest.dropLast() }
    var result = rest.first == 0x2F ? #"(?s)\A"# : #"(?s)\A(?:.*/)?"#
    while let byte = rest.first {
      if rest.starts(with: "**/".utf8) {
        result += "(?:.*/)?"
        rest = rest.dropFirst(3)
      } else if rest.starts(with: "**".utf8) {
        result += ".*"
        rest = rest.dropFirst(2)
      } else {
        switch byte {
        case 0x2A: result += "[^/]*"
        case 0x3F: result += "[^/]"
        default: result += #"\x{\#(String(byte, radix: 16))}"#
        }
        rest = rest.dropFirst()
      }
    }
    return result + #"(?:!?/.*)?\z"#
  }
}
