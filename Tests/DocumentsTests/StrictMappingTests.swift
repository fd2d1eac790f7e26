import Documents
import Testing

@Suite struct StrictMappingTests {
  private func failure(_ yaml: String, _ body: (inout StrictMapping) throws -> Void) -> Diagnostic?
  {
    do {
      var mapping = try StrictMapping(YAMLValue.parse(yaml, file: "f.yaml"), of: "a rule")
      try body(&mapping)
      try mapping.finish()
      return nil
    } catch {
      return error as? Diagnostic
    }
  }

  @Test func `an unknown key is named with its place and a guess`() {
    let diagnostic = failure("id: a\npatern: b\n") {
      _ = try $0.required("id").string()
      _ = $0.optional("pattern")
    }
    #expect(diagnostic?.description == "f.yaml:2:1: unknown key 'patern' in a rule")
    #expect(diagnostic?.hint == "did you mean 'pattern'?")
  }

  @Test(arguments: [
    ("a: &x 1\nb: *x\n", "anchors and aliases are not allowed"),
    ("a: !!str 1\n", "explicit tags are not allowed"),
    ("a: !secret x\n", "explicit tags are not allowed"),
    ("a: 1\na: 2\n", "duplicate key"),
    ("a: 1\n---\nb: 2\n", "more than one document"),
    ("", "the document is empty"),
    ("a: [1\n", "YAML: "),
  ])
  func `what two readers could read differently is refused`(yaml: String, message: String) {
    let diagnostic = failure(yaml) { _ = $0.all() }
    #expect(diagnostic?.message.contains(message) == true, "\(String(describing: diagnostic))")
  }

  @Test(arguments: [("30", 30), ("30s", 30), ("5m", 300), ("2h", 7200), ("1d", 86400)])
  func `durations have units`(text: String, seconds: Int) throws {
    #expect(try YAMLValue.parse(text, file: "").seconds() == seconds)
  }

  @Test(arguments: ["yes", "true", "1.10", "~", "[a]"])
  func `a surprise type is not a text`(text: String) {
    #expect(throws: Diagnostic.self) {
      try YAMLValue.parse("a: \(text)", file: "").mappingValue("a").string()
    }
  }
}

extension YAMLValue {
  fileprivate func mappingValue(_ name: String) throws -> YAMLValue {
    var mapping = try StrictMapping(self, of: "a mapping")
    return mapping.all().first { $0.name == name }?.value ?? self
  }
}
