/// Any JSON value: for parts of a document that are carried, not read.
public enum JSONValue: Codable, Hashable, Sendable {
  case null
  case bool(Bool)
  case int(Int)
  case number(Double)
  case string(String)
  case array([JSONValue])
  case object([String: JSONValue])

  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let value = try? container.decode(Bool.self) {
      self = .bool(value)
    } else if let value = try? container.decode(Int.self) {
      self = .int(value)
    } else if let value = try? container.decode(Double.self) {
      self = .number(value)
    } else if let value = try? container.decode(String.self) {
      self = .string(value)
    } else if let value = try? container.decode([JSONValue].self) {
      self = .array(value)
    } else {
      self = .object(try container.decode([String: JSONValue].self))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .null: try container.encodeNil()
    case .bool(let value): try container.encode(value)
    case .int(let value): try container.encode(value)
    case .number(let value): try container.encode(value)
    case .string(let value): try container.encode(value)
    case .array(let value): try container.encode(value)
    case .object(let value): try container.encode(value)
    }
  }
}

extension YAMLValue {
  /// The same value as JSON: plain true, false, whole numbers and nothing keep their type.
  public var json: JSONValue {
    switch kind {
    case .scalar(let text, let isPlain):
      if isNull { return .null }
      if isPlain, let value = ["true": true, "false": false][text] { return .bool(value) }
      if isPlain, let value = Int(text) { return .int(value) }
      return .string(text)
    case .sequence(let items): return .array(items.map(\.json))
    case .mapping(let pairs):
      var object: [String: JSONValue] = [:]
      for (key, value) in pairs {
        if case .scalar(let name, _) = key.kind { object[name] = value.json }
      }
      return .object(object)
    }
  }
}
