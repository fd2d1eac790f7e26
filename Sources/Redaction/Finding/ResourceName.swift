/// What names a secret where it is kept: `secret="shop/web-credentials"` of Kubernetes,
/// `arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod/web`.
enum ResourceName {
  private static let longestARN = 160

  static func isOne(_ value: Range<Int>, ofName name: Range<Int>, in block: UnsafeRawBufferPointer)
    -> Bool
  {
    isInARN(name, in: block) || repeats(value, name, in: block)
      || Bytes.equals(UnsafeRawBufferPointer(rebasing: block[name]), "secret")
        && isNamespaced(UnsafeRawBufferPointer(rebasing: block[value]))
  }

  /// A type is called like what it makes: `index/randomPassword:RandomPassword`.
  private static func repeats(
    _ value: Range<Int>, _ name: Range<Int>, in block: UnsafeRawBufferPointer
  ) -> Bool {
    let word = block[name]
    guard value.count >= word.count, word.count >= 4, value.lowerBound > 0,
      block[value.lowerBound - 1] == 0x3A,
      value.count == word.count || block[value.lowerBound + word.count] == 0x3A
    else { return false }
    return zip(word, block[value]).allSatisfy { Bytes.lowercased($0) == Bytes.lowercased($1) }
  }

  private static func isInARN(_ name: Range<Int>, in block: UnsafeRawBufferPointer) -> Bool {
    var start = name.lowerBound
    guard start > 4, block[start - 1] == 0x3A else { return false }
    let floor = max(0, start - longestARN)
    while start > floor, Bytes.isKey(block[start - 1]) || block[start - 1] == 0x3A { start -= 1 }
    return Bytes.starts(
      UnsafeRawBufferPointer(rebasing: block[start..<name.lowerBound]), with: "arn:")
  }

  private static func isNamespaced(_ text: UnsafeRawBufferPointer) -> Bool {
    guard text.count <= 253, !TokenLikeness.isToken(text) else { return false }
    let parts = text.split(separator: 0x2F, omittingEmptySubsequences: false)
    return parts.count == 2
      && parts.allSatisfy { part in
        part.count >= 2 && part.contains { $0 &- 0x61 < 26 }
          && part.allSatisfy { $0 &- 0x61 < 26 || Bytes.isDigit($0) || $0 == 0x2D || $0 == 0x2E }
      }
  }
}
