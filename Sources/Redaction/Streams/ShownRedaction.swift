/// Redacts a stream for whoever watches it: line by line, as it comes.
package final class ShownRedaction {
  private let redactor: StreamRedactor
  private var isFirst = true
  private var isHidden = false

  package init(rules: CompiledRules, key: PlaceholderKey, named: NamedValues) throws {
    redactor = try StreamRedactor(rules: rules, key: key, known: named.known(rules), path: "")
  }

  /// - Returns: what may be shown; nothing of what can't be seen through.
  package func feed(_ bytes: [UInt8]) throws -> [UInt8] {
    if isFirst {
      isFirst = false
      switch bytes.withUnsafeBytes({ FileKind(sample: $0, path: "") }) {
      case .opaque, .packed, .wide: isHidden = true
      default: break
      }
    }
    return isHidden ? [] : try redactor.feed(bytes)
  }

  package func finish() throws -> [UInt8] { isHidden ? [] : try redactor.finish() }
}
