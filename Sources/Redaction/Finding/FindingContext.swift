import Crypto

/// What stands around a finding on its line, as a digest that tells no more than the redacted text
/// does: each value is its rule's id.
struct FindingContext {
  private let block: UnsafeRawBufferPointer
  /// In their order; they don't overlap.
  private let findings: [Finding]
  private let rules: [Rule]

  /// How far around a finding is looked at; what is found there has to be known.
  static let reach = 2048
  /// Bytes on either side that count.
  private static let most = 64

  init(_ block: UnsafeRawBufferPointer, _ findings: [Finding], _ rules: CompiledRules) {
    self.block = block
    self.findings = findings
    self.rules = rules.rules
  }

  /// Where nothing is around a finding: in a name.
  static var none: String { digest([]) }

  /// - Returns: SHA-256 as lower hex.
  func digest(of index: Int) -> String {
    Self.digest(before(index) + [0x0A] + behind(index))
  }

  private static func digest(_ text: [UInt8]) -> String {
    SHA256.hash(data: text).map { Hex.pair($0) }.joined()
  }

  private func mark(_ finding: Finding) -> [UInt8] {
    [0x0A] + Array(rules[finding.rule].id.utf8) + [0x0A]
  }

  private func before(_ index: Int) -> [UInt8] {
    let start = findings[index].range.lowerBound
    let end = max(0, start - Self.reach)
    var position = start
    var next = index - 1
    var reversed: [UInt8] = []
    while position > end, reversed.count < Self.most {
      if next >= 0, findings[next].range.upperBound >= position {
        reversed += mark(findings[next]).reversed()
        position = findings[next].range.lowerBound
        next -= 1
        continue
      }
      let byte = block[position - 1]
      if byte == 0x0A { break }
      if !Bytes.isSpace(byte) { reversed.append(byte) }
      position -= 1
    }
    return reversed.prefix(Self.most).reversed()
  }

  private func behind(_ index: Int) -> [UInt8] {
    let range = findings[index].range
    // Behind a longer one may be what nobody has searched.
    guard range.count <= Self.reach else { return [] }
    let end = min(block.count, range.lowerBound + 2 * Self.reach)
    var position = range.upperBound
    var next = index + 1
    var text: [UInt8] = []
    while position < end, text.count < Self.most {
      if next < findings.count, findings[next].range.lowerBound <= position {
        text += mark(findings[next])
        position = findings[next].range.upperBound
        next += 1
        continue
      }
      let byte = block[position]
      if byte == 0x0A { break }
      if !Bytes.isSpace(byte) { text.append(byte) }
      position += 1
    }
    return Array(text.prefix(Self.most))
  }
}
