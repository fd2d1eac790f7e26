/// A fixed set of ASCII words, looked up without case.
struct WordSet: Sendable {
  /// All words of one length one after the other, by length.
  private let byLength: [[UInt8]]

  init(_ words: [StaticString]) {
    var byLength: [[UInt8]] = []
    for word in words {
      let bytes = UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount)
      while byLength.count <= bytes.count { byLength.append([]) }
      byLength[bytes.count] += bytes.map(Bytes.lowercased)
    }
    self.byLength = byLength
  }

  func contains(_ text: UnsafeRawBufferPointer) -> Bool {
    let count = text.count
    guard count > 0, count < byLength.count else { return false }
    return byLength[count].withUnsafeBufferPointer { words in
      var start = 0
      while start < words.count {
        var index = 0
        while index < count, words[start + index] == Bytes.lowercased(text[index]) { index += 1 }
        if index == count { return true }
        start += count
      }
      return false
    }
  }
}
