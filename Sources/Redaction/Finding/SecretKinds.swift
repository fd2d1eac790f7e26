/// Where a text in JSON says `"kind": "Secret"`, and its braces, found in one go.
struct SecretKinds {
  /// How long a Secret may be, in bytes: etcd takes no more than 1.5 MiB.
  static let reach = 3 << 19

  /// Where each of them begins and ends.
  private var starts: [Int] = []
  private var ends: [Int] = []
  private var braces: [Int] = []
  /// By brace: the last one behind it, or it itself, that opened and isn't closed; -1 without one.
  private var open: [Int] = []

  var isEmpty: Bool { starts.isEmpty }

  init(_ block: UnsafeRawBufferPointer) {
    let kind = Array("\"kind".utf8)
    var from = 0
    while let found = Search.first(kind, in: block, from: from) {
      from = found + kind.count
      var index = from
      while index < block.count,
        block[index] == 0x5C || block[index] == 0x22 || block[index] == 0x3A
          || Bytes.isSpace(block[index])
      {
        index += 1
      }
      let rest = UnsafeRawBufferPointer(rebasing: block[index...])
      guard Bytes.starts(rest, with: "Secret") else { continue }
      if Bytes.starts(rest, with: "SecretList") {
        starts.append(found)
        ends.append(index + 10)
      } else if rest.count > 6, !Bytes.isWord(rest[6]) {
        starts.append(found)
        ends.append(index + 7)
      }
    }
    guard !isEmpty else { return }
    var stack: [Int] = []
    for index in block.indices where block[index] == 0x7B || block[index] == 0x7D {
      if block[index] == 0x7B { stack.append(index) } else { _ = stack.popLast() }
      braces.append(index)
      open.append(stack.last ?? -1)
    }
  }

  func isSaid(in range: Range<Int>) -> Bool {
    let first = JSONStructure.count(starts, before: range.lowerBound)
    return first < starts.count && ends[first] <= range.upperBound
  }

  /// The same in the part of an object before `position`. Backwards, strings can't be told from
  /// structure with certainty: braces are counted.
  func isSaid(before position: Int) -> Bool {
    let count = JSONStructure.count(braces, before: position)
    let floor = max(0, position - Self.reach)
    return isSaid(in: max(floor, count > 0 ? open[count - 1] : 0)..<position)
  }
}
