import PatternMatching

/// Finds numbers and addresses by their shape: candidates first, proof second.
struct PersonalDataScanner {
  let rules: ScannedRules
  let block: UnsafeRawBufferPointer

  /// The longest thing that is found here, in bytes.
  private static let longest = 64

  /// - Parameter core: which findings are wanted; those around it may be missing.
  func scan(_ core: Range<Int>, path: CandidateScanner.Path, into findings: inout [Finding]) {
    let range =
      max(0, core.lowerBound - Self.longest)..<min(block.count, core.upperBound + Self.longest)
    let scanner = CandidateScanner(rules.candidates, path: path)
    scanner.scan(RawSpan(_unsafeBytes: block), in: range) { judge($0, &findings) }
  }

  /// - Returns: where the next candidate may stand.
  private func judge(_ place: Int, _ findings: inout [Finding]) -> Int {
    switch block[place] {
    case 0x40: findEmail(place, &findings)
    case 0x2E: findDotted(place, &findings)
    case 0x2D: scanMAC(at: place, &findings) ?? place + 1
    case 0x2B: scanPhone(at: place, &findings)
    case 0x3A: scanMAC(at: place, &findings) ?? scanColons(at: place, &findings)
    case 0x30...0x39: findCard(place, &findings)
    default: scanIBAN(at: place, &findings)
    }
  }

  private func findEmail(_ sign: Int, _ findings: inout [Finding]) -> Int {
    if let rule = rules.email,
      let range = EmailScanner.address(
        at: sign..<(sign + 1), in: block, keepsLogins: rules.keepsLogins)
    {
      findings.append(Finding(range: range, rule: rule))
    }
    return sign + 1
  }

  private func isBordered(_ range: Range<Int>) -> Bool {
    (range.lowerBound == 0 || !Bytes.isWord(block[range.lowerBound - 1]))
      && (range.upperBound == block.count || !Bytes.isWord(block[range.upperBound]))
  }

  /// A number may begin here: behind no word, but behind an escape.
  private func isStart(_ start: Int) -> Bool {
    guard start > 0, Bytes.isWord(block[start - 1]) else { return true }
    return block[start - 1] != 0x5F && TokenBorder.isBefore(start, in: block)
  }

  // MARK: Digits

  private func findDotted(_ dot: Int, _ findings: inout [Finding]) -> Int {
    if rules.mac != nil, let end = scanMAC(at: dot, &findings) { return end }
    var start = dot
    while start > 0, dot - start < 3, Bytes.isDigit(block[start - 1]) { start -= 1 }
    guard let rule = rules.ipv4, let address = IPv4Text(block, at: start) else { return dot + 1 }
    if !address.alwaysStays {
      findings.append(Finding(range: start..<address.networkEnd, rule: rule))
    }
    return address.networkEnd
  }

  private func findCard(_ start: Int, _ findings: inout [Finding]) -> Int {
    let before: UInt8 = start > 0 ? block[start - 1] : 0x20
    guard let rule = rules.card, isStart(start), before != 0x2E, before != 0x2D,
      block[start] &- 0x32 < 5, let card = CardText(block, at: start)
    else { return start + 1 }
    findings.append(Finding(range: start..<card.end, rule: rule))
    return card.end
  }

  // MARK: +49 30 1234567

  private func scanPhone(at start: Int, _ findings: inout [Finding]) -> Int {
    guard let rule = rules.phone, start + 8 < block.count, block[start + 1] &- 0x31 < 9,
      isStart(start), start == 0 || block[start - 1] != 0x2B
    else { return start + 1 }
    var digits = 0
    var first = 0
    var end = start + 1
    var index = start + 1
    while index < block.count, digits <= 15 {
      let byte = block[index]
      if Bytes.isDigit(byte) {
        if digits < 3 { first = first * 10 + Int(byte - 0x30) }
        digits += 1
        end = index + 1
      } else if !Self.standsBetweenDigits(byte) || index - end > 1 {
        break
      }
      index += 1
    }
    guard (8...15).contains(digits), isBordered((start + 1)..<end),
      NumberingPlans.isPhone(first, digits: digits)
    else { return start + 1 }
    findings.append(Finding(range: start..<end, rule: rule))
    return end
  }

  private static func standsBetweenDigits(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x2D || byte == 0x2E || byte == 0x28 || byte == 0x29
  }

  // MARK: IBAN

  private func scanIBAN(at start: Int, _ findings: inout [Finding]) -> Int {
    guard let rule = rules.iban, isStart(start), start + 1 < block.count,
      let wanted = NumberingPlans.accountLength(block[start], block[start + 1])
    else { return start + 1 }
    var end = start
    var length = 0
    var index = start
    var best: Int?
    while index < block.count, length < wanted {
      let byte = block[index]
      if byte &- 0x41 < 26 || Bytes.isDigit(byte) {
        length += 1
        end = index + 1
        let isEnd = end == block.count || !Bytes.isWord(block[end])
        if length == wanted, isEnd,
          Checksums.mod97(UnsafeRawBufferPointer(rebasing: block[start..<end]))
        {
          best = end
        }
      } else if byte != 0x20 || length % 4 != 0 {
        break
      }
      index += 1
    }
    guard let best else { return start + 2 }
    findings.append(Finding(range: start..<best, rule: rule))
    return best
  }

  // MARK: Addresses with colons

  private func scanMAC(at sign: Int, _ findings: inout [Finding]) -> Int? {
    guard let rule = rules.mac, let address = MACText(block, around: sign) else { return nil }
    if !address.alwaysStays { findings.append(Finding(range: address.range, rule: rule)) }
    return address.range.upperBound
  }

  private func scanColons(at colon: Int, _ findings: inout [Finding]) -> Int {
    guard let rule = rules.ipv6, let address = IPv6Text(block, around: colon) else {
      return colon + 1
    }
    if !address.alwaysStays { findings.append(Finding(range: address.range, rule: rule)) }
    return max(address.range.upperBound, colon + 1)
  }
}
