/// Values as settings files write them: behind a blank, and over several lines.
extension KeyValueReader {
  /// Directives that pass a request on.
  private static let servers = WordSet([
    "proxy_pass", "fastcgi_pass", "uwsgi_pass", "scgi_pass", "grpc_pass", "memcached_pass",
  ])

  /// `AuthLDAPBindPassword x`, `spring.redis.password x`: a directive and its one value fill a line.
  ///
  /// - Returns: nil where there is no such line.
  mutating func readDirective() -> KeyValueScanner.Answer? {
    guard hint == .settings, keyDepth < 0, startsLine, position > name.upperBound,
      !Self.servers.contains(UnsafeRawBufferPointer(rebasing: block[name]))
    else { return nil }
    let line = context.line(at: name.lowerBound)
    var value = trimmed(position..<min(limit, line.upperBound))
    guard value.lowerBound == position, value.upperBound < limit || isFinal || limit < block.count
    else { return nil }
    if block[value.upperBound - 1] == 0x3B {
      value = trimmed(value.lowerBound..<(value.upperBound - 1))
    }
    guard let first = value.first.map({ block[$0] }), first != 0x3A, first != 0x3D else {
      return nil
    }
    if Bytes.isQuote(first) {
      guard value.count > 2, block[value.upperBound - 1] == first else { return nil }
      return readMemberValue()
    }
    guard value.count >= 3, context.blank(in: value) == nil, first != 0x2D, first != 0x23,
      !Reference.isStatusWord(UnsafeRawBufferPointer(rebasing: block[value]))
    else { return nil }
    return answer(value)
  }

  /// A value that a backslash at the line's end continues on the next.
  ///
  /// - Returns: nil where the line doesn't go on.
  mutating func readContinued() -> KeyValueScanner.Answer? {
    guard hint == .settings, startsLine else { return nil }
    var parts: [KeyValueScanner.Value] = []
    var start = position
    while start < limit {
      let line = context.line(at: start)
      let end = context.trimmedEnd(start..<min(limit, line.upperBound))
      let backslashes = block[start..<end].reversed().prefix { $0 == 0x5C }.count
      let isContinued = backslashes % 2 == 1
      guard isContinued || !parts.isEmpty || start > position else { return nil }
      // A blank parts the backslash from the value: the next line is another setting's.
      if isContinued, end - 1 > start, Bytes.isBlank(block[end - 2]) { return nil }
      let range = trimmed(start..<(isContinued ? end - 1 : end))
      if case .value(let value) = answer(range) { parts.append(value) }
      guard isContinued else { return .values(parts) }
      guard line.upperBound < limit else { return isFinal ? .values(parts) : incomplete }
      start = line.upperBound + 1
      while start < limit, Bytes.isBlank(block[start]) { start += 1 }
    }
    return isFinal || limit < block.count ? .values(parts) : incomplete
  }

  /// `"DB_PASSWORD=x"`: a variable and its value fill a string.
  ///
  /// - Returns: nil where they don't.
  func readVariable() -> KeyValueScanner.Answer? {
    guard keyDepth < 0, name.lowerBound > 0, position == name.upperBound + 1,
      !block[name].contains(where: { $0 &- 0x61 < 26 })
    else { return nil }
    let quote = block[name.lowerBound - 1]
    guard quote == 0x22 || quote == 0x27,
      name.lowerBound < 2 || block[name.lowerBound - 2] != 0x5C
    else { return nil }
    return readQuoted(from: position, quote: quote, depth: 0)
  }
}
