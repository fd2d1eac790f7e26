/// The brackets of a text read as JSON whose quotes carry `depth` backslashes, found in one go.
///
/// Where a string begins can't be known in the midst of a text: whoever asks about a place says that
/// it stands outside of strings.
struct JSONStructure {
  /// Brackets between strings, read from an even or from an odd quote on.
  private struct Brackets {
    var places: [Int] = []
    var opens: [Bool] = []
    /// By bracket: where what it stands in is closed, whether it opens something inside or not.
    var ends: [Int] = []

    mutating func pair() {
      ends = [Int](repeating: -1, count: places.count)
      for index in places.indices.reversed() {
        if !opens[index] {
          ends[index] = index
        } else if index + 1 < places.count, ends[index + 1] >= 0, ends[index + 1] + 1 < places.count
        {
          ends[index] = ends[ends[index + 1] + 1]
        }
      }
    }
  }

  private var quotes: [Int] = []
  private var even = Brackets()
  private var odd = Brackets()

  init(_ block: UnsafeRawBufferPointer, depth: Int) {
    var backslashes = 0
    for index in block.indices {
      switch block[index] {
      case 0x5C:
        backslashes += 1
        continue
      case 0x22 where backslashes == depth: quotes.append(index)
      case 0x7B, 0x5B, 0x7D, 0x5D:
        let opens = block[index] == 0x7B || block[index] == 0x5B
        if quotes.count % 2 == 0 {
          even.places.append(index)
          even.opens.append(opens)
        } else {
          odd.places.append(index)
          odd.opens.append(opens)
        }
      default: break
      }
      backslashes = 0
    }
    even.pair()
    odd.pair()
  }

  /// Whether a place outside of strings stands behind an odd number of quotes.
  func isOdd(_ position: Int) -> Bool {
    Self.count(quotes, before: position) % 2 == 1
  }

  /// Where the object or list ends in which `position` stands, at most ``SecretKinds/reach`` bytes behind.
  func end(around position: Int) -> Int? {
    let brackets = isOdd(position) ? odd : even
    let first = Self.count(brackets.places, before: position)
    guard first < brackets.places.count, brackets.ends[first] >= 0 else { return nil }
    let end = brackets.places[brackets.ends[first]]
    return end < position + SecretKinds.reach ? end : nil
  }

  /// How many of ascending places stand before one.
  static func count(_ places: [Int], before position: Int) -> Int {
    var low = 0
    var high = places.count
    while low < high {
      let middle = (low + high) / 2
      if places[middle] < position { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
