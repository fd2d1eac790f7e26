import BuiltinData
import Pictures
import Testing

@testable import Redaction

/// What is a secret in a picture though a sign of it was misread, and what is left of painted words.
@Suite struct PictureLikenessTests {
  private static func found(_ page: String) throws -> [String] {
    let layout = PictureLayout(PictureTypist.words(page))
    let prefixes = TokenPrefix.all(of: try RuleSet.builtin().rules)
    return PictureLikenesses(layout, prefixes).places.map { place in
      place.parts.map { String(decoding: layout.texts[$0.word][$0.range], as: UTF8.self) }
        .joined()
    }
  }

  @Test(arguments: [
    ("This one: girt" + "-g7Cacpaem-qSFkECV1nV but", "girt" + "-g7Cacpaem-qSFkECV1nV"),
    ("key=AKlA" + "GRGZLTAAJRPZ7;YA", "AKlA" + "GRGZLTAAJRPZ7"),
    ("DATABASE_URL=postgres://svc:bad" + "ger4883¢faqu", "bad" + "ger4883¢faqu"),
    ("postgres: //svc: bad" + "ger4883¢faqu", "bad" + "ger4883¢faqu"),
  ]) func `a misread token is still one`(_ page: String, _ expected: String) throws {
    let found = try Self.found(page)
    #expect(found.contains { $0.hasPrefix(expected) || expected.hasPrefix($0) }, "\(found)")
  }

  @Test(arguments: [
    "npm-package-lock-files", "girt-with-a-long-name", "redis://cache.internal:6379/0",
    "postgres://db:5432", "postgres://app:${DB_PASSWORD}", "postgres:16.2-bookworm",
  ]) func `a name isn't one`(_ page: String) throws {
    #expect(try Self.found(page) == [])
  }

  @Test func `only what sticks out of the paint is looked at`() {
    let box = { (x: Int, width: Int) in PictureBox(x: x, y: 0, width: width, height: 14) }
    let text = Array("abcdefgh".utf8)
    let word = PictureWord(
      box: box(0, 80), confidence: 90, text: text, starts: text.indices.map { 10 * $0 })
    let patch = PicturePatch(page: 0, box: box(20, 30), label: "REDACTED")
    let cover = PictureCover([patch])
    let words = cover.words([word])
    #expect(words.map { String(decoding: $0.text, as: UTF8.self) }.prefix(2) == ["ab", "fgh"])
    #expect(words.prefix(2).map(\.box) == [box(0, 20), box(50, 30)])
    #expect(words[2].text.starts(with: "REDACTED_".utf8) && words[2].box == patch.box)
    #expect(cover.hides(box(19, 32)) && !cover.hides(box(10, 30)))
    let whole = PictureWord(box: box(0, 60), confidence: 90, text: text)
    #expect(cover.words([whole]).count == 1)
  }
}
