/// Reads the lines of an ``ArmouredKey`` that stand apart.
struct ArmouredLines {
  /// What a line, or a string, holds.
  enum Content {
    case empty
    /// `Proc-Type: 4,ENCRYPTED`
    case label(Range<Int>)
    case body(Range<Int>)
    case end(Range<Int>)
    case other
  }

  let block: UnsafeRawBufferPointer
  let kind: ArmouredKey.Kind
  /// Nothing is looked at behind it.
  let limit: Int
  let isFinal: Bool

  var isCut: Bool { limit == block.count && !isFinal }

  /// Behind the armour's first line, which begins at `start`.
  func headEnd(from start: Int) -> Int? {
    var index = start
    if kind == .putty {
      index += "Private-Lines:".utf8.count
      if index < limit, block[index] == 0x20 { index += 1 }
      let digits = index
      while index < limit, index < digits + 3, Bytes.isDigit(block[index]) { index += 1 }
      return index > digits ? index : nil
    }
    let stop = min(limit, start + 96)
    while index < stop, isArmour(block[index]) { index += 1 }
    while index > start, block[index - 1] == 0x20 { index -= 1 }
    let head = UnsafeRawBufferPointer(rebasing: block[start..<index])
    let isHead =
      switch kind {
      case .pem: Bytes.ends(head, with: "PRIVATE KEY-----")
      case .pgp: Bytes.ends(head, with: "PRIVATE KEY BLOCK-----")
      case .ssh2: Bytes.ends(head, with: "PRIVATE KEY ----")
      case .putty: false
      }
    return isHead ? index : nil
  }

  private func isArmour(_ byte: UInt8) -> Bool {
    byte &- 0x41 < 26 || Bytes.isDigit(byte) || byte == 0x20 || byte == 0x2D
  }

  /// Behind the armour's last line, where one begins at `start`.
  func tailEnd(from start: Int) -> Int? {
    let text = UnsafeRawBufferPointer(rebasing: block[start..<limit])
    guard Bytes.starts(text, with: "-----END ") || Bytes.starts(text, with: "---- END ") else {
      return nil
    }
    var index = start
    let stop = min(limit, start + 96)
    while index < stop, isArmour(block[index]) { index += 1 }
    while block[index - 1] == 0x20 { index -= 1 }
    return index
  }
}
