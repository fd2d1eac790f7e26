/// Writes what stands in a value's place; one a thread.
final class SubstituteWriter {
  private let rules: CompiledRules
  private let substitutes: Substitutes
  private let keeper: VaultKeeper?

  /// - Parameter vault: told each value with what stands for it.
  init(rules: CompiledRules, key: PlaceholderKey, vault: VaultWriter? = nil) {
    self.rules = rules
    keeper = vault?.makeKeeper()
    substitutes = Substitutes(key)
  }

  /// Lets the vault have what was written since the last time: before it goes out.
  func handOver() throws { try keeper?.handOver() }

  /// What replaces a finding, quotes and line breaks included.
  func substitute(for finding: Finding, in block: UnsafeRawBufferPointer) -> [UInt8] {
    let span = UnsafeRawBufferPointer(rebasing: block[finding.range])
    let value = finding.form.decode(span)
    var text = Array(self.text(rule: finding.rule, value: value, span: span).utf8)
    if finding.form == .base64 { text = Encoding.base64(text) }
    let quote = finding.surroundings.quote
    return quote + text + quote + lineBreaks(of: span)
  }

  /// What replaces a known value that stands in `span`, in its encoding.
  func substitute(for replacement: KnownValues.Replacement, in span: UnsafeRawBufferPointer)
    -> [UInt8]
  {
    let breaks = replacement.encoding == .none ? lineBreaks(of: span) : []
    return text(of: replacement) + breaks
  }

  private func text(of replacement: KnownValues.Replacement) -> [UInt8] {
    var text: [UInt8] = []
    for part in replacement.parts {
      switch part {
      case .bytes(let bytes): text += bytes
      case .value(let value, let rule):
        text += value.withUnsafeBytes { substitute(for: $0, rule: rule) }
      case .nested(let inner): text += self.text(of: inner)
      }
    }
    switch replacement.encoding {
    case .none: return text
    case .base64: return Encoding.base64(text)
    case .base64URL: return Encoding.base64URL(Encoding.base64(text)).filter { $0 != 0x3D }
    case .hex: return Array(Hex.string(text).utf8)
    }
  }

  private func substitute(for value: UnsafeRawBufferPointer, rule: Int) -> [UInt8] {
    Array(text(rule: rule, value: Array(value), span: value).utf8)
  }

  /// A span over lines leaves its line breaks: the number of lines stays.
  private func lineBreaks(of span: UnsafeRawBufferPointer) -> [UInt8] {
    var breaks: [UInt8] = []
    for index in span.indices where span[index] == 0x0A {
      if index > 0, span[index - 1] == 0x0D { breaks.append(0x0D) }
      breaks.append(0x0A)
    }
    return breaks
  }

  /// A placeholder for a value that was found elsewhere.
  func placeholder(for value: [UInt8], rule: Int) -> String {
    substitutes.placeholder(value, rule: rules.rules[rule].id)
  }

  func identity(_ value: [UInt8]) -> String { substitutes.identity(value) }

  private func text(rule: Int, value: [UInt8], span: UnsafeRawBufferPointer) -> String {
    var text = bareText(rule: rule, value: value, span: span)
    if let keeper {
      text.withUTF8 { text in
        value.withUnsafeBytes { keeper.keep($0, rule: rule, as: UnsafeRawBufferPointer(text)) }
      }
    }
    return text
  }

  private func bareText(rule: Int, value: [UInt8], span: UnsafeRawBufferPointer) -> String {
    let scanned = rules.scanned
    switch rule {
    case _ where scanned.hosts.contains(rule):
      return substitutes.host(value)
    case scanned.email:
      return substitutes.email(value)
    case scanned.ipv4:
      guard let address = IPv4Text(span, at: 0) else { break }
      return ipv4(address, span)
    case scanned.ipv6:
      guard let colon = span.firstIndex(of: 0x3A), let address = IPv6Text(span, around: colon)
      else { break }
      return substitutes.ipv6(address.octets)
    case scanned.mac:
      guard let sign = span.firstIndex(where: { Hex.value($0) == nil }),
        let address = MACText(span, around: sign)
      else { break }
      return substitutes.mac(address)
    default: break
    }
    return substitutes.placeholder(value, rule: rules.rules[rule].id)
  }

  /// A network's host bits become zero.
  private func ipv4(_ address: IPv4Text, _ span: UnsafeRawBufferPointer) -> String {
    let suffix = String(
      decoding: UnsafeRawBufferPointer(rebasing: span[address.end..<address.networkEnd]),
      as: UTF8.self)
    guard let length = Int(suffix.dropFirst()), length < 32 else {
      return substitutes.ipv4(address.octets) + suffix
    }
    let pseudonym = substitutes.ipv4(address.octets, isNetwork: length <= 24)
    let number = pseudonym.split(separator: ".").reduce(UInt32(0)) { $0 << 8 | (UInt32($1) ?? 0) }
    let masked = length == 0 ? 0 : number & ~(UInt32.max >> UInt32(length))
    return stride(from: 24, through: 0, by: -8).map { String(masked >> UInt32($0) & 255) }
      .joined(separator: ".") + suffix
  }
}
