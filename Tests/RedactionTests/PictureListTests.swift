import Testing

@testable import Redaction

/// Codes and keys that no rule knows one by one, as they are read in pictures.
@Suite struct PictureListTests {
  private static func found(_ page: String) -> String {
    let layout = PictureLayout(PictureTypist.words(page))
    let words = Set(PictureLists(layout).parts.map(\.word))
    return words.sorted().map { String(decoding: layout.texts[$0], as: UTF8.self) }
      .joined(separator: " ")
  }

  /// Four codes that are read well, and what stands beside them.
  private static func codes(_ other: String, above: String = "Recovery codes") -> String {
    """
    \(above)
    l8s33-s3yih          5fnm8-9atzs
    xi0vg-2dty4          \(other)
    s95k6-n4vdw          \(other)
    """
  }

  @Test(arguments: ["@8wug-cxrya", "2gbyo-ré6ftz", "vgosc-ydjmc", "pvbwe·-a45kp", "08wug-cx;ya"])
  func `what fills a place in a list of codes is one`(_ code: String) {
    let expected = code.replacing("·", with: " ")
    let found = Self.found(Self.codes(code))
    #expect(found.hasSuffix("\(expected) s95k6-n4vdw \(expected)"), "\(found)")
  }

  @Test func `a code above and below those that were read well goes, words don't`() {
    let page = Self.codes("08wug-cxrya", above: "Recovery codes\nn@9b4-pj68k")
    let found = Self.found(page + "\npvbwe-a4{kp\nDownload it")
    #expect(found.contains("n@9b4-pj68k") && found.contains("pvbwe-a4{kp"), "\(found)")
    #expect(!found.contains("Recovery") && !found.contains("Download"), "\(found)")
  }

  @Test func `words beside codes stay`() {
    let found = Self.found(Self.codes("used on Friday, by a colleague"))
    #expect(!found.contains("used") && !found.contains("colleague"), "\(found)")
  }

  @Test(arguments: [
    ("Setup key     mx5k ojea qiid tabh zz7g bzty olmh ulkp", true),
    ("Setup key     MX5K OJEA QIID TABH", true),
    ("this will have been done with that", false),
    ("port 5432 host main", false),
    ("2026 0713 4182 9943", false),
  ]) func `groups of one length are a key`(_ line: String, _ isKey: Bool) {
    #expect(Self.found(line).isEmpty != isKey, "\(Self.found(line))")
  }
}
