import PatternMatching

/// Values that were found somewhere in a job and go everywhere else in it, in every encoding.
struct KnownValues: Sendable {
  struct Record: Sendable {
    let digest: ValueDigest
    /// In bytes.
    let length: UInt16
    /// Index into ``CompiledRules/rules``.
    var rule: UInt16
  }

  /// A place where a value stands.
  struct Occurrence {
    let range: Range<Int>
    let spelling: Spelling
    /// Index into ``CompiledRules/rules``.
    let rule: Int
    /// Of the value, in bytes.
    let length: Int
  }

  /// What stands in a known value's place.
  struct Replacement: Sendable {
    indirect enum Part: Sendable {
      case bytes([UInt8])
      case value([UInt8], rule: Int)
      case nested(Replacement)
    }
    /// ``lines``: the parts have the text's line breaks themselves.
    enum Encoding: Sendable { case none, base64, base64URL, hex, byteList, gzip, lines }
    let parts: [Part]
    let encoding: Encoding

    /// The first value in it, with its rule.
    var firstValue: (value: [UInt8], rule: Int)? {
      for part in parts {
        switch part {
        case .bytes: continue
        case .value(let value, let rule): return (value, rule)
        case .nested(let inner): if let first = inner.firstValue { return first }
        }
      }
      return nil
    }

    /// The rule of each value in it.
    var values: [Int] {
      parts.flatMap { part -> [Int] in
        switch part {
        case .bytes: return []
        case .value(_, let rule): return [rule]
        case .nested(let inner): return inner.values
        }
      }
    }
  }

  /// Places where a window of a value stood and the value didn't.
  struct Parts: OptionSet {
    let rawValue: UInt8

    /// At an end of the text: the value may go on behind it.
    static let cut = Parts(rawValue: 1)
    /// Something else stood around it.
    static let other = Parts(rawValue: 2)
  }

  private let records: [Record]
  private let table: WindowTable
  /// One of them may stand in a substitute by chance.
  let mayStandInSubstitutes: Bool
  let escapes: EscapeReader
  /// How far from each of its bytes what stands for a value may reach, however it is spelt: bytes.
  let reach: Int

  /// - Throws: ``JobFault`` when there are more values than are kept.
  init(_ collector: consuming ValueCollector) throws {
    guard !collector.isOverfull else { throw JobFault.tooManyValues }
    records = collector.records
    mayStandInSubstitutes = collector.mayStandInSubstitutes
    // Six for each byte as `\u0041`, and as much again for what escapes that.
    reach = 16 * collector.longest
    escapes = EscapeReader(longest: collector.longest, bytes: collector.bytes)
    table = collector.makeTable()
  }

  /// - Parameter values: innermost bytes with the rule that names them.
  init(_ values: [[UInt8]: Int]) throws {
    var collector = ValueCollector()
    for (value, rule) in values { collector.add(value, rule: rule) }
    try self.init(collector)
  }

  var isEmpty: Bool { records.isEmpty }

  /// Calls `body` with each place where a value stands, raw, in hex or in base64.
  ///
  /// - Parameter searched: where in the text windows are looked for; everywhere by default.
  /// - Returns: where a window stood without its value.
  @discardableResult
  func forEachOccurrence(
    in text: UnsafeRawBufferPointer, windowsIn searched: Range<Int>? = nil,
    _ body: (Occurrence) -> Void
  ) -> Parts {
    var parts: Parts = []
    let searched = searched ?? 0..<text.count
    let windows = UnsafeRawBufferPointer(rebasing: text[searched])
    // Many values may share a window: the text is hashed once for all that stand in one place.
    var last: (range: Range<Int>, spelling: Spelling, print: UInt32, digest: ValueDigest?)?
    table.scan(RawSpan(_unsafeBytes: windows)) { place, window in
      let owner = ValueCollector.Owner(window.owner)
      let record = records[owner.value]
      let spelling = owner.spelling
      let start = searched.lowerBound + place - window.offset
      let length = spelling.length(ofValue: Int(record.length))
      guard start >= 0, length <= text.count - start else {
        parts.insert(.cut)
        return
      }
      let range = start..<start + length
      let bytes = UnsafeRawBufferPointer(rebasing: text[range])
      if last?.range != range || last?.spelling != spelling {
        last = (range, spelling, spelling.fingerprint(bytes), nil)
      }
      guard last?.print == window.fingerprint else {
        parts.insert(.other)
        return
      }
      if spelling == .plain {
        let digest = last?.digest ?? ValueDigest(bytes)
        last?.digest = digest
        guard digest == record.digest else {
          parts.insert(.other)
          return
        }
      }
      body(
        Occurrence(
          range: range, spelling: spelling, rule: Int(record.rule), length: Int(record.length)))
    }
    return parts
  }
}
