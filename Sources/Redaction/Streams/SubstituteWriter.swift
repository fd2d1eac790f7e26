/// Writes what stands in a value's place; one a thread.
final class SubstituteWriter {
  /// What a rule's substitutes are.
  private enum Kind { case placeholder, host, email, ipv4, ipv6, mac }

  private let substitutes: Substitutes
  private let keeper: VaultKeeper?
  /// Whose values nobody asks for again.
  private let picture: Int?
  /// By rule.
  private let kinds: [Kind]
  /// By rule: `REDACTED_<rule-id>_`.
  private let leads: [[UInt8]]

  /// - Parameter vault: told each value with what stands for it.
  init(rules: CompiledRules, key: PlaceholderKey, vault: VaultWriter? = nil) {
    keeper = vault?.makeKeeper()
    substitutes = Substitutes(key)
    leads = rules.rules.map { Placeholder.prefix + $0.id.utf8 + [0x5F] }
    let scanned = rules.scanned
    picture = scanned.picture
    kinds = rules.rules.indices.map { rule in
      switch rule {
      case _ where scanned.hosts.contains(rule): .host
      case scanned.email: .email
      case scanned.ipv4: .ipv4
      case scanned.ipv6: .ipv6
      case scanned.mac: .mac
      default: .placeholder
      }
    }
  }

  /// Lets the vault have what was written since the last time: before it goes out.
  func handOver() throws { try keeper?.handOver() }

  /// What replaces a finding, quotes and line breaks included.
  func write(
    _ finding: Finding, in block: UnsafeRawBufferPointer, to output: inout OutputBuffer
  ) {
    let span = UnsafeRawBufferPointer(rebasing: block[finding.range])
    guard !finding.form.isPicture else {
      return write(
        finding, in: block, linesOf: finding.range, isContinued: finding.form.isContinued,
        to: &output)
    }
    Self.writeQuote(finding.surroundings, to: &output)
    if finding.form == .raw {
      write(rule: finding.rule, value: span, span: span, to: &output)
    } else {
      let start = output.count
      finding.form.decode(span).withUnsafeBytes {
        write(rule: finding.rule, value: $0, span: span, to: &output)
      }
      if finding.form == .base64 {
        let text = Array(output.bytes[start...]) + finding.form.rest(span)
        output.removeAll(from: start)
        output.append(Encoding.base64(text))
      }
    }
    Self.writeQuote(finding.surroundings, to: &output)
    Self.writeLineBreaks(of: span, to: &output)
  }

  /// What replaces a picture, or a part of one.
  ///
  /// - Parameters:
  ///   - lines: the part.
  ///   - isContinued: the picture began before it.
  func write(
    _ picture: Finding, in block: UnsafeRawBufferPointer, linesOf lines: Range<Int>,
    isContinued: Bool, to output: inout OutputBuffer
  ) {
    if !isContinued {
      let span = UnsafeRawBufferPointer(rebasing: block[picture.range])
      picture.form.decode(span).withUnsafeBytes {
        write(rule: picture.rule, value: $0, span: span, to: &output)
      }
    }
    Self.writeLineBreaks(of: lines, in: block, to: &output)
  }

  private static func writeLineBreaks(
    of lines: Range<Int>, in block: UnsafeRawBufferPointer, to output: inout OutputBuffer
  ) {
    writeLineBreaks(
      of: UnsafeRawBufferPointer(rebasing: block[lines]),
      before: lines.lowerBound > 0 ? block[lines.lowerBound - 1] : 0, to: &output)
  }

  /// What replaces a known value that stands in `span`, in its encoding.
  func write(
    _ replacement: KnownValues.Replacement, in span: UnsafeRawBufferPointer,
    to output: inout OutputBuffer
  ) {
    let start = output.count
    write(replacement, to: &output)
    if replacement.encoding == .lines { return }
    guard replacement.encoding != .none, span.contains(0x0A) else {
      // A text that wasn't encoded keeps the line breaks around its values.
      let kept = output.bytes[start...].count { $0 == 0x0A }
      return Self.writeLineBreaks(of: span, butFor: kept, to: &output)
    }
    // What is encoded has no line breaks of its own.
    let text = Array(output.bytes[start...])
    output.removeAll(from: start)
    text.withUnsafeBytes { WrappedText.wrap($0, like: span, to: &output) }
  }

