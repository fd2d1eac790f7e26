internal import BuiltinData
internal import Documents

/// How a provider's own tool tells where this machine would act:
/// `checklists/targets/providers.yaml`, as it was when the binary was built.
package struct TargetProvider: Sendable {
  package var names: [String]
  package var program: String
  /// Other programs that act by the same credentials.
  package var companions: Set<String>
  /// Options of the plan's commands that decide where they act.
  package var carriedOptions: Set<String>
  /// How the variables begin that decide it.
  package var variablePrefixes: [String]
  package var readings: [TargetReading]
  /// How it tells who this machine is.
  package var caller: TargetReading?

  package static func builtin() throws -> [TargetProvider] {
    try BuiltinFile.files(in: "checklists/targets").filter { $0.path.hasSuffix(".yaml") }
      .flatMap { file in
        var document = try StrictMapping(
          YAMLValue.parse(file.text, file: file.path), of: "the providers")
        let all = try document.required("providers").sequence().map { try TargetProvider($0) }
        try document.finish()
        return all
      }
  }

  /// The one of a plan's target; nil where none is known by that name.
  package static func builtin(of plan: Plan) throws -> TargetProvider? {
    let name = plan.target.provider?.lowercased()
    return try builtin().first { name.map($0.names.contains) == true }
  }

  init(_ value: YAMLValue) throws {
    var mapping = try StrictMapping(value, of: "a provider")
    names = try mapping.required("names").strings()
    program = try mapping.required("program").string()
    companions = Set(try mapping.optional("companions")?.strings() ?? [])
    carriedOptions = Set(try mapping.optional("carry")?.strings() ?? [])
    variablePrefixes = try mapping.optional("environment")?.strings() ?? []
    readings = try mapping.required("readings").sequence().map { try TargetReading($0) }
    caller = try mapping.optional("caller").map { try TargetReading($0) }
    try mapping.finish()
  }
}

/// How one field of a target is read.
package struct TargetReading: Sendable {
  package enum Take: Sendable {
    case text
    /// The word behind this one on its line.
    case word(String)
    /// Members of a JSON object, with dots between names; one of them is it.
    case json([String])
  }

  package var field: String
  private let arguments: [String]
  /// Instead, where every command names the target's value.
  private let namedArguments: [String]?
  private let take: Take
  /// What no output means.
  private let empty: String?
  /// By which a command names the field itself.
  package var options: Set<String>
  /// Whether it is read only where the plan runs the program.
  package var isReadWhereUsed: Bool
  private let mend: String

  init(_ value: YAMLValue) throws {
    var mapping = try StrictMapping(value, of: "a reading")
    field = try mapping.required("field").string()
    arguments = try mapping.required("argv").strings()
    namedArguments = try mapping.optional("named")?.strings()
    var taken = try StrictMapping(mapping.required("take"), of: "'take'")
    if let word = try taken.optional("word")?.string() {
      take = .word(word)
    } else if let members = try taken.optional("json")?.strings() {
      take = .json(members)
    } else {
      _ = try taken.required("text").bool()
      take = .text
    }
    try taken.finish()
    empty = try mapping.optional("empty")?.string()
    options = Set(try mapping.optional("options")?.strings() ?? [])
    isReadWhereUsed = try mapping.optional("where").map { try $0.string() == "used" } ?? false
    mend = try mapping.required("mend").string()
    _ = try mapping.required("source").string()
    try mapping.finish()
  }

  package func mend(for target: PlanTarget) -> String {
    Self.filled([mend], target)?.first ?? mend
  }

  /// The arguments of the program.
  ///
  /// - Parameter isNamed: whether every command of the plan names the target's value.
  /// - Returns: nil where then nothing is to be read.
  package func arguments(for target: PlanTarget, isNamed: Bool) -> [String]? {
    isNamed ? namedArguments.flatMap { Self.filled($0, target) } : Self.filled(arguments, target)
  }

  private static func filled(_ words: [String], _ target: PlanTarget) -> [String]? {
    let values = Dictionary(uniqueKeysWithValues: target.parts.map { ($0.name, $0.value) })
    return words.compactMap { word in
      var text = word
      for field in PlanTarget.fieldNames where text.contains("{\(field)}") {
        guard let value = values[field] else { return nil }
        text = text.replacing("{\(field)}", with: value)
      }
      return text
    }
  }

  /// What an output tells; empty: nothing.
  package func values(in output: [UInt8]) -> [String] {
    let text = String(decoding: output, as: UTF8.self)
    let found: [String]
    switch take {
    case .text:
      let lines = text.split(whereSeparator: \.isNewline).map(String.init)
      found = lines.count == 1 ? lines : []
    case .word(let name):
      found = text.split(whereSeparator: \.isNewline).compactMap { line in
        let words = line.split { $0 == " " || $0 == "\t" || $0 == ":" }
        return words.count > 1 && words[0] == name && !words[1].hasPrefix("<")
          ? String(words[1]) : nil
      }
    case .json(let members):
      let value = try? JSONText.decode(JSONValue.self, from: output, file: "")
      if case .object = value {
        found = members.compactMap { value?.text(at: $0.split(separator: ".")) }
      } else {
        // A wrapper of the client's own may tell the bare value.
        let words = text.split(whereSeparator: \.isWhitespace).map(String.init)
        found = words.count == 1 ? words : []
      }
    }
    let isBlank = text.allSatisfy(\.isWhitespace)
    return (isBlank ? [empty].compactMap(\.self) : found).filter { !$0.isEmpty }
  }

  /// A name that was read, where it can stand in a journal as it is: one line of plain characters in
  /// which no redaction rule finds anything.
  package static func name(_ values: [String]) -> String? {
    guard let first = values.first, first.utf8.count <= 300,
      first.utf8.allSatisfy({ (0x20...0x7E).contains($0) && $0 != UInt8(ascii: "'") }),
      CommandMask().hide(first, known: []) == first
    else { return nil }
    return first
  }

  /// What was read, for a message: one word, without what the redaction rules find.
  package static func shown(_ values: [String]) -> String {
    guard let first = values.first else { return "nothing" }
    let isPlain =
      first.utf8.count <= 120 && first.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    return isPlain ? "'\(CommandMask().hide(first, known: []))'" : "something else"
  }
}

extension JSONValue {
  fileprivate func text(at path: [Substring]) -> String? {
    guard let name = path.first else {
      switch self {
      case .string(let text): return text
      default: return nil
      }
    }
    guard case .object(let members) = self else { return nil }
    return members[String(name)]?.text(at: Array(path.dropFirst()))
  }
}
