/// Looks for known values in blocks; one a thread.
final class KnownValueScanner {
  /// A known value's place, with what goes there.
  struct Match {
    var range: Range<Int>
    let rule: Int
    var replacement: KnownValues.Replacement
    /// Pieces of several tokens: decoding it shows only some of its values, so all of it goes.
    var isGlued = false

    /// It stands in an encoded token, which is decoded, changed and encoded again.
    var isToken: Bool { replacement.encoding != .none }
  }

  /// What was undone before a text could be read.
  private struct Nesting {
    var escapes = 0
    var tokens = 0
    var last: EscapeReader.Kind?

    var depth: Int { escapes + tokens }
  }

  private let known: KnownValues
  /// What stood in all that was searched since this was emptied.
  var parts: KnownValues.Parts = []
  private var pieces: [EscapeReader.Piece] = []
  /// Tokens in tokens, escapes in escapes; of different kinds two.
  private static let deepest = 3

  init(_ known: KnownValues) {
    self.known = known
  }

  /// Where the first known value stands, for the proof; nil where none does.
  func first(in block: UnsafeRawBufferPointer) -> (position: Int, rule: Int)? {
    matches(in: block, 0..<block.count).min { $0.range.lowerBound < $1.range.lowerBound }
      .map { ($0.range.lowerBound, $0.rule) }
  }

  /// - Parameter whole: known values may reach over the ends of what is searched.
  func scan(
    _ block: UnsafeRawBufferPointer, _ searched: Range<Int>, in whole: Range<Int>? = nil,
    into findings: inout [Finding], _ replacements: inout [KnownValues.Replacement]
  ) {
    for match in matches(in: block, searched, in: whole) {
      var finding = Finding(range: match.range, rule: match.rule)
      finding.replacement = replacements.count
      finding.isToken = match.isToken
      finding.isGlued = match.isGlued
      findings.append(finding)
      replacements.append(match.replacement)
    }
  }

  func matches(
    in block: UnsafeRawBufferPointer, _ searched: Range<Int>, in whole: Range<Int>? = nil
  ) -> [Match] {
    guard !known.isEmpty else { return [] }
    var matches: [Match] = []
    collect(block, searched, in: whole ?? searched, Nesting(), into: &matches)
    Self.settle(&matches)
    return matches
  }

  /// A token that is decoded and encoded again keeps what else it holds: where that is a value as it
  /// stands, the token goes whole, or is that value.
  private static func settle(_ matches: inout [Match]) {
    guard matches.contains(where: \.isToken), matches.contains(where: { !$0.isToken }) else {
      return
    }
    let plain = matches.filter { !$0.isToken }.map(\.range)
      .sorted { $0.lowerBound < $1.lowerBound }
    let values = Set(plain)
    matches.removeAll { $0.isToken && values.contains($0.range) }
    // The furthest end of all that begin no later.
    var ends: [Int] = []
    for range in plain { ends.append(max(ends.last ?? 0, range.upperBound)) }
    for index in matches.indices where matches[index].isToken {
      let token = matches[index].range
      var low = 0
      var high = plain.count
      while low < high {
        let middle = (low + high) / 2
        if plain[middle].lowerBound < token.upperBound { low = middle + 1 } else { high = middle }
      }
      guard low > 0, ends[low - 1] > token.lowerBound,
        let (value, rule) = matches[index].replacement.firstValue
      else { continue }
      matches[index].replacement = .value(value, rule)
    }
  }

