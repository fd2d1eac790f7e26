import Pictures
import Testing

@testable import Redaction

/// What is painted over on a page of which every sign was read.
@Suite struct PicturePaintTests {
  private static func painted(
    _ page: String, columns: Int = 100, _ readings: [[PictureWord]]? = nil
  ) throws -> String {
    let rules = try RedactionFixture.rules()
    let finder = PictureFinder(
      rules: rules, redactor: try Redactor(rules: rules, key: RedactionFixture.key), folded: nil)
    let read = PicturePage(
      width: columns * PictureTypist.width, height: 400,
      readings: readings ?? [PictureTypist.words(page)], codes: [])
    let places = try finder.find([read], file: "page.png").ordered
    return PictureTypist.painted(page, places.map(\.patch.box))
  }

  private static let token = "x7Kq9LmT4wq2NrZ3pY8vB6c"
  private static let hidden = String(repeating: "▒", count: token.count)

  /// The sign before a value goes with it: where signs stand is told roughly.
  @Test(arguments: [
    ("AWS_SECRET_ACCESS_KEY=\(token)", "AWS_SECRET_ACCESS_KEY▒\(hidden)"),
    (
      "DB_URL=redis://app:\(token)@queue-4.internal:6379/main",
      "DB_URL=redis://app▒\(hidden)▒queue-4.internal:6379/main"
    ),
    (
      "url: https://x.example.org/get?Expires=3600&Signature=\(token)",
      "url: https://x.example.org/get?Expires=3600&Signature▒\(hidden)"
    ),
  ]) func `names, hosts and signs around a value stay`(_ page: String, _ expected: String) throws {
    let painted = try Self.painted(page)
    #expect(painted == expected)
  }

  @Test func `a piece behind a sign that was misread goes`() throws {
    let page = "PASSWORD=x7Kq9LmT4w;q2NrZ3pY8vB6c"
    let painted = try Self.painted(page)
    #expect(painted == "PASSWORD" + String(repeating: "▒", count: 25))
  }

  @Test func `a column's value goes on in the next line, whatever stands before it`() throws {
    let page = """
      Name       Expires    Client secret
      deploy     9/30/2     x7Kq9LmT4wq2NrZ3pY8vB6c
      pipeline   027        rZ3pY8 vB6cW2
      """
    let expected = """
      Name       Expires    Client secret
      deploy     9/30/2     \(Self.hidden)
      pipeline   027        ▒▒▒▒▒▒ ▒▒▒▒▒▒
      """
    let painted = try Self.painted(page, columns: 46)
    #expect(painted == expected)
  }

  @Test func `the lines around a private key stay`() throws {
    let value = Array(repeating: Self.token + Self.token, count: 4).joined(separator: "\n")
    let page =
      "$ cat key.pem\n-----BEGIN RSA \("PRIVATE") KEY-----\n\(value)\n-----END RSA \("PRIVATE") KEY-----\n$ ls"
    let covered = Array(repeating: Self.hidden + Self.hidden, count: 4).joined(separator: "\n")
    let expected = page.replacing(value, with: covered)
    let painted = try Self.painted(page)
    #expect(painted == expected)
  }

  @Test func `the labels of a list aren't a column under the first of them`() throws {
    let page = """
      User        release
      Password    x7Kq9LmT4w
      Website     example.org
      Updated     2026-01-02
      """
    let expected = """
      User        release
      Password    ▒▒▒▒▒▒▒▒▒▒
      Website     example.org
      Updated     2026-01-02
      """
    let painted = try Self.painted(page)
    #expect(painted == expected)
  }

  @Test func `a value of which one reading has the beginning and another the rest goes whole`()
    throws
  {
    let page = """
      Name       Client secret
      deploy     x7Kq9LmT4wq2NrZ3pY8vB6c
      older      rZ3pY8
      """
    let words = PictureTypist.words(page)
    let rest = words.filter { $0.text != Array(Self.token.utf8) }
    let beginning = words.filter { $0.text != Array("rZ3pY8".utf8) }
    let expected = """
      Name       Client secret
      deploy     \(Self.hidden)
      older      ▒▒▒▒▒▒
      """
    let painted = try Self.painted(page, columns: 36, [beginning, rest])
    #expect(painted == expected)
  }
}
