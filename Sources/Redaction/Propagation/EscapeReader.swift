#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Undoes escapes where a known value may hide behind them.
///
/// Only stretches around an escape are decoded that may stand for a byte of a known value, as far
/// as a value reaches; a piece at a time, so memory is bounded and time is linear.
struct EscapeReader: Sendable {
  enum Kind: UInt8, CaseIterable, Sendable {
    /// JSON, YAML, C, shells: `\"`, `\/`, `\u0041`, `\x41`.
    case backslash = 0x5C
    /// `%41`.
    case percent = 0x25
    /// `&amp;`, `&#65;`, `&#x41;`.
    case entity = 0x26
    /// In a shell's quoted string: `'\''`.
    case quote = 0x27
    /// As in forms: `+` is a blank, the rest `%41`.
    case form = 0x2B
    /// In base64 that is broken into lines.
    case lineBreak = 0x0A
  }

  /// A decoded piece, and where each of its bytes came from; one a depth.
  final class Piece {
    /// Bytes of a piece that stand in the text as they are, or what one escape stands for.
    private struct Run {
      let start: Int
      let place: Int
      let isCopied: Bool
    }

    fileprivate(set) var bytes: [UInt8] = []
    private var runs: [Run] = []
    /// Every byte is one of the text's, and what was undone stands for none.
    fileprivate var isVerbatim = false

    fileprivate func clear() {
      bytes.removeAll(keepingCapacity: true)
      runs.removeAll(keepingCapacity: true)
    }

    fileprivate func dropLast() {
      bytes.removeLast()
    }

    fileprivate func copy(_ text: UnsafeRawBufferPointer, _ range: Range<Int>) {
      runs.append(Run(start: bytes.count, place: range.lowerBound, isCopied: true))
      bytes.append(contentsOf: UnsafeRawBufferPointer(rebasing: text[range]))
    }

    fileprivate func append(_ decoded: [UInt8], from place: Int) {
      guard !decoded.isEmpty else { return }
      runs.append(Run(start: bytes.count, place: place, isCopied: false))
      bytes.append(contentsOf: decoded)
    }

    /// - Parameter place: behind the piece, in the text.
    fileprivate func end(at place: Int) {
      runs.append(Run(start: bytes.count, place: place, isCopied: true))
    }

    /// Where a byte of the piece, or what follows it, came from.
    fileprivate func place(of index: Int) -> Int {
      var low = 0
      var high = runs.count
      while high - low > 1 {
        let middle = (low + high) / 2
        if runs[middle].start <= index { low = middle } else { high = middle }
      }
      return runs[low].place + (runs[low].isCopied ? index - runs[low].start : 0)
    }

    /// Where a part of the piece stands in the text; nil where nothing of it was escaped.
    func source(of range: Range<Int>, in text: UnsafeRawBufferPointer) -> Range<Int>? {
      // A line break behind the part is no part of it.
      let end = isVerbatim ? place(of: range.upperBound - 1) + 1 : place(of: range.upperBound)
      let source = place(of: range.lowerBound)..<end
      return text[source].elementsEqual(bytes[range]) ? nil : source
    }
  }

  /// Of a decoded piece, in bytes.
  private static let pieceSize = 64 << 10

  /// Of base64 that is broken into lines, in bytes: it is decoded from its beginning.
  private let longestLine = 4096

  /// How far from an escape a value may reach, itself in another escape: bytes.
  private let reach: Int
  /// Which bytes the values hold.
  private let isWanted: [Bool]
  let kinds: [Kind]

  init(longest: Int, bytes: [Bool]) {
    reach = 3 * longest
    isWanted = bytes
    kinds = Kind.allCases.filter { kind in
      kind == .form ? bytes[0x20] : kind == .quote ? bytes[0x27] : true
    }
  }

