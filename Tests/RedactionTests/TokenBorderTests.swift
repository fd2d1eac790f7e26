import Foundation
import Testing

@testable import Redaction

/// A token is found in whatever another text makes of it.
@Suite struct TokenBorderTests {
  private static let token = "gh" + "p_16C7e42F292c6912E7710c838347Ae178B4a"

  @Test(arguments: [
    "▒", "x ▒", "GET /r?next=%2Fa%3Fx%3D▒", #"{"log":"first\n▒\nlast"}"#, #"{"log":"a\t▒"}"#,
    #""value=\u0022▒\u0022""#, #""value\u003d▒""#, #"b'key\x3d▒'"#, "token_▒.txt",
    "\u{1B}[33m▒\u{1B}[0m", #"\u001b[1;32m▒\u001b[0m"#, "\u{1B}[m▒", "\"▒\"", "=▒&", "(▒)",
  ])
  func `a token goes behind an escape`(text: String) throws {
    let plain = text.replacingOccurrences(of: "▒", with: Self.token)
    #expect(try MarkedText.mask(RedactionFixture.redact(plain)) == text)
  }

  @Test(arguments: ["xghp_", "9ghp_", "umghp_", "%zzghp_", "5mghp_", "\\qghp_"])
  func `a word that ends in a prefix is a word`(start: String) throws {
    let text = start + Self.token.dropFirst(4)
    #expect(try RedactionFixture.redact(text) == text)
  }
}
