/// The next place of one kind, remembered: questions come in nearly ascending order, so that a text
/// is looked at once however many ask.
struct Ahead {
  /// Nothing of the kind stands in from..<to.
  private var from = 0
  private var to = 0
  /// It stands at `to`.
  private var isFound = false

  @inline(__always)
  mutating func first(in range: Range<Int>, where isOne: (Int) -> Bool) -> Int? {
    if range.lowerBound > to || range.lowerBound < from {
      var index = range.lowerBound
      let known = index < from ? min(from, range.upperBound) : index
      while index < known {
        if isOne(index) { return index }
        index += 1
      }
      if range.lowerBound > to {
        to = range.lowerBound
        isFound = false
      } else if known < from {
        return nil
      }
      from = range.lowerBound
    }
    while !isFound, to < range.upperBound {
      if isOne(to) { isFound = true } else { to += 1 }
    }
    return isFound && to < range.upperBound ? to : nil
  }
}
