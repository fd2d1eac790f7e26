/// The lines of a text by their indentation: which of them belong together, found in one go.
struct YAMLItems {
  private var starts: [Int32] = []
  /// By line: its spaces; a document's border has fewer than any, what says nothing more than any.
  private var widths: [Int32] = []
  /// By line: the next one before and behind it that has fewer spaces; -1 and the number of lines
  /// where there is none.
  private var before: [Int32] = []
  private var behind: [Int32] = []
  /// Lines that say `kind: Secret`, by the column of their key and by their spaces.
  private var kindsByColumn: [Int: [Int]] = [:]
  private var kindsByWidth: [Int: [Int]] = [:]
  private var lists: [Int] = []
  private let end: Int

  init(_ block: UnsafeRawBufferPointer) {
    end = block.count
    var start = 0
    while start < block.count {
      let end = Search.first(0x0A, in: block, start..<block.count) ?? block.count
      starts.append(Int32(clamping: start))
      widths.append(Self.width(block, start..<end))
      start = end + 1
    }
    findBorders()
    findSecrets(in: block)
  }

  private static func width(_ block: UnsafeRawBufferPointer, _ line: Range<Int>) -> Int32 {
    guard let first = line.first(where: { !Bytes.isSpace(block[$0]) }), block[first] != 0x23 else {
      return .max
    }
    if block[line].starts(with: "---".utf8) { return -1 }
    return Int32(clamping: Indentation.width(in: block, line: line))
  }

  private mutating func findBorders() {
    before = Array(repeating: -1, count: widths.count)
    behind = Array(repeating: Int32(clamping: widths.count), count: widths.count)
    var stack: [Int] = []
    for line in widths.indices {
      while let last = stack.last, widths[last] > widths[line] {
        behind[last] = Int32(clamping: line)
        stack.removeLast()
      }
      if let last = stack.last {
        before[line] = widths[last] == widths[line] ? before[last] : Int32(clamping: last)
      }
      stack.append(line)
    }
  }

  private mutating func findSecrets(in block: UnsafeRawBufferPointer) {
    let word = Array("Secret".utf8)
    var from = 0
    var last = -1
    while let found = Search.first(word, in: block, from: from) {
      from = found + word.count
      if Bytes.starts(UnsafeRawBufferPointer(rebasing: block[from...]), with: "List") {
        lists.append(found)
      }
      let number = self.number(at: found)
      guard number != last else { continue }
      last = number
      let line = range(number)
      let text = UnsafeRawBufferPointer(rebasing: block[line])
      let words = text.split(maxSplits: 64) { " \t\r-\"':,".utf8.contains($0) }
      guard words.count >= 2, words[0].elementsEqual("kind".utf8),
        words[1].elementsEqual("Secret".utf8)
      else { continue }
      kindsByColumn[Indentation.ofKey(in: block, line: line), default: []].append(number)
      kindsByWidth[Indentation.width(in: block, line: line), default: []].append(number)
    }
  }

  private func range(_ line: Int) -> Range<Int> {
    Int(starts[line])..<(line + 1 < starts.count ? Int(starts[line + 1]) - 1 : end)
  }

  private func number(at position: Int) -> Int {
    var low = 0
    var high = starts.count
    while low < high {
      let middle = (low + high) / 2
      if Int(starts[middle]) <= position { low = middle + 1 } else { high = middle }
    }
    return low - 1
  }

  /// The item that holds a line whose key stands at `column` says `kind: Secret` at the same column,
  /// or a list that began before says so of its members.
  func isSecret(_ line: Range<Int>, column: Int) -> Bool {
    let number = number(at: line.lowerBound)
    if let kinds = kindsByColumn[column] {
      let count = JSONStructure.count(kinds, before: number)
      if count > 0 {
        let kind = kinds[count - 1]
        let isNear = Int(starts[kind + 1]) > line.lowerBound - Finder.reach
        if isNear, kind >= border(before: number, column) { return true }
      }
    }
    if let kinds = kindsByWidth[column] {
      let index = JSONStructure.count(kinds, before: number + 1)
      if index < kinds.count, Int(starts[kinds[index]]) < line.upperBound + Finder.reach,
        kinds[index] < border(behind: number, column)
      {
        return true
      }
    }
    let list = JSONStructure.count(lists, before: line.lowerBound)
    return list > 0 && lists[list - 1] >= line.lowerBound - Finder.reach
  }

  /// Whether the item goes on to the end of the text.
  func reachesEnd(_ line: Range<Int>, column: Int) -> Bool {
    border(behind: number(at: line.lowerBound), column) == widths.count
  }

  /// The last line before that ends an item at a column; -1 without one.
  private func border(before line: Int, _ column: Int) -> Int {
    var line = line - 1
    while line >= 0, Int(widths[line]) >= column { line = Int(before[line]) }
    return line
  }

  private func border(behind line: Int, _ column: Int) -> Int {
    var line = line + 1
    while line < widths.count, Int(widths[line]) >= column { line = Int(behind[line]) }
    return line
  }
}
