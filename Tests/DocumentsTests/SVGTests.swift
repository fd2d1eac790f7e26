import Documents
import Testing

@Suite struct SVGTests {
  @Test func `what strangers write stays text`() {
    var picture = SVG(width: 100, height: 20, title: "<b>\"&", description: "</desc><script>")
    picture.rect(x: 0, y: 0, width: 1, height: 1, .good, title: "</title><script>alert(1)</script>")
    picture.text("a<b\u{202E}", x: 0, y: 10)
    let text = picture.text
    #expect(!text.contains("<script"))
    #expect(!text.contains("\u{202E}"))
    #expect(text.contains("<title>&lt;b&gt;&quot;&amp;</title>"))
    #expect(text.contains(">a&lt;b\u{FFFD}</text>"))
  }

  @Test(arguments: [
    (0.0, "0"), (-0.001, "0"), (12.0, "12"), (1.5, "1.5"), (-0.25, "-0.25"), (3.456, "3.46"),
    (1e-7, "0"), (.infinity, "0"), (.nan, "0"), (1e300, "1000000000"), (0.05, "0.05"),
  ])
  func `a number is plain and finite`(value: Double, text: String) {
    var picture = SVG(width: 1, height: 1, title: "t")
    picture.text("a", x: value, y: 1)
    #expect(picture.text.contains("x=\"\(text)\" y=\"1\""))
  }

  @Test func `a width below zero is none`() {
    var picture = SVG(width: 1, height: 1, title: "t")
    picture.rect(x: 0, y: 0, width: -3, height: 2, .bad)
    #expect(picture.text.contains("width=\"0\" height=\"2\""))
  }

  @Test(arguments: SVG.Tone.allCases)
  func `every tone has its colours, also in the dark`(tone: SVG.Tone) {
    #expect(SVG.style.contains(".fill.\(tone.rawValue) {"))
    #expect(SVG.style.contains(".stroke.\(tone.rawValue) {"))
    #expect(SVG.style.split(separator: "--\(tone.rawValue): ").count == 3)
  }

  @Test func `nothing is loaded and no script runs`() {
    var picture = SVG(width: 9, height: 9, title: "t")
    for mark in [SVG.Mark.circle, .diamond, .triangle, .square, .cross] {
      picture.mark(mark, x: 4, y: 4, .info, title: "m")
    }
    picture.path([(0, 0), (3, 3)], .ink)
    picture.line(x1: 0, y1: 0, x2: 1, y2: 1, .line, isDashed: true)
    for word in ["href", "style=", "url(", "<script", "onload"] {
      #expect(!picture.text.contains(word))
    }
    #expect(picture.text.split(separator: "<title>").count == 7)
  }

  @Test func `a long text is cut with a sign`() {
    #expect(SVG.shortened("abcdef", to: 6) == "abcdef")
    #expect(SVG.shortened("abcdefg", to: 6) == "abcde…")
  }
}