  /// What stands for a text's picture while the text is redacted: nobody can write one beforehand.
  func token(_ index: Int) -> [UInt8] {
    let (number, other) = substitutes.digest(
      "handoff: a picture's place", UInt128(index), bytes: 8)
    var output = OutputBuffer()
    output.append(Placeholder.prefix)
    output.append(Array(ScannedRules.pictureID.utf8))
    output.append(0x5F)
    output.appendHex(number ^ other, digits: 16)
    return Array(output.bytes)
  }

  static let mask: StaticString = "█████"

  /// What hides a finding where the text is shown as it was: it tells neither value nor length.
  static func writeMask(
    of finding: Finding, in block: UnsafeRawBufferPointer, to output: inout OutputBuffer
  ) {
    output.append(mask)
    writeLineBreaks(of: UnsafeRawBufferPointer(rebasing: block[finding.range]), to: &output)
  }

  static func writeMask(
    linesOf lines: Range<Int>, in block: UnsafeRawBufferPointer, isContinued: Bool,
    to output: inout OutputBuffer
  ) {
    if !isContinued { output.append(mask) }
    writeLineBreaks(of: lines, in: block, to: &output)
  }

  private func write(_ replacement: KnownValues.Replacement, to output: inout OutputBuffer) {
    let start = output.count
    for part in replacement.parts {
      switch part {
      case .bytes(let bytes): output.append(bytes)
      case .value(let value, let rule):
        value.withUnsafeBytes { write(rule: rule, value: $0, span: $0, to: &output) }
      case .nested(let inner): write(inner, to: &output)
      }
    }
    guard replacement.encoding != .none, replacement.encoding != .lines else { return }
    let text = Array(output.bytes[start...])
    output.removeAll(from: start)
    switch replacement.encoding {
    case .none, .lines: output.append(text)
    case .base64: output.append(Encoding.base64(text))
    case .base64URL:
      output.append(Encoding.base64URL(Encoding.base64(text)).filter { $0 != 0x3D })
    case .hex: output.append(Array(Hex.string(text).utf8))
    case .gzip: output.append(CompressedToken.pack(text))
    case .byteList: output.append(Array(text.map(String.init).joined(separator: ",").utf8))
    }
  }

  // MARK: Around a substitute

  private static func writeQuote(_ surroundings: Surroundings, to output: inout OutputBuffer) {
    guard surroundings.quote != 0 else { return }
    for _ in 0..<surroundings.depth { output.append(0x5C) }
    output.append(surroundings.quote)
  }

  /// A span over lines leaves its line breaks: the number of lines stays.
  ///
  /// - Parameter before: what stands before the span, which may be a part of a break.
  static func writeLineBreaks(
    of span: UnsafeRawBufferPointer, butFor kept: Int = 0, before: UInt8 = 0,
    to output: inout OutputBuffer
  ) {
    var last = before
    var kept = kept
    for byte in span {
      if byte == 0x0A {
        if kept > 0 {
          kept -= 1
        } else {
          if last == 0x0D { output.append(0x0D) }
          output.append(0x0A)
        }
      }
      last = byte
    }
  }

  // MARK: Substitutes

  /// - Parameters:
  ///   - value: the innermost bytes.
  ///   - span: the value as it stands in the text.
  private func write(
    rule: Int, value: UnsafeRawBufferPointer, span: UnsafeRawBufferPointer,
    to output: inout OutputBuffer
  ) {
    let identity: SubstituteIdentity?
    switch writePseudonym(kinds[rule], value, span, to: &output) {
    case .none:
      let number = substitutes.digest(value).0
      output.append(leads[rule])
      output.appendHex(number, digits: 16)
      identity = SubstituteIdentity(.keyed, number)
    case .written(let known): identity = known
    }
    if let keeper, let identity, rule != picture { keeper.keep(value, rule: rule, as: identity) }
  }

