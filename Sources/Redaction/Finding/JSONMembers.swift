/// Walks JSON that stands somewhere in a text, in strings of `depth` backslashes before each quote.
///
/// It reads what is there and asks for no more: a text that ends early has fewer members.
struct JSONMembers {
  let block: UnsafeRawBufferPointer
  let depth: Int
  /// How far it may look, in both directions.
  let window: Range<Int>

  struct Member {
    /// Inside the quotes.
    let key: Range<Int>
    let value: Range<Int>
  }

  /// - Parameter place: a place in the string that is asked about.
  init?(block: UnsafeRawBufferPointer, quoteAt place: Int, window: Range<Int>) {
    guard window.contains(place), block[place] == 0x22 else { return nil }
    self.block = block
    self.window = window
    var backslashes = 0
    while place - backslashes > window.lowerBound, block[place - backslashes - 1] == 0x5C {
      backslashes += 1
    }
    guard backslashes < 64, backslashes & (backslashes + 1) == 0 else { return nil }
    depth = backslashes
  }

  /// A quote that begins or ends a string of this depth.
  private func isBorder(_ index: Int) -> Bool {
    guard block[index] == 0x22 else { return false }
    var backslashes = 0
    while index - backslashes > window.lowerBound, block[index - backslashes - 1] == 0x5C {
      backslashes += 1
    }
    return backslashes % (2 * (depth + 1)) == depth
  }

  /// Where the object is opened in which a place outside of strings stands.
  func open(before place: Int) -> Int? {
    var index = place
    var level = 0
    while index > window.lowerBound {
      index -= 1
      switch block[index] {
      case 0x22:
        guard isBorder(index) else { return nil }
        repeat { index -= 1 } while index > window.lowerBound && !isBorder(index)
        index -= depth
      case 0x7D, 0x5D: level += 1
      case 0x7B, 0x5B:
        if level == 0 { return block[index] == 0x7B ? index : nil }
        level -= 1
      default: break
      }
    }
    return nil
  }

  private func skipSpaces(_ start: Int) -> Int {
    var index = start
    // A line break of JSON in a string: `\n`.
    while index < window.upperBound {
      if Bytes.isSpace(block[index]) {
        index += 1
      } else if depth > 0, block[index] == 0x5C, let end = escapedSpace(index) {
        index = end
      } else {
        break
      }
    }
    return index
  }

  private func escapedSpace(_ start: Int) -> Int? {
    var index = start
    while index < window.upperBound, block[index] == 0x5C { index += 1 }
    guard index < window.upperBound, index - start <= depth,
      block[index] == 0x6E || block[index] == 0x72 || block[index] == 0x74
    else { return nil }
    return index + 1
  }

  /// The inside of the string whose quote, or the backslashes before it, stands at `start`.
  func string(at start: Int) -> Range<Int>? {
    let quote = start + depth
    guard quote < window.upperBound, isBorder(quote) else { return nil }
    var index = quote + 1
    while index < window.upperBound, !isBorder(index) { index += 1 }
    return index < window.upperBound ? (quote + 1)..<(index - depth) : nil
  }

  /// Behind the value that begins at `start`; nil where it goes on behind the window.
  private func end(ofValueAt start: Int) -> Int? {
    guard start < window.upperBound else { return nil }
    if block[start] != 0x7B, block[start] != 0x5B {
      if let inside = string(at: start) { return inside.upperBound + depth + 1 }
      var index = start
      while index < window.upperBound, Bytes.isKey(block[index]) || block[index] == 0x2B {
        index += 1
      }
      return index > start && index < window.upperBound ? index : nil
    }
    var level = 0
    var index = start
    while index < window.upperBound {
      switch block[index] {
      case 0x22:
        guard isBorder(index), let inside = string(at: index - depth) else { return nil }
        index = inside.upperBound + depth
      case 0x7B, 0x5B: level += 1
      case 0x7D, 0x5D:
        level -= 1
        if level == 0 { return index + 1 }
      default: break
      }
      index += 1
    }
    return nil
  }

  /// The members of the object, or those of the list without keys, that is opened at `open`.
  ///
  /// - Returns: what was read, and whether the end was.
  func members(from open: Int) -> (members: [Member], isWhole: Bool) {
    let isObject = block[open] == 0x7B
    var members: [Member] = []
    var index = open + 1
    while true {
      index = skipSpaces(index)
      guard index < window.upperBound else { return (members, false) }
      if block[index] == 0x7D || block[index] == 0x5D { return (members, true) }
      if block[index] == 0x2C {
        index += 1
        continue
      }
      var key = index..<index
      if isObject {
        guard let name = string(at: index) else { return (members, false) }
        key = name
        index = skipSpaces(name.upperBound + depth + 1)
        guard index < window.upperBound, block[index] == 0x3A else { return (members, false) }
        index = skipSpaces(index + 1)
      }
      guard let end = end(ofValueAt: index) else { return (members, false) }
      members.append(Member(key: key, value: index..<end))
      index = end
    }
  }
}
