import Documents
import Testing

@Suite struct JSONTextTests {
  @Test func `keys are sorted, slashes stay, a newline ends`() throws {
    let bytes = try JSONText.encode(["b": "x/y", "a": "\"{,"])
    #expect(String(decoding: bytes, as: UTF8.self) == "{\"a\":\"\\\"{,\",\"b\":\"x/y\"}\n")
  }

  @Test func `the pretty form has two blanks a level`() throws {
    let bytes = try JSONText.encode(["a": [1, 2], "b": []], pretty: true)
    #expect(
      String(decoding: bytes, as: UTF8.self)
        == "{\n  \"a\": [\n    1,\n    2\n  ],\n  \"b\": []\n}\n")
  }

  @Test(arguments: [
    #"{"a": "1", "a": "2"}"#, #"{"a": "1"} x"#, #"{"a": "1""#, #"{a: "1"}"#, "", #"{"a": 1}"#,
    #"{"\u0061": "1"}"#, "{\"a\": \"\n\"}", #"{"a": "1",}"#,
  ])
  func `what two readers could read differently is refused`(text: String) {
    #expect(throws: Diagnostic.self) {
      try JSONText.decode([String: String].self, from: Array(text.utf8), file: "f.json")
    }
  }

  @Test func `a deep document is refused, not followed`() {
    let text = String(repeating: "[", count: 100_000)
    #expect(throws: Diagnostic.self) {
      try JSONText.decode([String].self, from: Array(text.utf8), file: "f.json")
    }
  }

  @Test func `a document is read`() throws {
    let value = try JSONText.decode(
      [String: [Int]].self, from: Array(#" {"a": [1, 2]} "#.utf8), file: "f.json")
    #expect(value == ["a": [1, 2]])
  }
}
