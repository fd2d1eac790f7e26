internal import Yams

/// A strict YAML document: mappings, sequences and scalars with their places.
///
/// Anchors, aliases, explicit tags, merge keys and duplicate keys are refused, so that every
/// reader of the document sees the same thing.
public struct YAMLValue: Sendable {
  public enum Kind: Sendable {
    case scalar(text: String, isPlain: Bool)
    case sequence([YAMLValue])
    case mapping([(key: YAMLValue, value: YAMLValue)])
  }

  public let kind: Kind
  public let file: String
  /// 1-based.
  public let line: Int
  /// 1-based, in characters.
  public let column: Int

  /// Parses one document.
  ///
  /// - Parameter file: the name for diagnostics.
  /// - Throws: ``Diagnostic``.
  public static func parse(_ text: String, file: String) throws -> YAMLValue {
    do {
      let parser = try Parser(yaml: text, resolver: resolver(for: text), encoding: .utf8)
      guard let root = try parser.nextRoot() else {
        throw Diagnostic(file: file, line: 1, column: 1, message: "the document is empty")
      }
      if let second = try parser.nextRoot() {
        throw Diagnostic(
          file: file, line: second.mark?.line ?? 0, column: second.mark?.column ?? 0,
          message: "more than one document", hint: "keep one document a file: remove the '---'")
      }
      // Nodes know their anchors only as long as the parser lives.
      return try withExtendedLifetime(parser) {
        try YAMLValue(node: root, file: file, depth: 0, resolvesTags: resolvesTags(text))
      }
    } catch let error as YamlError {
      throw Diagnostic(yamlError: error, file: file)
    }
  }

  /// Types are read from the text, not by Yams, whose patterns cost more than all else. Only where
  /// something looks like a tag, one pattern tells a written `!!str` from none.
  private static func resolver(for text: String) -> Resolver {
    guard resolvesTags(text), let rule = try? Resolver.Rule(untagged, "(?s).*") else {
      return .basic
    }
    return Resolver.basic.appending(rule)
  }

  private static func resolvesTags(_ text: String) -> Bool {
    text.contains("!!") || text.contains("!<") || text.contains("! ")
  }

  private static let untagged = Tag.Name(rawValue: "untagged")

  private init(node: Node, file: String, depth: Int, resolvesTags: Bool) throws {
    let mark = node.mark
    self.file = file
    line = mark?.line ?? 0
    column = mark?.column ?? 0
    func refuse(_ message: String, hint: String? = nil) -> Diagnostic {
      Diagnostic(
        file: file, line: mark?.line ?? 0, column: mark?.column ?? 0, message: message, hint: hint)
    }
    guard depth < 64 else { throw refuse("nested more than 64 levels deep") }
    guard node.anchor == nil else {
      throw refuse("anchors and aliases are not allowed", hint: "write the value out")
    }
    switch node {
    case .scalar(let scalar):
      let isPlain = scalar.style == .plain || scalar.style == .any
      let tag = node.tag.description
      guard
        tag == Tag.Name.str.rawValue && !(isPlain && resolvesTags) || tag == Self.untagged.rawValue
      else { throw refuse("explicit tags are not allowed", hint: "remove the '!' tag") }
      kind = .scalar(text: scalar.string, isPlain: isPlain)
    case .sequence(let sequence):
      guard node.tag.description == Tag.Name.seq.rawValue else {
        throw refuse("explicit tags are not allowed", hint: "remove the '!' tag")
      }
      kind = .sequence(
        try sequence.map {
          try YAMLValue(node: $0, file: file, depth: depth + 1, resolvesTags: resolvesTags)
        })
    case .mapping(let mapping):
      guard node.tag.description == Tag.Name.map.rawValue else {
        throw refuse("explicit tags are not allowed", hint: "remove the '!' tag")
      }
      var seen: Set<String> = []
      var pairs: [(key: YAMLValue, value: YAMLValue)] = []
      for (keyNode, valueNode) in mapping {
        let key = try YAMLValue(
          node: keyNode, file: file, depth: depth + 1, resolvesTags: resolvesTags)
        guard case .scalar(let name, _) = key.kind else {
          throw key.diagnostic("a key must be a plain word")
        }
        guard name != "<<" else { throw key.diagnostic("merge keys are not allowed") }
        guard seen.insert(name).inserted else {
          throw key.diagnostic("duplicate key '\(name)'", hint: "keep one of them")
        }
        pairs.append(
          (
            key,
            try YAMLValue(node: valueNode, file: file, depth: depth + 1, resolvesTags: resolvesTags)
          ))
      }
      kind = .mapping(pairs)
    case .alias:
      throw refuse("anchors and aliases are not allowed", hint: "write the value out")
    }
  }

  /// A diagnostic at this value's place.
  public func diagnostic(_ message: String, hint: String? = nil) -> Diagnostic {
    Diagnostic(file: file, line: line, column: column, message: message, hint: hint)
  }
}

extension Diagnostic {
  init(yamlError: YamlError, file: String) {
    switch yamlError {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      self.init(
        file: file, line: mark.line, column: mark.column, message: "YAML: \(problem)",
        hint: Self.hint(yamlProblem: problem))
    case .duplicatedKeysInMapping(_, let context):
      self.init(
        file: file, line: context.mark.line, column: context.mark.column,
        message: "duplicate key in a mapping", hint: "keep one of them")
    default:
      self.init(file: file, line: 1, column: 1, message: "this is not readable YAML")
    }
  }

  /// How what libyaml complains about is mended.
  private static func hint(yamlProblem problem: String) -> String {
    let hints = [
      ("mapping values", "put a text that holds a colon and a blank in single quotes"),
      ("escape", "put the text in single quotes, where a backslash is a plain character"),
      ("tab", "indent with blanks"),
      ("expected key", "each key begins in its mapping's column; a text ends at its closing quote"),
      ("',' or", "close the list or mapping, and put texts that hold , [ ] { } in single quotes"),
      ("end of stream", "close the quote that was opened above"),
      ("start any token", "put a text that begins with @, `, % or * in single quotes"),
    ]
    return hints.first { problem.contains($0.0) }?.1
      ?? "look at the indentation and the quotes here and on the line before"
  }
}
