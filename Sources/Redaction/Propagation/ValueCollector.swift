import PatternMatching

/// Gathers the values that go from everywhere, in memory that doesn't depend on their length.
///
/// Of a value it keeps a digest, and a window of six bytes of each spelling.
struct ValueCollector {
  /// Up to here values are looked for in every encoding; with more of them, no longer in base64 of
  /// base64.
  static let exact = 64_000
  /// More are not kept by a job.
  static let limit = 1 << 18

  private(set) var records: [KnownValues.Record] = []
  private var indices: [ValueDigest: UInt32] = [:]
  private var windows = WindowTable.Windows()
  /// How many windows have a hash with these upper bits; saturates.
  private var loads = [UInt8](repeating: 0, count: 1 << loadBits)
  private static let loadBits = 16
  private(set) var longest = 0
  /// Which bytes the values hold.
  private(set) var bytes = [Bool](repeating: false, count: 256)
  private let limit: Int
  /// One of them may stand in a substitute by chance.
  var mayStandInSubstitutes = false
  /// Values were left out.
  private(set) var isOverfull = false

  /// - Parameter limit: more are not kept: see ``isOverfull``.
  init(limit: Int = ValueCollector.limit) {
    self.limit = limit
  }

  var count: Int { records.count }

  /// Index into ``CompiledRules/rules`` of a value that was added.
  func rule(of value: [UInt8]) -> Int? {
    indices[ValueDigest(value)].map { Int(records[Int($0)].rule) }
  }

  /// - Parameters:
  ///   - value: innermost bytes; at least six, at most ``FoundValues/longest``.
  ///   - rule: names it; a later one wins.
  ///   - isPlain: whether it is looked for as it stands alone.
  mutating func add(_ value: [UInt8], rule: Int, isPlain: Bool = false) {
    let digest = ValueDigest(value)
    if let index = indices[digest] {
      records[Int(index)].rule = UInt16(truncatingIfNeeded: rule)
      return
    }
    guard value.count >= WindowTable.width, value.count <= FoundValues.longest else { return }
    guard count < limit else {
      isOverfull = true
      return
    }
    let index = UInt32(count)
    indices[digest] = index
    records.append(
      KnownValues.Record(
        digest: digest, length: UInt16(value.count), rule: UInt16(truncatingIfNeeded: rule)))
    if count == Self.exact + 1 { windows.removeAll { Owner($0.owner).spelling.isTwice } }
    longest = max(longest, value.count)
    for byte in value { bytes[Int(byte)] = true }
    if isPlain { return value.withUnsafeBytes { add($0, .plain, of: index) } }
    Spelling.forEach(of: value, nesting: count <= Self.exact) { spelling, bytes in
      add(bytes, spelling, of: index)
    }
  }

  private mutating func add(
    _ bytes: UnsafeRawBufferPointer, _ spelling: Spelling, of value: UInt32
  ) {
    guard bytes.count >= WindowTable.width else { return }
    let offset = rarest(bytes, spelling)
    let window = UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + WindowTable.width])
    let owner = Owner(value: value, spelling: spelling)
    let fingerprint = spelling.fingerprint(bytes)
    add(window, offset, owner, fingerprint)
    guard spelling != .plain, spelling != .hex, window.contains(where: { $0 == 0x2B || $0 == 0x2F })
    else { return }
    Encoding.base64URL(Array(window)).withUnsafeBytes { add($0, offset, owner, fingerprint) }
  }

  private mutating func add(
    _ window: UnsafeRawBufferPointer, _ offset: Int, _ owner: Owner, _ fingerprint: UInt32
  ) {
    let load = Int(WindowTable.hash(window) >> UInt64(64 - Self.loadBits))
    if loads[load] < .max { loads[load] += 1 }
    windows.append(window, offset: offset, owner: owner.rawValue, fingerprint: fingerprint)
  }

  /// Where in a spelling a window stands that is marked, if there is one, and that few others
  /// share: what many values have in common (`eyJhbGciOi…`) doesn't tell them apart.
  private func rarest(_ bytes: UnsafeRawBufferPointer, _ spelling: Spelling) -> Int {
    let last = min(bytes.count - WindowTable.width, WindowTable.offsets - 1)
    var best = (offset: 0, cost: Int.max)
    for step in [4, 3, 5, 2, 6, 1, 7, 0] {
      let (offset, isMarked) = marked(bytes, from: last * step / 7, through: last * (step + 1) / 7)
      let window = UnsafeRawBufferPointer(rebasing: bytes[offset...])
      let load = loads[Int(WindowTable.hash(window) >> UInt64(64 - Self.loadBits))]
      // Small letters are words more often than not.
      let letters = spelling == .plain ? window.prefix(6).count { $0 &- 0x61 < 26 } : 0
      let cost = (isMarked ? 0 : 1 << 16) + 8 * Int(load) + letters
      if cost < best.cost { best = (offset, cost) }
      if cost == 0 { break }
    }
    return best.offset
  }

  /// The first place with a marked window, or `first`.
  private func marked(
    _ bytes: UnsafeRawBufferPointer, from first: Int, through end: Int
  ) -> (offset: Int, isMarked: Bool) {
    let last = min(end, bytes.count - WindowTable.width, WindowTable.offsets - 1)
    var offset = first
    while offset <= last {
      if WindowTable.isMarked(UnsafeRawBufferPointer(rebasing: bytes[offset...])) {
        return (offset, true)
      }
      offset += 1
    }
    return (first, false)
  }

  /// Gives the windows away.
  mutating func makeTable() -> WindowTable {
    indices = [:]
    loads = []
    return WindowTable(taking: &windows)
  }

  /// What a window belongs to, in 32 bits.
  struct Owner {
    let rawValue: UInt32

    init(_ rawValue: UInt32) { self.rawValue = rawValue }

    init(value: UInt32, spelling: Spelling) {
      rawValue = value << Spelling.bits | spelling.rawValue
    }

    var spelling: Spelling { Spelling(rawValue: rawValue & (1 << Spelling.bits - 1)) }
    var value: Int { Int(rawValue >> Spelling.bits) }
  }
}
