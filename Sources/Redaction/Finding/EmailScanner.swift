/// Finds the address around an `@`.
enum EmailScanner {
  /// Endings that make `name@1.2.service` a unit, a picture or a package, not an address.
  private static let otherEndings = WordSet([
    "service", "socket", "timer", "target", "mount", "scope", "slice", "path", "device", "swap",
    "png", "jpg", "jpeg", "gif", "svg", "webp", "js", "mjs", "css", "map", "json", "so", "py", "rb",
    "invalid",
  ])

  /// - Parameters:
  ///   - sign: `@`, or one of its encodings.
  ///   - keepsLogins: `deploy@app-3.internal` behind `ssh`, and a service's account, stay.
  static func address(
    at sign: Range<Int>, in block: UnsafeRawBufferPointer, keepsLogins: Bool = false
  ) -> Range<Int>? {
    let position = sign.lowerBound
    var lower = position
    let floor = max(0, position - 64)
    while lower > floor, isLocal(block[lower - 1]) { lower -= 1 }
    while lower < position, block[lower] == 0x2E || block[lower] == 0x2D { lower += 1 }
    guard lower < position, block[position - 1] != 0x2E else { return nil }
    var upper = sign.upperBound
    let ceiling = min(block.count, position + 254)
    while upper < ceiling, isDomain(block[upper]) { upper += 1 }
    while upper > sign.upperBound, !Bytes.isLetter(block[upper - 1]) { upper -= 1 }
    let domain = UnsafeRawBufferPointer(rebasing: block[sign.upperBound..<upper])
    // A placeholder begins in the domain.
    if Bytes.ends(domain, with: "REDACTED"), upper < block.count, block[upper] == 0x5F {
      return nil
    }
    guard let dot = domain.lastIndex(of: 0x2E), dot > 0, domain.count - dot - 1 >= 2 else {
      return nil
    }
    let ending = domain[(dot + 1)...]
    guard ending.allSatisfy(Bytes.isLetter), ending.count <= 24 else { return nil }
    guard !otherEndings.contains(UnsafeRawBufferPointer(rebasing: ending)) else { return nil }
    // user:password@host in a URL is the business of the rules for URLs.
    if URLContext.isUserPart(at: position, in: block) { return nil }
    // A login's host stands behind its placeholder: `user:REDACTED_…@host`.
    if position - lower > 17, Placeholder.reaches(into: lower..<position, in: block) { return nil }
    guard !isProtocol(UnsafeRawBufferPointer(rebasing: block[lower..<position])) else { return nil }
    if keepsLogins, isLogin(lower..<upper, in: block) || isServiceAccount(domain) { return nil }
    return lower..<upper
  }

  private static let remoteCommands = WordSet([
    "ssh", "scp", "sftp", "rsync", "mosh", "autossh", "sshfs", "ssh-copy-id",
  ])

  /// Behind a command that goes to another machine, or before a path on one.
  private static func isLogin(_ address: Range<Int>, in block: UnsafeRawBufferPointer) -> Bool {
    if address.upperBound + 1 < block.count, block[address.upperBound] == 0x3A,
      "/~".utf8.contains(block[address.upperBound + 1])
    {
      return true
    }
    let floor = max(0, address.lowerBound - 256)
    var end = address.lowerBound
    while end > floor, !"\n;|&".utf8.contains(block[end - 1]) {
      var start = end
      while start > floor, Bytes.isWord(block[start - 1]) || block[start - 1] == 0x2D { start -= 1 }
      if remoteCommands.contains(UnsafeRawBufferPointer(rebasing: block[start..<end])) {
        let before = start > 0 ? block[start - 1] : 0x20
        if Bytes.isSpace(before) || "/'\"`(+$:".utf8.contains(before) { return true }
      }
      end = start < end ? start : end - 1
    }
    return false
  }

  /// Google's: `name@project.iam.gserviceaccount.com`.
  private static func isServiceAccount(_ domain: UnsafeRawBufferPointer) -> Bool {
    Bytes.ends(domain, with: ".gserviceaccount.com")
  }

  /// Local parts that stand for a protocol, not a person.
  private static func isProtocol(_ local: UnsafeRawBufferPointer) -> Bool {
    switch local.count {
    case 2: Bytes.equals(local, "hg")
    case 3: Bytes.equals(local, "git") || Bytes.equals(local, "ssh") || Bytes.equals(local, "svn")
    default: false
    }
  }

  private static func isLocal(_ byte: UInt8) -> Bool {
    Bytes.isWord(byte) || byte == 0x2E || byte == 0x2D || byte == 0x2B || byte == 0x25
  }

  private static func isDomain(_ byte: UInt8) -> Bool {
    Bytes.isWord(byte) && byte != 0x5F || byte == 0x2E || byte == 0x2D
  }
}
