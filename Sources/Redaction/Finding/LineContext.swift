/// Answers what is asked about the text around a place.
///
/// Places come in nearly ascending order, and each answer helps with the next: a line of nothing but
/// keys is read once, not once a key. The answers are what a look at the text alone would give.
final class LineContext {
  private let block: UnsafeRawBufferPointer

  // No newline stands in lower..<upper.
  private var lower = 0
  private var upper = 0
  private var beginsLine = false
  private var endsLine = false

  // What lies between two walks from one place is inside a string where they differ.
  private var tail = QuoteWalk(index: 0)
  private var head = QuoteWalk(index: 0)
  /// Where the head was some time ago.
  private var heads = (older: QuoteWalk(index: 0), old: QuoteWalk(index: 0))

  private var closing = (from: 0, to: 0, isQuote: false)
  private var value = (from: 0, stop: -1, end: 0)
  private var spaces = 0..<0
  private var firstWord = (line: -1, start: 0)

  private var backslash = Ahead()
  private var less = Ahead()
  private var greater = Ahead()
  private var pair = Ahead()
  private var scheme = Ahead()
  private var colon = Ahead()
  private var at = Ahead()
  private var json = Ahead()
  private var blank = Ahead()
  private var comment = Ahead()
  private var assignment = Ahead()
  private var dash = Ahead()
  private var member = Ahead()
  private var pairs = Ahead()

  /// What is asked of the values of the key that is read.
  var demand = KeyNameTable.Match.Demand.anything
  /// The last list whose members were taken, and what was asked of them.
  private var list = (range: 0..<0, demand: KeyNameTable.Match.Demand.anything)

  init(_ block: UnsafeRawBufferPointer) {
    self.block = block
  }

  // MARK: Lines

  /// What ``Finder/line(at:in:)`` gives.
  func line(at position: Int) -> Range<Int> {
    let window = Finder.window(around: position, in: block)
    if position < lower || position > upper {
      lower = position
      upper = position
      beginsLine = false
      endsLine = false
    }
    while !beginsLine, lower > window.lowerBound {
      if block[lower - 1] == 0x0A { beginsLine = true } else { lower -= 1 }
    }
    if !endsLine, upper < window.upperBound {
      if let newline = Search.first(0x0A, in: block, upper..<window.upperBound) {
        upper = newline
        endsLine = true
      } else {
        upper = window.upperBound
      }
    }
    return max(lower, window.lowerBound)..<min(upper, window.upperBound)
  }

  /// Where the word begins in which `place` stands or before which nothing but words stand that
  /// `isSkipped` names; the line's first other word where there is one further left.
  func firstWord(_ line: Range<Int>, before place: Int, isSkipped: (Range<Int>) -> Bool) -> Int {
    var word =
      firstWord.line == line.lowerBound && firstWord.start <= place
      ? firstWord.start : line.lowerBound
    while word < place {
      var end = word
      while end < place, end - word < 8, !Bytes.isBlank(block[end]) { end += 1 }
      guard end < place, Bytes.isBlank(block[end]), end == word || isSkipped(word..<end) else {
        break
      }
      word = end + 1
    }
    firstWord = (line.lowerBound, min(word, place))
    return word
  }

  /// The end of a range without the white space before it.
  func trimmedEnd(_ range: Range<Int>) -> Int {
    var end = range.upperBound
    if spaces.contains(end - 1) { end = spaces.lowerBound }
    while end > range.lowerBound, Bytes.isSpace(block[end - 1]) { end -= 1 }
    if end < range.upperBound { spaces = end..<range.upperBound }
    return max(end, range.lowerBound)
  }

  // MARK: Strings

  /// Whether an odd number of double quotes without a backslash stands before a place on its line.
  func isInString(_ position: Int, line: Range<Int>) -> Bool {
    let start = line.lowerBound
    let isBehindBackslash = start > 0 && block[start - 1] == 0x5C
    let begins = isBehindBackslash && tail.index != start
    if begins || start < tail.index || start > head.index || position < heads.older.index {
      tail = QuoteWalk(index: start)
      head = tail
      heads = (tail, tail)
    }
    if position < head.index { head = heads.older }
    tail.advance(to: start, in: block)
    head.advance(to: position, in: block)
    if head.index > heads.old.index + 1024 { heads = (heads.old, head) }
    return head.isInside != tail.isInside
  }

  /// The first double quote without a backslash; `start` must not stand behind one.
  func quote(from start: Int, to end: Int) -> Int? {
    if start < closing.from || start > closing.to { closing = (start, start, false) }
    while !closing.isQuote, closing.to < end {
      switch block[closing.to] {
      case 0x5C: closing.to += 2
      case 0x22: closing.isQuote = true
      default: closing.to += 1
      }
    }
    return closing.isQuote && closing.to < end ? closing.to : nil
  }

