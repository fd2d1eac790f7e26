import TestSupport
import Testing

@testable import Plans

struct QuotedWordTests {
  @Test(arguments: [
    "", "plain", "a b", "it's", "SELECT 'a' || 'b'", "it's $HOME", "it's `id`",
    "it's a \\ and a \"",
    "it's here!", "{a,b}", "a{1,2}'", "~", "*", "a\nb's", "-rf", "a=b", "#x", "\u{7F}'é",
  ])
  func `a shell reads the word again`(_ word: String) async throws {
    for shell in ["/bin/sh", "/bin/bash"] {
      let result = try await TestSupport.Command.run(
        shell, ["-c", "cd /; printf '%s' \(QuotedWord.quoted(word))"])
      #expect(result.output == word)
    }
  }

  @Test func `single quotes are left legible where nothing else speaks against it`() {
    #expect(
      QuotedWord.line(["psql", "-c", "SELECT 'a'", "it's $x"])
        == #"psql -c "SELECT 'a'" 'it'\''s $x'"#)
  }
}
