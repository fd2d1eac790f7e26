/// Finds numbers and addresses by their shape: one pass, candidates first, proof second.
struct PersonalDataScanner {
  let rules: ScannedRules
  let block: UnsafeRawBufferPointer

  /// The longest thing that is found here, in bytes.
  private static let longest = 64

  /// - Parameter core: which findings are wanted; those around it may be missing.
  func scan(_ core: Range<Int>, into findings: inout [Finding]) {
    var index = max(0, core.lowerBound - Self.longest)
    // A number that began before is none of ours.
    while index > 0, index < core.lowerBound, Bytes.isWord(block[index - 1]) { index += 1 }
    let count = min(block.count, core.upperBound + Self.longest)
    while index < count {
      let byte = block[index]
      if rules.mac != nil, byte == 0x3A || byte == 0x2D || byte == 0x2E,
        let end = scanMAC(at: index, &findings)
      {
        index = end
      } else if Bytes.isDigit(byte) {
        index = scanNumber(at: index, &findings)
      } else if byte == 0x2B, rules.phone != nil {
        index = scanPhone(at: index, &findings)
      } else if byte == 0x3A, rules.ipv6 != nil {
        index = scanColons(at: index, &findings)
      } else if byte &- 0x41 < 26, rules.iban != nil, index + 15 <= block.count,
        block[index + 1] &- 0x41 < 26,
        Bytes.isDigit(block[index + 2]), Bytes.isDigit(block[index + 3])
      {
        index = scanIBAN(at: index, &findings)
      } else {
        index += 1
      }
    }
  }

  private func isBordered(_ range: Range<Int>) -> Bool {
    (range.lowerBound == 0 || !Bytes.isWord(block[range.lowerBound - 1]))
      && (range.upperBound == block.count || !Bytes.isWord(block[range.upperBound]))
  }

  // MARK: Numbers that begin with a digit

  private func scanNumber(at start: Int, _ findings: inout [Finding]) -> Int {
    var end = start
    while end < block.count, Bytes.isDigit(block[end]) { end += 1 }
    let before: UInt8 = start > 0 ? block[start - 1] : 0x20
    if let rule = rules.ipv4, end - start <= 3, end < block.count, block[end] == 0x2E,
      let address = IPv4Text(block, at: start)
    {
      if !address.alwaysStays {
        findings.append(Finding(range: start..<address.networkEnd, rule: rule))
      }
      return address.networkEnd
    }
    guard let rule = rules.card, !Bytes.isWord(before), before != 0x2E, before != 0x2D,
      "23456".utf8.contains(block[start]), let card = CardText(block, at: start)
    else { return end }
    findings.append(Finding(range: start..<card.end, rule: rule))
    return card.end
  }

  // MARK: +49 30 1234567

  private func scanPhone(at start: Int, _ findings: inout [Finding]) -> Int {
    guard let rule = rules.phone, start + 8 < block.count, block[start + 1] &- 0x31 < 9,
      start == 0 || !Bytes.isWord(block[start - 1]) && block[start - 1] != 0x2B
    else { return start + 1 }
    var digits = 0
    var end = start + 1
    var index = start + 1
    while index < block.count, digits <= 15 {
      let byte = block[index]
      if Bytes.isDigit(byte) {
        digits += 1
        end = index + 1
      } else if !" -.()".utf8.contains(byte) || index - end > 1 {
        break
      }
      index += 1
    }
    guard (8...15).contains(digits), isBordered((start + 1)..<end) else { return start + 1 }
    findings.append(Finding(range: start..<end, rule: rule))
    return end
  }

  // MARK: IBAN

  private func scanIBAN(at start: Int, _ findings: inout [Finding]) -> Int {
    guard let rule = rules.iban, start == 0 || !Bytes.isWord(block[start - 1]) else {
      return start + 1
    }
    var end = start
    var length = 0
    var index = start
    var best: Int?
    while index < block.count, length < 34 {
      let byte = block[index]
      if byte &- 0x41 < 26 || Bytes.isDigit(byte) {
        length += 1
        end = index + 1
        let isEnd = end == block.count || !Bytes.isWord(block[end])
        if length >= 15, isEnd,
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
