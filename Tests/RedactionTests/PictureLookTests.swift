import Pictures
import Testing

@testable import Redaction

/// A look at what came out, by another reading.
@Suite struct PictureLookTests {
  private static let token = "x7Kq9LmT4wq2NrZ3pY8vB6c"

  private static func page(_ text: String, labels: [PictureBox] = []) -> PicturePage {
    PicturePage(
      width: 800, height: 400, readings: [PictureTypist.words(text)], codes: [], labels: labels)
  }

  private static func finder() throws -> PictureFinder {
    let rules = try RedactionFixture.rules()
    return PictureFinder(
      rules: rules, redactor: try Redactor(rules: rules, key: RedactionFixture.key), folded: nil)
  }

  @Test func `what only the look at the output reads is painted, and then nothing is found`() throws
  {
    let first = "The token: of the job\nis new"
    let second = "The token: of the job\nis API_TOKEN=\(Self.token) new"
    let finder = try Self.finder()
    var findings = try finder.find([Self.page(first)], file: "page.png")
    #expect(findings.places.isEmpty)
    #expect(try finder.lookAgain(at: [Self.page(second)], file: "page.png", &findings))
    let painted = PictureTypist.painted(second, findings.places.map(\.patch.box))
    #expect(!painted.contains(Self.token.prefix(4)) && painted.contains("API_TOKEN"), "\(painted)")
    #expect(try !finder.lookAgain(at: [Self.page(second)], file: "page.png", &findings))
  }

  @Test func `whatever is read in the paint's labels, it isn't painted again`() throws {
    let finder = try Self.finder()
    let page = "PASSWORD=\(Self.token)\nUser: deploy"
    var findings = try finder.find([Self.page(page)], file: "page.png")
    let count = findings.places.count
    let label = "PASSWORD=RED4CTED_gen3ric-p5ssw\nUser: deploy"
    #expect(count > 0)
    #expect(try !finder.lookAgain(at: [Self.page(label)], file: "page.png", &findings))
    #expect(findings.places.count == count)
  }

  @Test func `in what was painted before nothing is found, beside it something is`() throws {
    let finder = try Self.finder()
    let text = "PASSWORD = RED4CTEDgen3ric8p5ssw\nAPI_TOKEN=\(Self.token)"
    let label = try #require(
      PictureTypist.words(text).first { $0.text.starts(with: "RED4".utf8) })
    let boxes = try finder.find([Self.page(text)], file: "page.png").places.map(\.patch.box)
    #expect(boxes.count == 2 && boxes.contains { $0.intersects(label.box) })
    let again = try finder.find([Self.page(text, labels: [label.box])], file: "page.png").places
    #expect(again.count == 1 && !again[0].patch.box.intersects(label.box))
  }
}
