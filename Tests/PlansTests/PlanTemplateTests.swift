import Documents
import TestSupport
import Testing

@testable import Plans

@Suite struct PlanTemplateTests {
  private static func text(_ head: String, plan: String = "a: \"%{name}\"") -> String {
    """
    template:
      title: Do it
      whenToUse: it is needed
      whenNot: it isn't
      provider: any
      class: data
      risk: low
      checked: []
    \(head)
    plan: |
      \(plan)

    """
  }

  private static let setting = "  settings:\n    name: {description: a name, sample: x}"

  private func template(_ text: String) throws -> PlanTemplate {
    try PlanTemplate(text: text, name: "own/doing", file: "t.yaml")
  }

  @Test(arguments: [
    ("  colour: red", "t.yaml:9:3: unknown key 'colour'"),
    (
      "  settings:\n    name: {description: d, sampel: x}",
      "t.yaml:10:11: a setting has no 'sample'"
    ),
    (
      "  settings:\n    name: {description: d, sample: x, more: 1}",
      "t.yaml:10:39: unknown key 'more'"
    ),
    ("  settings:\n    id: {description: d, sample: x}", "t.yaml:10:5: every template has"),
    ("  settings:\n    other: {description: d, sample: x}", "t.yaml:10:5: the plan doesn't use"),
    ("  settings:\n    na-me: {description: d, sample: x}", "t.yaml:10:5: a setting's name"),
    (setting, "t.yaml:12:7: the plan uses %{nmae}"),
    (
      "  settings:\n    name: {type: number, max: 5, description: d, sample: 6}",
      "t.yaml:10:58: the sample doesn't fit: the value of 'name' isn't a whole number, 5 at most"
    ),
    (
      "  settings:\n    name: {pattern: '[a-z]+', description: d, sample: x1}",
      "t.yaml:10:55: the sample doesn't fit"
    ),
    (
      "  settings:\n    name: {pattern: '[', description: d, sample: x}", "t.yaml:10:21: this is no"
    ),
    ("  settings:\n    name: {min: 1, description: d, sample: x}", "t.yaml:10:17: only a setting"),
    (
      "  settings:\n    name: {type: choice, description: d, sample: x}",
      "t.yaml:10:11: a setting of"
    ),
    (
      "  settings:\n    name: {choices: [a], description: d, sample: x}", "t.yaml:10:50: the sample"
    ),
    (
      "  settings:\n    name: {type: time, description: d, sample: now}", "t.yaml:10:48: the sample"
    ),
  ])
  func `what is wrong with a template is named with its place`(head: String, message: String) throws
  {
    let plan = head == Self.setting ? "a: \"%{nmae} %{name}\"" : "a: \"%{name}\""
    let fault = #expect(throws: Diagnostic.self) {
      _ = try template(Self.text(head, plan: plan))
    }
    #expect(fault?.description.hasPrefix(message) == true, "\(fault?.description ?? "")")
  }

  @Test(arguments: ["class: fun", "risk: huge", "checked: [{tool: a, version: b, how: seen}]"])
  func `what has a few values takes no other`(line: String) throws {
    let key = String(line.prefix { $0 != ":" })
    let lines = Self.text(Self.setting).split(separator: "\n").map {
      $0.hasPrefix("  \(key):") ? "  \(line)" : String($0)
    }
    #expect(throws: Diagnostic.self) { _ = try template(lines.joined(separator: "\n")) }
  }

  @Test func `values go in once and as they are`() throws {
    let text = Self.text(
      "  settings:\n    a: {description: d, sample: x}\n    b: {description: d, sample: y}",
      plan: "k: \"%{a}%{b} %%{http_code} %{unclosed\"")
    let made = try template(text).text(settings: ["a": "%{b}", "b": "2"])
    #expect(made.hasSuffix("k: \"%{b}2 %{http_code} %{unclosed\"\n"))
  }

  @Test(arguments: ["a\"b", "a\\b", "a\nb", "a\u{202E}b", ""])
  func `a value that would change the document is refused`(value: String) throws {
    let own = try template(Self.text(Self.setting))
    #expect(throws: PlanFault.self) { _ = try own.text(settings: ["name": value]) }
  }

  @Test func `a value is judged by its setting`() throws {
    let own = try template(
      Self.text(
        "  settings:\n    name: {type: number, min: 1, max: 9, description: d, sample: 5}"))
    for value in ["0", "10", "five", "+5", "05", " 5"] {
      #expect(throws: PlanFault.self) { _ = try own.text(settings: ["name": value]) }
    }
    #expect(try own.text(settings: ["name": "9"]).hasSuffix("a: \"9\"\n"))
  }

  @Test func `no setting goes into a script`() throws {
    let plan = "steps: [{id: mend, run: {script: \"echo %{name}\"}}]"
    let fault = #expect(throws: Diagnostic.self) {
      _ = try template(Self.text(Self.setting, plan: plan)).text(settings: [:])
    }
    #expect(fault?.description == "t.yaml:12:36: the script holds a setting")
    let allowed = "steps: [{id: mend, run: {script: \"echo $NAME\", env: {NAME: \"%{name}\"}}}]"
    _ = try template(Self.text(Self.setting, plan: allowed)).text(settings: [:])
  }

  @Test func `own templates stand beside the program's, and in for them`() throws {
    let folder = TemporaryFolder()
    try folder.write("own/doing.yaml", Self.text(Self.setting))
    try folder.write("single.yaml", Self.text(Self.setting))
    try folder.write("linux/config-change.yaml", Self.text(Self.setting))
    try folder.write(".git/x.yaml", "no: template")
    let library = try TemplateLibrary(folder: folder.path)
    #expect(try library.names.count == TemplateLibrary().names.count + 2)
    #expect(try library.template("single").title == "Do it")
    #expect(try library.template("doing").name == "own/doing")
    #expect(try library.template("linux/config-change").title == "Do it")
    #expect(throws: PlanFault.self) { _ = try library.template("dong") }
    try folder.write("other/doing.yaml", Self.text(Self.setting))
    #expect(throws: PlanFault.self) {
      _ = try TemplateLibrary(folder: folder.path).template("doing")
    }
    #expect(throws: PlanFault.self) { _ = try TemplateLibrary(folder: folder("none")) }
  }

  @Test func `a search takes all words, whatever their case`() throws {
    let template = try TemplateLibrary().template("kubernetes/rollout-undo")
    #expect(template.mentions(["ROLL", "kubectl"]))
    #expect(template.mentions([]))
    #expect(!template.mentions(["roll", "heroku"]))
  }

  @Test func `what close asks for besides the plan is embedded`() throws {
    #expect(try CloseChecklist.load().map(\.id) == CloseChecklist.tasks.map(\.id))
    #expect(CloseChecklist.tasks.map(\.kind) == [.reduce, .review, .confirm, .confirm])
    #expect(CloseChecklist.tasks.allSatisfy { $0.title != nil && $0.command == nil })
  }
}