  /// Calls `body` with each decoded piece of `text` around escapes of a kind.
  func forEachPiece(
    in text: UnsafeRawBufferPointer, _ kind: Kind, _ piece: Piece, _ body: () throws -> Void
  ) rethrows {
    guard reach > 0 else { return }
    var position = 0
    // Behind the last escape: a piece doesn't begin before.
    var floor = 0
    while let sign = nextSign(kind, in: text, from: position) {
      let escape = EscapeSequence(kind, in: text, at: sign)
      if let escape, mayHide(escape, kind, in: text, at: sign) {
        // Lines that don't go on in one another are none of the piece.
        let start = max(
          kind == .lineBreak ? position : floor, sign - (kind == .lineBreak ? longestLine : reach))
        position = try read(text, kind, from: start, piece, body)
      } else {
        position = sign + (escape?.length ?? 1)
        // A sign that stands for itself may be part of a value.
        if escape == nil { continue }
      }
      floor = position
    }
  }

  /// - Returns: where the stretch around escapes ends.
  private func read(
    _ text: UnsafeRawBufferPointer, _ kind: Kind, from start: Int, _ piece: Piece,
    _ body: () throws -> Void
  ) rethrows -> Int {
    piece.clear()
    piece.isVerbatim = kind == .lineBreak
    var position = start
    var isInStretch = true
    while isInStretch {
      // As far from the last escape as a value may reach; one that ends in the next escape may begin
      // there.
      let sign = nextSign(kind, in: text, from: position)
      let near = kind == .lineBreak ? max(2 * reach, longestLine + 1) : 2 * reach
      let isNear = sign.map { $0 - position < near } ?? false
      let until = isNear ? sign ?? text.count : min(text.count, position + reach)
      piece.copy(text, position..<until)
      position = until
      if let sign, sign == position {
        let escape = EscapeSequence(kind, in: text, at: sign)
        if let escape, mayHide(escape, kind, in: text, at: sign) {
          // A line may end in two bytes.
          if kind == .lineBreak, piece.bytes.last == 0x0D { piece.dropLast() }
          piece.append(escape.bytes, from: sign)
          position += escape.length
        } else if escape == nil, kind != .lineBreak {
          piece.copy(text, sign..<sign + 1)
          position += 1
        } else {
          // No value goes on behind a byte that none holds.
          isInStretch = false
        }
      } else {
        isInStretch = false
      }
      if !isInStretch || piece.bytes.count >= Self.pieceSize {
        piece.end(at: position)
        try body()
        guard isInStretch else { break }
        position = piece.place(of: piece.bytes.count - reach)
        piece.clear()
      }
    }
    return position
  }

  private func nextSign(_ kind: Kind, in text: UnsafeRawBufferPointer, from: Int) -> Int? {
    guard from < text.count, let base = text.baseAddress else { return nil }
    func next(_ sign: UInt8, _ count: Int) -> Int? {
      memchr(base + from, Int32(sign), count).map { base.distance(to: UnsafeRawPointer($0)) }
    }
    let sign = next(kind.rawValue, text.count - from)
    guard kind == .form else { return sign }
    return next(Kind.percent.rawValue, (sign ?? text.count) - from) ?? sign
  }

  /// Whether an escape stands for a byte of a value, or for an escape that may.
  private func mayHide(
    _ escape: EscapeSequence, _ kind: Kind, in text: UnsafeRawBufferPointer, at sign: Int
  ) -> Bool {
    guard let first = escape.bytes.first else { return true }
    if escape.bytes.allSatisfy({ isWanted[Int($0)] }) { return true }
    switch first {
    case 0x5C:
      guard kind == .backslash else { return true }
      return mayHide(behindBackslashes: sign, in: text)
    case 0x25, 0x26: return true
    default: return false
    }
  }

  /// What a row of backslashes escapes in the end.
  private func mayHide(behindBackslashes sign: Int, in text: UnsafeRawBufferPointer) -> Bool {
    var index = sign
    while index < text.count, index < sign + 16, text[index] == 0x5C { index += 1 }
    guard index < text.count else { return true }
    let byte = text[index]
    if byte == 0x5C || byte == UInt8(ascii: "u") || byte == UInt8(ascii: "x") { return true }
    if let control = EscapeSequence.controls[byte] { return isWanted[Int(control)] }
    return !(Bytes.isLetter(byte) || Bytes.isDigit(byte)) && isWanted[Int(byte)]
  }
}
