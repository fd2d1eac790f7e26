#if canImport(FoundationEssentials)
  internal import FoundationEssentials
#else
  internal import Foundation
#endif

/// JSON as this program writes and reads it.
package enum JSONText {
  /// Sorted keys, no escaped slashes, a newline at the end.
  package static func encode(_ value: some Encodable, pretty: Bool = false) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let compact = [UInt8](try encoder.encode(value))
    return (pretty ? indented(compact) : compact) + [0x0A]
  }

  /// Decodes strictly: valid UTF-8, no duplicate keys, bounded depth, nothing after the document.
  ///
  /// - Parameter file: the name for diagnostics.
  /// - Throws: ``Diagnostic``.
  package static func decode<Value: Decodable>(
    _: Value.Type, from bytes: [UInt8], file: String
  ) throws(Diagnostic) -> Value {
    var checker = JSONChecker(bytes: bytes)
    if let fault = checker.fault() {
      throw Diagnostic(file: file, line: fault.line, column: fault.column, message: fault.message)
    }
    do {
      return try JSONDecoder().decode(Value.self, from: Data(bytes))
    } catch {
      throw Diagnostic(file: file, message: message(for: error))
    }
  }

  private static func message(for error: any Error) -> String {
    func path(_ keys: [any CodingKey]) -> String {
      keys.map(\.stringValue).joined(separator: ".")
    }
    switch error as? DecodingError {
    case .keyNotFound(let key, let context):
      return "'\(path(context.codingPath + [key]))' is missing"
    case .typeMismatch(_, let context), .valueNotFound(_, let context):
      return "'\(path(context.codingPath))' is not of the expected type"
    case .dataCorrupted(let context):
      let place = path(context.codingPath)
      return place.isEmpty ? context.debugDescription : "'\(place)': \(context.debugDescription)"
    default: return "not readable JSON"
    }
  }

  /// Two blanks a level; empty containers on one line.
  private static func indented(_ compact: [UInt8]) -> [UInt8] {
    var output: [UInt8] = []
    output.reserveCapacity(compact.count * 2)
    var level = 0
    var inString = false
    var index = 0
    func line() -> [UInt8] { [0x0A] + [UInt8](repeating: 0x20, count: level * 2) }
    while index < compact.count {
      let byte = compact[index]
      index += 1
      if inString {
        output.append(byte)
        if byte == UInt8(ascii: "\\"), index < compact.count {
          output.append(compact[index])
          index += 1
        } else if byte == UInt8(ascii: "\"") {
          inString = false
        }
        continue
      }
      switch byte {
      case UInt8(ascii: "\""):
        inString = true
        output.append(byte)
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        output.append(byte)
        if index < compact.count, compact[index] == byte + 2 {
          output.append(compact[index])
          index += 1
        } else {
          level += 1
          output += line()
        }
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        level -= 1
        output += line() + [byte]
      case UInt8(ascii: ","): output += [byte] + line()
      case UInt8(ascii: ":"): output += [byte, 0x20]
      default: output.append(byte)
      }
    }
    return output
  }
}
