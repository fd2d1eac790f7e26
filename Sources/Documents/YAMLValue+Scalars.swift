extension YAMLValue {
  /// What the value is called in a message.
  package var kindName: String {
    switch kind {
    case .scalar: "a scalar"
    case .sequence: "a list"
    case .mapping: "a mapping"
    }
  }

  package var isNull: Bool {
    guard case .scalar(let text, true) = kind else { return false }
    return ["", "~", "null", "Null", "NULL"].contains(text)
  }

  /// A text. A plain scalar that other YAML readers take for a boolean, a float or null is
  /// refused: it must be quoted.
  public func string() throws -> String {
    guard case .scalar(let text, let isPlain) = kind else {
      throw diagnostic("expected a text, found \(kindName)")
    }
    if isPlain {
      if isNull { throw diagnostic("expected a text, found nothing") }
      let lower = text.lowercased()
      if ["true", "false", "yes", "no", "on", "off"].contains(lower) {
        throw diagnostic("expected a text, found a boolean", hint: "quote it: \"\(text)\"")
      }
      if text.contains("."), Double(text) != nil {
        throw diagnostic("expected a text, found a number", hint: "quote it: \"\(text)\"")
      }
    }
    return text
  }

  /// The scalar's text as it stands, whatever its type: for command arguments.
  public func rawText() throws -> String {
    guard case .scalar(let text, _) = kind, !isNull else {
      throw diagnostic("expected a text, found \(isNull ? "nothing" : kindName)")
    }
    return text
  }

  public func bool() throws -> Bool {
    guard case .scalar(let text, true) = kind, let value = ["true": true, "false": false][text]
    else { throw diagnostic("expected true or false", hint: "write true or false, unquoted") }
    return value
  }

  public func int() throws -> Int {
    guard case .scalar(let text, true) = kind, let value = Int(text) else {
      throw diagnostic("expected a whole number")
    }
    return value
  }

  public func sequence() throws -> [YAMLValue] {
    guard case .sequence(let items) = kind else {
      throw diagnostic("expected a list, found \(kindName)", hint: "write it as '- item' lines")
    }
    return items
  }

  /// A list of texts; a single text stands for a list of one.
  public func strings() throws -> [String] {
    if case .scalar = kind { return [try string()] }
    return try sequence().map { try $0.string() }
  }

  /// A duration in seconds: a whole number of seconds, or a number with `s`, `m`, `h` or `d`.
  public func seconds() throws -> Int {
    guard case .scalar(let text, _) = kind else {
      throw diagnostic("expected a duration, found \(kindName)", hint: "for instance 30s, 5m, 2h")
    }
    let units: [Character: Int] = ["s": 1, "m": 60, "h": 3600, "d": 86400]
    let (digits, unit) =
      text.last.flatMap { units[$0] }.map { (String(text.dropLast()), $0) } ?? (text, 1)
    guard let count = Int(digits), count >= 0,
      case let (seconds, overflow) = count.multipliedReportingOverflow(by: unit), !overflow
    else {
      throw diagnostic("expected a duration", hint: "for instance 30s, 5m, 2h or 7d")
    }
    return seconds
  }

  /// One of the raw values of an enumeration.
  public func choice<Choice: RawRepresentable & CaseIterable>(_: Choice.Type) throws -> Choice
  where Choice.RawValue == String {
    let text = try rawText()
    guard let value = Choice(rawValue: text) else {
      let all = Choice.allCases.map(\.rawValue).joined(separator: ", ")
      throw diagnostic("'\(text)' is not one of \(all)", hint: text.nearest(of: all))
    }
    return value
  }
}

extension String {
  fileprivate func nearest(of list: String) -> String? {
    ClosestName.find(self, in: list.components(separatedBy: ", ")).map { "did you mean '\($0)'?" }
  }

  private func components(separatedBy separator: String) -> [String] {
    split(separator: separator).map(String.init)
  }
}
