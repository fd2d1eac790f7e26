import PatternMatching

/// Finds substitutes in large texts: candidates by their literals, then ``SubstituteScanner``; one
/// a thread.
final class SubstituteSearch {
  struct Sighting {
    /// In the text; the whole token where it stands encoded.
    let range: Range<Int>
    /// Index into the job's rules; nil where they don't have it.
    let rule: Int?
    /// The placeholder's rule as it is written; nil for pseudonyms.
    let name: String?
    /// The identity's.
    let number: UInt64
  }

  private enum Kind { case placeholder, base64, hex, name, ipv4, ipv6, mac(Int) }

  private let scanner: LiteralScanner
  private let literals: [(bytes: [UInt8], kind: Kind)]
  private let indices: [String: Int]
  private let scanned: ScannedRules
  private let host: Int?
  private var candidates: [(start: Int, literal: Int)] = []
  private var sightings: [Sighting] = []

  init(_ rules: CompiledRules) throws {
    var literals: [(bytes: [UInt8], kind: Kind)] = [(Placeholder.prefix, .placeholder)]
    literals += SubstituteScanner.encodedLeads.map { ($0, .base64) }
    for digits in [Hex.string(Placeholder.prefix), Hex.string(Placeholder.prefix).uppercased()] {
      literals.append((Array(digits.utf8), .hex))
    }
    literals.append((Array("@redacted.invalid".utf8), .name))
    if rules.profile.categories.contains(.identifier) {
      literals.append((Array(".redacted.invalid".utf8), .name))
      literals += (240...255).map { (Array("\($0).".utf8), .ipv4) }
      literals.append((Array("2001:db8:".utf8), .ipv6))
      literals += [("02:48:4f", 17), ("02-48-4f", 17), ("0248.4f", 14)].map {
        (Array($0.0.utf8), .mac($0.1))
      }
    }
    self.literals = literals
    scanner = try LiteralScanner(
      LiteralSet(literals.map { Literal($0.bytes, isCaseless: false) }))
    indices = Dictionary(uniqueKeysWithValues: rules.rules.enumerated().map { ($1.id, $0) })
    scanned = rules.scanned
    host = scanned.hosts.min()
  }

  /// In order; those in one token have the same range.
  func find(in block: UnsafeRawBufferPointer) throws -> [Sighting] {
    candidates.removeAll(keepingCapacity: true)
    sightings.removeAll(keepingCapacity: true)
    guard !block.isEmpty else { return [] }
    try scanner.scan(RawSpan(_unsafeBytes: block)) { hits in
      for index in hits.indices {
        let literal = Int(hits[index].literal)
        candidates.append((Int(hits[index].end) - literals[literal].bytes.count, literal))
      }
    }
    var end = 0
    for (start, literal) in candidates {
      guard let hit = hit(literals[literal].kind, block, start, notBefore: end) else { continue }
      add(hit, as: hit.range, in: block)
      end = hit.range.upperBound
    }
    return sightings
  }

  private func hit(
    _ kind: Kind, _ block: UnsafeRawBufferPointer, _ start: Int, notBefore floor: Int
  ) -> SubstituteScanner.Hit? {
    guard start >= floor else { return nil }
    switch kind {
    case .placeholder: return SubstituteScanner.placeholder(block, at: start)
    case .base64: return SubstituteScanner.token(block, at: start, notBefore: floor)
    case .hex: return hexToken(block, start, notBefore: floor)
    case .name:
      // `user-` or `host-` and 16 digits.
      return start - 21 >= floor
        ? SubstituteScanner.fixed(block, at: start - 21, count: 38) : nil
    case .ipv4:
      let isInside = start > 0 && (Bytes.isWord(block[start - 1]) || block[start - 1] == 0x2E)
      return isInside ? nil : SubstituteScanner.ipv4(block, at: start)
    case .ipv6: return SubstituteScanner.ipv6(block, at: start)
    case .mac(let count): return SubstituteScanner.fixed(block, at: start, count: count)
    }
  }

  private func hexToken(
    _ block: UnsafeRawBufferPointer, _ start: Int, notBefore floor: Int
  ) -> SubstituteScanner.Hit? {
    let token = EncodedToken(around: start..<start + 1, in: block, isHex: true)
    guard token.range.lowerBound >= floor, let decoded = token.decoded(in: block) else {
      return nil
    }
    let hits = decoded.withUnsafeBytes { SubstituteScanner.scan($0) }
    return hits.isEmpty
      ? nil
      : SubstituteScanner.Hit(
        range: token.range, content: .base64(decoded, hits, isURL: false))
  }

  private func add(
    _ hit: SubstituteScanner.Hit, as range: Range<Int>, in block: UnsafeRawBufferPointer
  ) {
    switch hit.content {
    case .base64(let decoded, let hits, _):
      decoded.withUnsafeBytes { inner in
        for hit in hits { add(hit, as: range, in: inner) }
      }
    case .substitute(let identity), .network(let identity, _, _):
      let text = UnsafeRawBufferPointer(rebasing: block[hit.range])
      guard identity.kind == .keyed, text.starts(with: Placeholder.prefix) else {
        return sightings.append(
          Sighting(
            range: range, rule: rule(ofPseudonym: identity.kind, text), name: nil,
            number: identity.number))
      }
      let name = String(
        decoding: text.dropFirst(Placeholder.prefix.count).dropLast(17), as: UTF8.self)
      sightings.append(
        Sighting(range: range, rule: indices[name], name: name, number: identity.number))
    }
  }

  private func rule(
    ofPseudonym kind: SubstituteIdentity.Kind, _ text: UnsafeRawBufferPointer
  ) -> Int? {
    switch kind {
    case .keyed: text[0] == 0x75 ? scanned.email : host
    case .ipv4: scanned.ipv4
    case .ipv6: scanned.ipv6
    case .mac: scanned.mac
    }
  }
}
