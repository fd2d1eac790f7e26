import Documents
import Foundation
import Testing

@testable import Redaction

/// The schema that editors complete rule files by says what the reader takes.
@Suite struct RuleSchemaTests {
  private let schema: [String: Any]

  init() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let data = try Data(contentsOf: root.appending(path: "Schemas/rule-file.schema.json"))
    schema = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
  }

  private func part(_ path: String...) throws -> [String: Any] {
    try path.reduce(schema) { try #require($0[$1] as? [String: Any], "\($1)") }
  }

  /// The keys that the reader knows, as it tells somebody who wrote one that it doesn't.
  private func known(_ text: String) throws -> Set<String> {
    let fault = #expect(throws: Diagnostic.self) { try Rule.rules(in: text, file: "r.yaml") }
    #expect(fault?.message.hasPrefix("unknown key 'nonsensical'") == true)
    let names = try #require(fault?.hint?.split(separator: ": ").last)
    return Set(names.split(separator: ", ").map(String.init))
  }

  @Test func `its keys are those of the reader, each with a description`() throws {
    let cases: [(reader: String, properties: [String: Any])] = [
      ("rules: []\nnonsensical: x\n", try part("properties")),
      ("rules:\n  - {id: a, nonsensical: x}\n", try part("$defs", "rule", "properties")),
      (
        "rules:\n  - {id: a, rotate: {how: x, nonsensical: x}}\n",
        try part("$defs", "rule", "properties", "rotate", "properties")
      ),
    ]
    for (text, properties) in cases {
      #expect(Set(properties.keys) == (try known(text)))
      for (name, value) in properties {
        let description = (value as? [String: Any])?["description"] as? String
        #expect((description ?? "").count > 20, "\(name)")
      }
    }
  }

  @Test func `its words and bounds are those of the reader`() throws {
    let properties = try part("$defs", "rule", "properties")
    func words(_ name: String) -> [String]? {
      (properties[name] as? [String: Any])?["enum"] as? [String]
    }
    #expect(words("category") == RuleCategory.allCases.map(\.rawValue))
    #expect(words("window") == Rule.Window.allCases.map(\.rawValue))

    let plain = try #require(
      try Rule.rules(in: "rules:\n  - {id: a, keys: [x]}\n", file: "r.yaml").first)
    func standard(_ name: String) -> Any? { (properties[name] as? [String: Any])?["default"] }
    #expect(standard("category") as? String == plain.category.rawValue)
    #expect(standard("window") as? String == plain.window.rawValue)
    #expect(standard("priority") as? Int == plain.priority)
    #expect(standard("near") as? Int == plain.near)

    let near = try part("$defs", "rule", "properties", "near")
    for (key, outside) in [("minimum", -1), ("maximum", 1)] {
      let bound = try #require(near[key] as? Int)
      func text(_ near: Int) -> String { "rules:\n  - {id: a, keys: [x], near: \(near)}\n" }
      #expect(throws: Never.self) { try Rule.rules(in: text(bound), file: "r.yaml") }
      #expect(throws: Diagnostic.self) { try Rule.rules(in: text(bound + outside), file: "r.yaml") }
    }
  }

  @Test func `its checks are those of the reader`() throws {
    let schemes = try #require(try part("$defs", "scheme")["enum"] as? [String])
    let text = "rules:\n  - {id: a, keys: [x], check: nonsensical}\n"
    let fault = #expect(throws: Diagnostic.self) { try Rule.rules(in: text, file: "r.yaml") }
    let told = try #require(fault?.hint?.dropFirst("one of ".count))
    #expect(told.components(separatedBy: ", ") == schemes + ["entropy>N", "length>=N"])
    for scheme in schemes { #expect(ValueCheck(scheme)?.description == scheme) }
  }
}
