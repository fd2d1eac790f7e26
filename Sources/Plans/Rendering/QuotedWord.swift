/// A command's words as a shell reads them, for people to read and to paste.
package enum QuotedWord {
  package static func line(_ words: [String]) -> String {
    words.map(quoted).joined(separator: " ")
  }

  /// The word bare where that is safe, else in the quotes that leave it most legible.
  package static func quoted(_ word: String) -> String {
    if !word.isEmpty, word.utf8.allSatisfy({ $0.isNameByte || "-./:=,@%+{}".utf8.contains($0) }),
      !(word.utf8.contains(UInt8(ascii: "{")) && word.utf8.contains(UInt8(ascii: ",")))
    {
      return word
    }
    // What a shell reads in double quotes, `!` at an interactive one.
    let isLiteral = !word.utf8.contains { "\"$`\\!".utf8.contains($0) }
    return word.contains("'") && isLiteral ? "\"\(word)\"" : singleQuoted(word)
  }

  package static func singleQuoted(_ text: String) -> String {
    "'" + text.replacing("'", with: "'\\''") + "'"
  }
}
