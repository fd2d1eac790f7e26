/// The scheme word before HTTP credentials (RFC 9110, 11.4): it stays, the credentials go.
enum AuthenticationScheme {
  private static let schemes = [
    "bearer", "basic", "token", "apikey", "negotiate", "ntlm", "key=", "aws",
    "sharedkey", "sharedkeylite", "geniekey", "ssws", "splunk", "bot", "oauth", "api-key",
  ]
  /// Their credentials have parts of their own, which other rules know.
  private static let structured = [
    "digest", "aws4-hmac-sha256", "aws4-ecdsa-p256-sha256", "signature",
  ]

  /// What of a value is the credentials; empty where another rule takes them out.
  static func credentials(in block: UnsafeRawBufferPointer, value: Range<Int>) -> Range<Int> {
    guard let (word, end) = scheme(in: block, value) else { return value }
    return structured.contains(word) ? value.lowerBound..<value.lowerBound : end..<value.upperBound
  }

  /// A value that ended behind its scheme, with the credentials that follow.
  static func extended(
    _ value: Range<Int>, in block: UnsafeRawBufferPointer, to end: Int, _ context: LineContext
  ) -> Range<Int>? {
    let word = lowercased(block[value])
    guard schemes.contains(word) || structured.contains(word) else { return nil }
    var start = value.upperBound
    while start < end, Bytes.isBlank(block[start]) { start += 1 }
    guard start < end, start > value.upperBound else { return nil }
    let last = context.endOfValue(from: start, to: end)
    // `auth: token is expired`
    guard !Reference.isStatusWord(UnsafeRawBufferPointer(rebasing: block[start..<last])) else {
      return nil
    }
    return value.lowerBound..<last
  }

  private static func scheme(in block: UnsafeRawBufferPointer, _ value: Range<Int>) -> (
    String, Int
  )? {
    var end = value.lowerBound
    while end < value.upperBound, end - value.lowerBound < 24, !Bytes.isBlank(block[end]),
      block[end] != 0x3D
    {
      end += 1
    }
    guard end < value.upperBound else { return nil }
    if block[end] == 0x3D { end += 1 }
    let word = lowercased(block[value.lowerBound..<end])
    guard schemes.contains(word) || structured.contains(word) else { return nil }
    while end < value.upperBound, Bytes.isBlank(block[end]) { end += 1 }
    return (word, end)
  }

  private static func lowercased(_ bytes: Slice<UnsafeRawBufferPointer>) -> String {
    bytes.count > 24 ? "" : String(decoding: bytes.map(Bytes.lowercased), as: UTF8.self)
  }
}