  // MARK: Values

  /// What ``UnquotedValue/end(in:from:to:)`` gives.
  func endOfValue(from start: Int, to end: Int) -> Int {
    let isOnTheWay =
      start >= value.from && start <= value.stop
      && (start == value.from || block[start - 1] != 0x5C && start < end && block[start] != 0x27)
    // What ends a value hangs on a few bytes behind, which are missing near the end.
    if isOnTheWay, end == value.end || value.stop + 80 <= min(value.end, end) { return value.stop }
    value = (start, UnquotedValue.end(in: block, from: start, to: end), end)
    return value.stop
  }

  /// Where an unquoted value of JSON ends.
  func endOfJSON(from start: Int, to end: Int) -> Int {
    json.first(in: start..<max(start, end)) {
      Bytes.isSpace(block[$0]) || block[$0] == 0x2C || block[$0] == 0x7D || block[$0] == 0x5D
    } ?? max(start, end)
  }

  /// Where an unquoted member of a list ends.
  func endOfMember(from start: Int, to end: Int) -> Int {
    member.first(in: start..<end) {
      block[$0] == 0x2C || block[$0] == 0x5D || block[$0] == 0x0A
    } ?? end
  }

  /// Where the pairs of a connection string end.
  func endOfPairs(from start: Int, to end: Int) -> Int {
    pairs.first(in: start..<end) {
      Bytes.isSpace(block[$0]) || "\"'`)]}".utf8.contains(block[$0])
    } ?? end
  }

  func hasRead(_ position: Int) -> Bool {
    list.range.contains(position) && (list.demand == .anything || list.demand == demand)
  }

  func read(_ range: Range<Int>) { list = (range, demand) }

  func backslash(in range: Range<Int>) -> Bool {
    backslash.first(in: range) { block[$0] == 0x5C } != nil
  }

  func less(in range: Range<Int>) -> Int? { less.first(in: range) { block[$0] == 0x3C } }

  func greater(in range: Range<Int>) -> Int? { greater.first(in: range) { block[$0] == 0x3E } }

  func dash(in range: Range<Int>) -> Bool { dash.first(in: range) { block[$0] == 0x2D } != nil }

  func blank(in range: Range<Int>) -> Int? { blank.first(in: range) { Bytes.isBlank(block[$0]) } }

  /// A `#` behind white space.
  func comment(in range: Range<Int>) -> Int? {
    comment.first(in: range.dropFirst()) { block[$0] == 0x23 && Bytes.isBlank(block[$0 - 1]) }
  }

  /// A `=` or `:` behind a word.
  func holdsAssignment(_ range: Range<Int>) -> Bool {
    assignment.first(in: range.dropFirst()) {
      (block[$0] == 0x3D || block[$0] == 0x3A) && Bytes.isWord(block[$0 - 1])
    } != nil
  }

  /// What ``Reference/holdsCredentialsOfItsOwn(_:)`` says of a value.
  func holdsCredentialsOfItsOwn(_ range: Range<Int>) -> Bool {
    if range.count <= 64 {
      return Reference.holdsCredentialsOfItsOwn(UnsafeRawBufferPointer(rebasing: block[range]))
    }
    if let name = pair.first(in: range, where: { Reference.pairName(at: $0, in: block) != nil }),
      let length = Reference.pairName(at: name, in: block), name + length <= range.upperBound
    {
      return true
    }
    guard
      let mark = scheme.first(
        in: range,
        where: {
          block[$0] == 0x3A && $0 + 2 < block.count && block[$0 + 1] == 0x2F
            && block[$0 + 2] == 0x2F
        }), mark + 3 <= range.upperBound, mark > range.lowerBound + 1,
      mark - range.lowerBound <= Reference.longestScheme,
      Reference.isScheme(UnsafeRawBufferPointer(rebasing: block[range.lowerBound..<mark])),
      let sign = colon.first(in: (mark + 3)..<range.upperBound, where: { block[$0] == 0x3A })
    else { return false }
    return at.first(in: sign..<range.upperBound) { block[$0] == 0x40 } != nil
  }
}

/// Goes through a text, counting double quotes and leaving out what a backslash escapes.
private struct QuoteWalk {
  var index: Int
  var isInside = false

  mutating func advance(to end: Int, in block: UnsafeRawBufferPointer) {
    while index < end {
      if block[index] == 0x5C {
        index += 2
        continue
      }
      if block[index] == 0x22 { isInside.toggle() }
      index += 1
    }
  }
}
