/// What is executed: an argument vector, or a script for bash.
public struct Command: Sendable {
  public enum Action: Sendable {
    /// Elements may hold `{{ name }}` references.
    case argv([PlanText])
    /// Never holds references: parameters reach a script by its environment.
    case script(PlanText)
  }

  public var action: Action
  /// In seconds; nil where the plan doesn't say.
  public var timeout: Int?
  /// In the document's order; values may hold references.
  public var environment: [(name: String, value: PlanText)]
  /// Given on standard input; may hold references.
  public var standardInput: PlanText?
  /// Relative to the folder in which the plan runs.
  public var workingDirectory: String?
  /// The command's own expectations, where it is a rollback, a check or a dry run.
  public var expect: Expectation?
  public var place: Place

  /// Seconds that a command without a `timeout` may take.
  public static let defaultTimeout = 300

  public var effectiveTimeout: Int { timeout ?? Self.defaultTimeout }

  public var argv: [PlanText]? {
    guard case .argv(let elements) = action else { return nil }
    return elements
  }

  public var script: PlanText? {
    guard case .script(let text) = action else { return nil }
    return text
  }

  /// Every text that may hold references, with what it becomes.
  public var references: [(name: String, destination: ParameterDestination, place: Place)] {
    var all: [(String, ParameterDestination, Place)] = []
    for element in argv ?? [] {
      all += element.references.map { ($0, .argv, element.place) }
    }
    for (name, value) in environment {
      all += value.references.map { ($0, .environment(name), value.place) }
    }
    if let input = standardInput {
      all += input.references.map { ($0, .standardInput, input.place) }
    }
    return all
  }
}

/// Where a parameter's value goes.
public enum ParameterDestination: Hashable, Sendable {
  case argv
  case environment(String)
  case standardInput
}

/// A text of the plan with its place.
public struct PlanText: Sendable {
  public var text: String
  /// A block scalar's first line of text is `line + 1`.
  public var isBlock: Bool
  public var place: Place

  public init(_ text: String, isBlock: Bool = false, place: Place) {
    self.text = text
    self.isBlock = isBlock
    self.place = place
  }

  /// The names in `{{ name }}`, in order, with repetitions.
  public var references: [String] {
    parts.compactMap { if case .reference(let name) = $0 { name } else { nil } }
  }

  public enum Part: Hashable, Sendable {
    case literal(String)
    case reference(String)
  }

  /// The text cut at its references. `{{` that no name and `}}` follow is literal.
  public var parts: [Part] {
    var parts: [Part] = []
    var literal = ""
    var rest = Substring(text)
    while let open = rest.firstRange(of: "{{") {
      let after = rest[open.upperBound...]
      guard let close = after.firstRange(of: "}}"),
        case let name = after[..<close.lowerBound].trimmed, ParameterName.isValid(name)
      else {
        literal += rest[..<open.upperBound]
        rest = after
        continue
      }
      literal += rest[..<open.lowerBound]
      if !literal.isEmpty { parts.append(.literal(literal)) }
      literal = ""
      let prefix = "parameters."
      parts.append(
        .reference(String(name.hasPrefix(prefix) ? name.dropFirst(prefix.count) : name)))
      rest = after[close.upperBound...]
    }
    literal += rest
    if !literal.isEmpty { parts.append(.literal(literal)) }
    return parts
  }

  /// The text with each reference replaced.
  public func resolved(_ value: (_ name: String) throws -> String) rethrows -> String {
    try parts.map { part in
      switch part {
      case .literal(let text): text
      case .reference(let name): try value(name)
      }
    }.joined()
  }
}

extension Substring {
  /// Without spaces and tabs at both ends.
  var trimmed: Substring {
    var text = self
    while text.first == " " || text.first == "\t" { text.removeFirst() }
    while text.last == " " || text.last == "\t" { text.removeLast() }
    return text
  }
}
