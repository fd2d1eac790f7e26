import Pictures
import Testing

@testable import Redaction

/// What words on a page make up, as a text for the rules.
@Suite struct PictureTextTests {
  private static func text(_ page: String) -> String {
    String(decoding: PictureText(PictureLayout(PictureTypist.words(page))).bytes, as: UTF8.self)
  }

  @Test(arguments: [
    ("Secret access key     x7Kq9", "Secret access key: x7Kq9\n"),
    ("Password\nx7Kq9", "Password: x7Kq9\n"),
    (
      "Name      Password     Host\nalice     x7Kq9        db1\nbob       y8Lr0        db2",
      "Password: y8Lr0\n"
    ),
    ("SECRET ACCESS KEY=x7Kq9", "SECRET_ACCESS_KEY=x7Kq9\n"),
    ("token aB3·dE5", "token aB3dE5\n"),
    ("a line of some length here zQ81\nx4 and more", "here zQ81x4 and more\n"),
    ("web-1   9/30   x7Kq9LmT4w\nolder   2027   rZ3pY8", "x7Kq9LmT4wrZ3pY8\n"),
    ("web-1   9/30   x7Kq9LmT4w |\nolder   2027   rZ3pY8     |", "x7Kq9LmT4wrZ3pY8\n"),
    ("ines-      Invoice\nb20@x.org  for May", "ines-b20@x.org\n"),
    ("src    3   \"db\":   User=app;Key=umber-\ntests    0X6;Encrypt=true", "umber-0X6;Encrypt"),
    ("11 KEY=x7Kq9LmT4wq2N\n   rZ3pY8", "11 KEY=x7Kq9LmT4wq2NrZ3pY8\n"),
    ("https://bot:gho aB3dE5fG7hK", "bot:gho_aB3dE5fG7hK\n"),
    ("so the password is\nvelvet5747ky", "so the password is velvet5747ky\n"),
  ]) func `what a person sees together stands together`(_ page: String, _ expected: String) {
    #expect(Self.text(page).contains(expected), "\(Self.text(page))")
  }

  @Test(arguments: [
    ("Password     Host     Port\nx7Kq9        db1      5432", "Password: Host"),
    ("Password:    x7Kq9\nConfirm", "Password: Confirm"),
    ("a·line of words", "aline"),
    (
      "User        release\nPassword    x7Kq9Lm\nTime        2026-01-02\n2026-01-02  restarted",
      "Password: 2026"
    ),
    ("Secret key    Secret value\nengine        postgres", "Secret key: engine"),
    ("name    token=x7Kq9LmT4w\nCACHE_TTL=3600", "x7Kq9LmT4wCACHE"),
    ("name    token=x7Kq9LmT4w\nX-Request-Id: 12", "x7Kq9LmT4wX-Request"),
  ]) func `what stands apart stays apart`(_ page: String, _ unwanted: String) {
    #expect(!Self.text(page).contains(unwanted), "\(Self.text(page))")
  }

  @Test func `every byte of a text knows its word`() {
    let words = PictureTypist.words("user alice    password\nx7Kq9 and y8Lr0")
    let text = PictureText(PictureLayout(words))
    for (number, word) in words.enumerated() {
      let places = text.bytes.indices.filter { text.bytes[$0...].starts(with: word.text) }
      let found = places.flatMap { text.parts(in: $0..<$0 + word.text.count) }
      #expect(found.contains { $0.word == number && $0.range == 0..<word.text.count })
    }
  }

  @Test(arguments: [
    ("AKIA0O1lI5S8B", "AK1AOol1|sS&b"), ("corner-m", "comer_rn"), ("a b_c", "abc"),
  ]) func `what is mistaken for one another folds to the same`(_ one: String, _ other: String) {
    #expect(PictureFold.fold(one.utf8) == PictureFold.fold(other.utf8))
  }

  @Test func `a page of guesses isn't legible, a page without words is`() {
    func page(
      _ confidence: Int, _ height: Int, _ count: Int, letters: Int = 100, unread: Int = 0
    ) -> PicturePage {
      let word = PictureWord(
        box: PictureBox(x: 0, y: 0, width: 40, height: height), confidence: confidence,
        text: Array("words".utf8))
      return PicturePage(
        width: 100, height: 100, readings: [Array(repeating: word, count: count)], codes: [],
        letters: letters, unread: unread)
    }
    #expect(PictureLegibility.fault(page(90, 12, 20)) == nil)
    #expect(PictureLegibility.fault(page(20, 12, 20)) != nil)
    #expect(PictureLegibility.fault(page(90, 4, 20)) != nil)
    #expect(PictureLegibility.fault(page(90, 12, 0)) == nil)
    // What is guessed where no letters stand, and letters that nobody has read.
    #expect(PictureLegibility.fault(page(20, 12, 20, letters: 11)) == nil)
    #expect(PictureLegibility.fault(page(90, 12, 20, unread: 11)) == nil)
    #expect(PictureLegibility.fault(page(90, 12, 20, unread: 12)) != nil)
  }
}
