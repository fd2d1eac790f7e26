/// Words that look drawn by a machine, whatever they are.
struct PictureTokens {
  private let layout: PictureLayout

  init(_ layout: PictureLayout) { self.layout = layout }

  /// Words without a blank between them, in order.
  var clusters: [[Int]] {
    var clusters: [[Int]] = []
    for row in layout.rows {
      var start = 0
      for end in 1...row.words.count where end == row.words.count || !row.isTight[end] {
        let members = Array(row.words[start..<end])
        start = end
        if Self.isToken(members.flatMap { layout.texts[$0] }) { clusters.append(members) }
      }
    }
    return clusters
  }

  static func isToken(_ read: [UInt8]) -> Bool {
    let text = read.map { $0 < 0x80 ? $0 : 0x78 }
    guard text.count >= 16, !text.starts(with: Placeholder.prefix.prefix(6)) else { return false }
    // Digests and ids of commits, images and rows.
    let isHex = text.allSatisfy { Hex.value($0) != nil || $0 == 0x2D || $0 == 0x3A }
    let digits = text.count { Hex.value($0) != nil }
    if isHex { return text.count == digits && digits >= 20 && digits != 40 && digits < 64 }
    return text.withUnsafeBytes { TokenLikeness.isToken($0) }
  }
}
