/// What names a secret where it is kept: `secret="shop/web-credentials"` of Kubernetes,
/// `arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod/web`.
enum ResourceName {
  private static let longestARN = 160

  static func isOne(_ value: Range<Int>, ofName name: Range<Int>, in block: UnsafeRawBufferPointer)
    -> Bool
  {
    isInARN(name, in: block) || repeats(value, name, in: block)
      || isPermission(value, ofName: name, in: block) || isInOption(value, ofName: name, in: block)
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

  /// `id-token: write`, what a workflow of GitHub may do.
  private static func isPermission(
    _ value: Range<Int>, ofName name: Range<Int>, in block: UnsafeRawBufferPointer
  ) -> Bool {
    guard value.count <= 5, name.count == 8 else { return false }
    let text = UnsafeRawBufferPointer(rebasing: block[value])
    return Bytes.equals(UnsafeRawBufferPointer(rebasing: block[name]), "id-token")
      && (["write", "read", "none"] as [StaticString]).contains { Bytes.equals(text, $0) }
  }

  /// `--set-secrets=API_KEY=api-key:3,…` of gcloud: secrets with their versions. `--secret id=npmrc`
  /// of docker: where one is.
  private static func isInOption(
    _ value: Range<Int>, ofName name: Range<Int>, in block: UnsafeRawBufferPointer
  ) -> Bool {
    // A value may also stand before its name.
    guard value.lowerBound > name.upperBound else { return false }
    let floor = max(0, name.lowerBound - 256)
    var start = name.lowerBound
    while start > floor, !Bytes.isSpace(block[start - 1]), !Bytes.isQuote(block[start - 1]) {
      start -= 1
    }
    let option = UnsafeRawBufferPointer(rebasing: block[start..<value.lowerBound])
    guard Bytes.starts(option, with: "--") else { return false }
    let text = block[value]
    if Bytes.starts(option, with: "--secret"), option.count == 9 {
      return ["id=", "type=", "src=", "source=", "env="].contains { text.starts(with: $0.utf8) }
    }
    guard
      Bytes.starts(option, with: "--set-secrets=")
        || Bytes.starts(option, with: "--update-secrets="),
      let colon = block[(value.lowerBound - 1)..<value.upperBound].lastIndex(of: 0x3A)
    else { return false }
    let version = block[(colon + 1)..<value.upperBound]
    return version.elementsEqual("latest".utf8)
      || 1...4 ~= version.count && version.allSatisfy(Bytes.isDigit)
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
