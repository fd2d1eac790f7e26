/// The columns of a table whose names are keys, and what of their cells goes.
struct Columns {
  struct Column {
    let index: Int
    let match: KeyNameTable.Match
    /// Digits alone are a value of it: of a password, a code, an account; tokens are counted.
    let holdsDigits: Bool
  }

  private static let countedNames = WordSet([
    "token", "key", "secret", "session", "auth", "cookie", "signature", "nonce", "salt",
  ])
  private static let mostColumns = 512

  private(set) var columns: [Column] = []
  let count: Int

  /// - Parameters:
  ///   - names: the header's cells in order, without quotes.
  ///   - isLoose: the header may be a sentence, so words are no values.
  init?(
    _ names: [Range<Int>], in block: UnsafeRawBufferPointer, isLoose: Bool = false,
    _ match: (String) -> KeyNameTable.Match?
  ) {
    count = names.count
    guard count <= Self.mostColumns else { return nil }
    for (index, name) in names.enumerated() where !name.isEmpty && name.count <= 64 {
      let text = String(decoding: UnsafeRawBufferPointer(rebasing: block[name]), as: UTF8.self)
      guard let found = match(text) else { continue }
      let words = KeyName(text).words
      var last = words.last ?? ""
      let isCounted = last.withUTF8 { Self.countedNames.contains(UnsafeRawBufferPointer($0)) }
      // A lone `token` may be one of a language as well.
      let demand =
        (isLoose || words == ["token"]) && found.demand == .anything
        ? KeyNameTable.Match.Demand.mixed : found.demand
      columns.append(
        Column(
          index: index, match: KeyNameTable.Match(rule: found.rule, demand: demand),
          holdsDigits: !isCounted))
    }
    if columns.isEmpty { return nil }
  }

  /// The findings in one row of ``count`` cells, without quotes.
  ///
  /// - Parameter quote: what a value gets that has no quotes; 0 for none.
  func add(
    _ cells: [Range<Int>], in block: UnsafeRawBufferPointer, quote: UInt8 = 0,
    to findings: inout [Finding]
  ) {
    for column in columns where column.index < cells.count {
      let cell = cells[column.index]
      let value = UnsafeRawBufferPointer(rebasing: block[cell])
      guard accepts(value, column) else { continue }
      var finding = Finding(range: cell, rule: column.match.rule)
      if quote != 0, cell.lowerBound > 0, !Bytes.isQuote(block[cell.lowerBound - 1]) {
        finding.surroundings = Surroundings(quote: quote)
      }
      findings.append(finding)
    }
  }

  private func accepts(_ value: UnsafeRawBufferPointer, _ column: Column) -> Bool {
    guard value.count >= 3, !Reference.isReference(value), !Reference.isStatusWord(value),
      !Reference.holdsCredentialsOfItsOwn(value)
    else { return false }
    if value.allSatisfy({ Bytes.isDigit($0) || ".,-+/: ".utf8.contains($0) }) {
      // Counts, dates, times, amounts.
      let digits = value.count(where: Bytes.isDigit)
      return column.holdsDigits && digits >= (digits == value.count ? 4 : 7)
        && !isDate(value) && !value.contains { ",+/:".utf8.contains($0) }
    }
    return !isDate(value) && TokenLikeness.meets(column.match.demand, value)
  }

  /// `2026-01-02T…`, `2026-01-02 10:00:00 UTC`, `02.01.2026`.
  private func isDate(_ value: UnsafeRawBufferPointer) -> Bool {
    guard value.count >= 10, value.count <= 40 else { return false }
    let signs = value[2] == value[5] && ".-".utf8.contains(value[2])
    if value.count == 10, signs, value.count(where: Bytes.isDigit) == 8 { return true }
    guard value[4] == 0x2D, value[7] == 0x2D else { return false }
    return [0, 1, 2, 3, 5, 6, 8, 9].allSatisfy { Bytes.isDigit(value[$0]) }
      && (value.count == 10 || value[10] == 0x54 || value[10] == 0x20)
  }
}

/// What a search for columns came to.
struct ColumnOutcome {
  /// Names before this place begin no other table.
  var end: Int
  /// Where to begin again with more bytes.
  var incompleteFrom: Int?
}