  private func collect(
    _ block: UnsafeRawBufferPointer, _ searched: Range<Int>, in whole: Range<Int>,
    _ nesting: Nesting, into matches: inout [Match]
  ) {
    var last: (token: EncodedToken, index: Int)?
    let start = whole.lowerBound
    let found = known.forEachOccurrence(
      in: UnsafeRawBufferPointer(rebasing: block[whole]),
      windowsIn: (searched.lowerBound - start)..<(searched.upperBound - start)
    ) { occurrence in
      let range = (occurrence.range.lowerBound + start)..<(occurrence.range.upperBound + start)
      guard occurrence.spelling != .plain else {
        if known.mayStandInSubstitutes, SubstituteParts.hold(range, in: block) { return }
        matches.append(
          Match(
            range: range, rule: occurrence.rule,
            replacement: .value(Array(block[range]), occurrence.rule)))
        return
      }
      if let last, range.lowerBound < last.token.range.upperBound {
        // Decoding the token doesn't undo what was spelt somewhere else and put into it.
        if !last.token.spells(occurrence.spelling, at: range.lowerBound) {
          matches[last.index].replacement = .value(
            last.token.value(at: range, occurrence, in: block), occurrence.rule)
          matches[last.index].isGlued = true
        }
        return
      }
      let token = EncodedToken(around: range, in: block, isHex: occurrence.spelling == .hex)
      if known.mayStandInSubstitutes, token.isSettled(in: block) { return }
      let isGlued = !token.spells(occurrence.spelling, at: range.lowerBound)
      let decoded = isGlued ? nil : replacement(of: token, in: block, nesting)
      let replacement =
        decoded ?? .value(token.value(at: range, occurrence, in: block), occurrence.rule)
      last = (token, matches.count)
      matches.append(
        Match(
          range: token.range, rule: occurrence.rule, replacement: replacement, isGlued: isGlued))
    }
    parts.formUnion(found)
    let text = UnsafeRawBufferPointer(rebasing: block[searched])
    let origin = searched.lowerBound
    for kind in kinds(in: nesting) {
      var nesting = nesting
      nesting.escapes += 1
      nesting.last = kind
      let piece = piece(nesting.depth)
      known.escapes.forEachPiece(in: text, kind, piece) {
        var inner: [Match] = []
        piece.bytes.withUnsafeBytes {
          collect($0, 0..<$0.count, in: 0..<$0.count, nesting, into: &inner)
        }
        for var match in inner {
          guard let source = piece.source(of: match.range, in: text) else { continue }
          match.range = (source.lowerBound + origin)..<(source.upperBound + origin)
          matches.append(match)
        }
      }
    }
  }

  /// Which escapes are undone in a text: of different kinds two in each other, of one kind three.
  private func kinds(in nesting: Nesting) -> [EscapeReader.Kind] {
    guard let last = nesting.last else { return known.escapes.kinds }
    guard last != .form, nesting.escapes < Self.deepest else { return [] }
    return nesting.escapes < Self.deepest - 1 ? known.escapes.kinds : [last]
  }

  private func piece(_ depth: Int) -> EscapeReader.Piece {
    while pieces.count <= depth { pieces.append(EscapeReader.Piece()) }
    return pieces[depth]
  }

  /// The token decoded, with every known value in it named; nil where it doesn't decode.
  private func replacement(
    of token: EncodedToken, in block: UnsafeRawBufferPointer, _ nesting: Nesting
  ) -> KnownValues.Replacement? {
    guard nesting.tokens < Self.deepest, let decoded = token.decoded(in: block) else { return nil }
    var nesting = nesting
    nesting.tokens += 1
    var parts: [KnownValues.Replacement.Part] = []
    var position = 0
    decoded.withUnsafeBytes { bytes in
      var matches: [Match] = []
      collect(bytes, 0..<bytes.count, in: 0..<bytes.count, nesting, into: &matches)
      Self.settle(&matches)
      matches.sort {
        ($0.range.lowerBound, $1.range.upperBound) < ($1.range.lowerBound, $0.range.upperBound)
      }
      for match in matches where match.range.upperBound > position {
        if match.range.lowerBound > position {
          parts.append(.bytes(Array(bytes[position..<match.range.lowerBound])))
        }
        parts.append(.nested(match.replacement))
        position = match.range.upperBound
      }
      if !matches.isEmpty, position < bytes.count {
        parts.append(.bytes(Array(bytes[position...])))
      }
    }
    guard !parts.isEmpty else { return nil }
    return KnownValues.Replacement(parts: parts, encoding: token.encoding(in: block))
  }
}

extension KnownValues.Replacement {
  fileprivate static func value(_ value: [UInt8], _ rule: Int) -> Self {
    Self(parts: [.value(value, rule: rule)], encoding: .none)
  }
}