  private enum Pseudonym {
    /// The value gets a placeholder.
    case none
    /// Without an identity nobody can ask for it.
    case written(SubstituteIdentity?)
  }

  private func writePseudonym(
    _ kind: Kind, _ value: UnsafeRawBufferPointer, _ span: UnsafeRawBufferPointer,
    to output: inout OutputBuffer
  ) -> Pseudonym {
    switch kind {
    case .placeholder: return .none
    case .host, .email:
      // However it is written, a name is one; a mail address too.
      let number = substitutes.digest(lowercased: value).0
      output.append(kind == .host ? "host-" : "user-")
      output.appendHex(number, digits: 16)
      output.append(kind == .host ? ".redacted.invalid" : "@redacted.invalid")
      return .written(SubstituteIdentity(.keyed, number))
    case .ipv4:
      guard let address = IPv4Text(span, at: 0) else { return .none }
      return .written(writeIPv4(address, span, to: &output))
    case .ipv6:
      guard let colon = span.firstIndex(of: 0x3A), let address = IPv6Text(span, around: colon)
      else { return .none }
      return .written(writeIPv6(address, to: &output))
    case .mac:
      guard let sign = span.firstIndex(where: { Hex.value($0) == nil }),
        let address = MACText(span, around: sign)
      else { return .none }
      return .written(writeMAC(address, to: &output))
    }
  }

  /// A network's host bits become zero.
  private func writeIPv4(
    _ address: IPv4Text, _ span: UnsafeRawBufferPointer, to output: inout OutputBuffer
  ) -> SubstituteIdentity? {
    let start = output.count
    var length = 0
    for byte in span[address.end..<address.networkEnd].dropFirst() {
      length = min(length * 10 + Int(byte - 0x30), 1 << 16)
    }
    let isNetwork = address.networkEnd > address.end && length < 32
    let pseudonym: UInt32
    if isNetwork {
      let mask = ~(UInt32.max >> UInt32(length))
      pseudonym =
        mask
        & (length <= 24
          ? substitutes.ipv4(network: address.number) : substitutes.ipv4(address.number))
    } else {
      pseudonym = substitutes.ipv4(address.number)
    }
    output.appendDecimal(UInt8(truncatingIfNeeded: pseudonym >> 24))
    for shift: UInt32 in [16, 8, 0] {
      output.append(0x2E)
      output.appendDecimal(UInt8(truncatingIfNeeded: pseudonym >> shift))
    }
    guard address.networkEnd > address.end else {
      return SubstituteIdentity(.ipv4, UInt64(pseudonym))
    }
    output.append(UnsafeRawBufferPointer(rebasing: span[address.end..<address.networkEnd]))
    return SubstituteIdentity(UnsafeRawBufferPointer(rebasing: output.bytes[start...]))
  }

  private func writeIPv6(
    _ address: IPv6Text, to output: inout OutputBuffer
  ) -> SubstituteIdentity {
    let pseudonym = substitutes.ipv6(address.number)
    output.append("2001:db8")
    for index in 0..<6 {
      let group = UInt16(truncatingIfNeeded: pseudonym >> (80 - 16 * index))
      output.append(0x3A)
      output.appendHex(UInt64(group), digits: max(1, (19 - group.leadingZeroBitCount) / 4))
    }
    return SubstituteIdentity(.ipv6, UInt64(truncatingIfNeeded: pseudonym))
  }

  /// Written as the original.
  private func writeMAC(
    _ address: MACText, to output: inout OutputBuffer
  ) -> SubstituteIdentity {
    let pseudonym = substitutes.mac(address.number)
    let octets = address.isInFours ? 2 : 1
    for index in 0..<6 {
      if index > 0, index % octets == 0 { output.append(address.separator) }
      output.appendHex(pseudonym >> UInt64(40 - 8 * index) & 255, digits: 2)
    }
    return SubstituteIdentity(.mac, pseudonym & 0xFFFFFF)
  }
}
