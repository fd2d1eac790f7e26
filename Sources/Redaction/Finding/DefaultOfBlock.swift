/// The value in a block that a name opens: `variable "db_password" { … default = "x" }`,
/// `output "token" { value = "x" }`.
enum DefaultOfBlock {
  enum Answer {
    case none
    /// The block goes on behind the bytes.
    case open
    /// Where the value's quote stands.
    case quote(Int)
  }

  private static let longest = 2048
  private static let members = WordSet(["default", "value"])

  /// - Parameter start: where the brace stands.
  static func find(
    in block: UnsafeRawBufferPointer, name: Range<Int>, from start: Int, to limit: Int
  ) -> Answer {
    guard opensBlock(in: block, name: name) else { return .none }
    let stop = min(limit, start + longest)
    var index = start + 1
    var depth = 1
    while index < stop {
      let byte = block[index]
      if byte == 0x22 {
        index += 1
        while index < stop, block[index] != 0x22, block[index] != 0x0A {
          index += block[index] == 0x5C ? 2 : 1
        }
      } else if byte == 0x7B {
        depth += 1
      } else if byte == 0x7D {
        depth -= 1
        if depth == 0 { return .none }
      } else if depth == 1, Bytes.isLetter(byte) {
        var end = index
        while end < stop, Bytes.isWord(block[end]) { end += 1 }
        let word = UnsafeRawBufferPointer(rebasing: block[index..<end])
        index = end
        guard members.contains(word) else { continue }
        while index < stop, Bytes.isBlank(block[index]) { index += 1 }
        guard index < stop, block[index] == 0x3D else { continue }
        index += 1
        while index < stop, Bytes.isBlank(block[index]) { index += 1 }
        if index < stop, block[index] == 0x22 { return .quote(index) }
        continue
      }
      index += 1
    }
    return stop < start + longest ? .open : .none
  }

  private static func opensBlock(in block: UnsafeRawBufferPointer, name: Range<Int>) -> Bool {
    guard name.lowerBound > 0, block[name.lowerBound - 1] == 0x22 else { return false }
    var end = name.lowerBound - 1
    while end > 0, Bytes.isBlank(block[end - 1]) { end -= 1 }
    let before = UnsafeRawBufferPointer(rebasing: block[max(0, end - 8)..<end])
    return Bytes.ends(before, with: "variable") || Bytes.ends(before, with: "output")
  }
}
