import Testing

@testable import Pictures

/// What was painted over is known again, however badly its label was read; nothing else is taken for it.
@Suite struct PaintedLabelTests {
  private static let box = PictureBox(x: 100, y: 40, width: 200, height: 16)

  private static func words(_ texts: [String], y: Int = 42) -> [PictureWord] {
    var x = 104
    return texts.map { text in
      defer { x += text.utf8.count * 6 + 6 }
      return PictureWord(
        box: PictureBox(x: x, y: y, width: text.utf8.count * 6, height: 12), confidence: 60,
        text: Array(text.utf8))
    }
  }

  @Test(arguments: [
    ["REDACTED_generic-password_734180a7dcd37do8"], ["REDACTED", "generic-secret"],
    ["REDACIED_url-passworc"], ["RFDACTED_aws-access-key-id_8061l30f29fee13a"], ["REDACTFD"],
    ["user-b2e58e1ce301971c@redacted.invalid"], ["user-b2e58e1ce301971c@redacted.invalic"],
  ])
  func `a placeholder in a box is a label`(words: [String]) {
    #expect(PaintedLabels.isLabel(Self.box, Self.words(words)))
  }

  @Test(arguments: [
    [], ["password:", "Kx9mQ2vT8rLp"], ["hunter2"], ["REGISTERED"], ["DETECTED", "token"],
    ["Status", "REDACTED_generic-password_734180a7dcd37d08"], ["ACTED"],
  ])
  func `other text in a box is none`(words: [String]) {
    #expect(!PaintedLabels.isLabel(Self.box, Self.words(words)))
  }

  @Test func `each line of a box counts, and a line beside it isn't in it`() {
    let label = Self.words(["REDACTED_generic-secret"])
    let tall = PictureBox(x: 100, y: 40, width: 200, height: 60)
    #expect(PaintedLabels.isLabel(tall, label + Self.words(["REDACTED", "x"], y: 80)))
    #expect(!PaintedLabels.isLabel(tall, label + Self.words(["Kx9mQ2vT8rLp"], y: 80)))
    #expect(PaintedLabels.isLabel(Self.box, label + Self.words(["Kx9mQ2vT8rLp"], y: 80)))
  }

  @Test func `a placeholder is known by itself, with what was torn off it and nothing more`() {
    let words = Self.words(["KEY", "RFDACTED", "generic-secret", "Kx9mQ2vT8rLp", "hunter2"])
    #expect(PaintedLabels.placeholders(in: words) == [words[1].box.union(words[2].box)])
    #expect(PaintedLabels.placeholders(in: Self.words(["correct-horse", "DETECTED"])).isEmpty)
    let token = Self.words(["REDACTED", "gh" + "p_16c7e42f292c6912e7710c838347ae178b4a"])
    #expect(PaintedLabels.placeholders(in: token) == [token[0].box])
  }

  @Test func `a name that was read with the label is no part of it`() {
    let text = Array("DB_PASSWORDREDACTED_generic-password".utf8)
    let word = PictureWord(
      box: PictureBox(x: 34, y: 42, width: text.count * 6, height: 12), confidence: 60, text: text,
      starts: text.indices.map { 34 + 6 * $0 })
    #expect(PaintedLabels.isLabel(Self.box, [word]))
  }
}
