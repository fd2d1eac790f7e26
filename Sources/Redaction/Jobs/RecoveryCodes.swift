/// Recovery codes of an account: no rule knows them, and each opens it.
///
/// A list of them is told by its words or its name, and by lines that hold nothing but codes of one
/// shape; a text that only speaks of them is none.
enum RecoveryCodes {
  private static let words = ["recovery", "backup", "scratch", "emergency", "one-time", "2fa"]
  /// A longer text holds more than codes.
  private static let limit = 16 << 10
  private static let fewest = 4

  static func isList(_ text: [UInt8], path: String) -> Bool {
    guard text.count < limit else { return false }
    let name = (path.split(separator: "/").last ?? "").lowercased()
    let lower = String(decoding: text, as: UTF8.self).lowercased()
    guard speaks(name) || speaks(lower) else { return false }
    var shapes: [[Int]: Int] = [:]
    for line in lower.split(whereSeparator: \.isNewline) {
      for shape in codes(line) { shapes[shape, default: 0] += 1 }
    }
    return shapes.values.contains { $0 >= fewest }
  }

  static func speaks(_ text: String) -> Bool {
    text.contains("code") && words.contains { text.contains($0) }
  }

  /// The shapes of a line's codes: the lengths of the groups of each.
  ///
  /// - Returns: nothing where the line holds anything else.
  private static func codes(_ line: Substring) -> [[Int]] {
    var shapes: [[Int]] = []
    for word in line.split(whereSeparator: { " \t,;|\"'[]*•☐".contains($0) }) {
      // A list's number: `1.`, `2)`.
      if word.count < 4, ".):".contains(word.last ?? " ") { continue }
      let groups = word.split(separator: "-", omittingEmptySubsequences: false)
      let isCode = groups.allSatisfy { group in
        (2...16).contains(group.count)
          && group.utf8.allSatisfy {
            (0x30...0x39).contains($0) || (0x61...0x7A).contains($0)
          }
      }
      guard isCode, word.utf8.contains(where: { (0x30...0x39).contains($0) }) || groups.count > 1
      else { return [] }
      shapes.append(groups.map(\.count))
    }
    // `4821 9973`: one code in two groups.
    if shapes.count % 2 == 0, shapes.count > 1, shapes.allSatisfy({ $0 == [4] }) { return shapes }
    return shapes.filter { $0.reduce(0, +) >= 6 }
  }
}
