/// Whether a value looks as if a machine had drawn it: what must be so where the key only hints at a
/// secret.
///
/// A run of letters, digits, `+` and `/` of at least twelve bytes stands in it, with two letters and
/// two digits, and ``Guessability`` gives the run 45 bits. That leaves out host names, paths,
/// versions, dates and identifiers in words; UUIDs are left out by their shape, because they name
/// requests and rows far more often than they open something.
enum TokenLikeness {
  static func meets(_ demand: KeyNameTable.Match.Demand, _ value: UnsafeRawBufferPointer) -> Bool {
    switch demand {
    case .anything: true
    case .mixed:
      value.count >= 6 && value.contains(where: Bytes.isDigit)
        && value.contains(where: Bytes.isLetter)
    case .token: isToken(value)
    }
  }

  static func isToken(_ value: UnsafeRawBufferPointer) -> Bool {
    guard value.count >= 12, value.count <= 4096, !isUUID(value) else { return false }
    var start = 0
    for index in 0...value.count {
      let isPart =
        index < value.count
        && (Bytes.isLetter(value[index]) || Bytes.isDigit(value[index]) || value[index] == 0x2B
          || value[index] == 0x2F)
      if isPart { continue }
      if index < value.count, value[index] <= 0x20 || value[index] >= 0x80 { return false }
      if isRandom(UnsafeRawBufferPointer(rebasing: value[start..<index])) { return true }
      start = index + 1
    }
    return false
  }

  /// Whether base64 that begins with a slash could be taken for a path: letters of both cases and
  /// digits alternate all over it, far more often than in names of files.
  static func mayBeRandom(_ value: UnsafeRawBufferPointer) -> Bool {
    guard value.count >= 20 else { return false }
    var changes = 0
    var last = 0
    for byte in value {
      let kind = Bytes.isDigit(byte) ? 1 : byte &- 0x41 < 26 ? 2 : byte &- 0x61 < 26 ? 3 : 0
      // A capital begins a word in names of files too.
      if kind != 0, last != 0, kind != last, last != 2 || kind != 3 { changes += 1 }
      last = kind
    }
    return changes * 4 > value.count
  }

  private static func isRandom(_ run: UnsafeRawBufferPointer) -> Bool {
    guard run.count >= 12 else { return false }
    let digits = run.count(where: Bytes.isDigit)
    let letters = run.count(where: Bytes.isLetter)
    guard digits >= 2, letters >= 2 else { return false }
    return Guessability.bits(run) >= 45
  }

  static func isUUID(_ value: UnsafeRawBufferPointer) -> Bool {
    guard value.count == 36 else { return false }
    return value.indices.allSatisfy { index in
      [8, 13, 18, 23].contains(index) ? value[index] == 0x2D : Hex.value(value[index]) != nil
    }
  }
}
