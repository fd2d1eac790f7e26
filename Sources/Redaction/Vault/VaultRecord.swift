/// Entries as they stand in the plain text of a record.
///
/// The rules' ids come first: a count (2 bytes), then number (2), length (1) and text of each. Then
/// the entries: kind (1), identity (8), rule's number (2), length (4), value. All numbers are
/// little-endian.
struct VaultRecord {
  private let bytes: UnsafeRawBufferPointer
  private let path: String
  private let rules: [Int: String]
  private let firstEntry: Int

  /// An entry where it stands.
  struct EntryView {
    let identity: SubstituteIdentity
    /// A number for ``VaultRecord/rule(_:)``.
    let rule: Int
    let value: UnsafeRawBufferPointer
  }

  /// - Parameters:
  ///   - bytes: outlive the record.
  ///   - path: the vault's, for messages.
  init(_ bytes: UnsafeRawBufferPointer, path: String) throws(VaultFault) {
    self.bytes = bytes
    self.path = path
    var reader = Reader(bytes)
    var rules: [Int: String] = [:]
    guard let count = reader.number(UInt16.self) else { throw Self.fault(path) }
    for _ in 0..<count {
      guard let index = reader.number(UInt16.self), let length = reader.number(UInt8.self),
        let text = reader.bytes(Int(length))
      else { throw Self.fault(path) }
      rules[Int(index)] = String(decoding: text, as: UTF8.self)
    }
    self.rules = rules
    firstEntry = reader.position
  }

  func rule(_ number: Int) -> String { rules[number] ?? "" }

  func forEachEntry(_ body: (EntryView) throws -> Void) throws {
    var reader = Reader(bytes, from: firstEntry)
    while reader.position < bytes.count {
      guard let kind = reader.number(UInt8.self).flatMap(SubstituteIdentity.Kind.init),
        let number = reader.number(UInt64.self), let rule = reader.number(UInt16.self),
        let length = reader.number(UInt32.self), let value = reader.bytes(Int(length))
      else { throw Self.fault(path) }
      try body(
        EntryView(identity: SubstituteIdentity(kind, number), rule: Int(rule), value: value))
    }
  }

  /// What tells an entry from others: 64 bits, never 0.
  ///
  /// A keyed identity is the value's own; the other kinds can collide, so the value counts.
  static func digest(_ identity: SubstituteIdentity, _ value: UnsafeRawBufferPointer) -> UInt64 {
    var digest = identity.number
    if identity.kind != .keyed {
      // Fowler, Noll and Vo's hash (FNV-1a), begun with the keyed pseudonym.
      digest = (digest ^ 0xCBF2_9CE4_8422_2325) &* 0x9E37_79B9_7F4A_7C15
      for byte in value { digest = (digest ^ UInt64(byte)) &* 0x100_0000_01B3 }
      digest ^= digest >> 29
    }
    return digest == 0 ? 1 : digest
  }

  private static func fault(_ path: String) -> VaultFault {
    VaultFault(
      code: .damaged, path: path, message: "is damaged", hint: "restore it from a backup")
  }

  /// A record in the making.
  struct Builder {
    private var entries: [UInt8] = []
    private var rules: [UInt16: String] = [:]
    private var isNamed: [Bool] = []

    var isEmpty: Bool { entries.isEmpty }
    /// Of the entries: bytes.
    var count: Int { entries.count }

    /// Names a rule that an entry refers to.
    mutating func name(_ rule: Int, _ id: @autoclosure () -> String) {
      if rule < isNamed.count, isNamed[rule] { return }
      while isNamed.count <= rule { isNamed.append(false) }
      isNamed[rule] = true
      rules[UInt16(rule)] = id()
    }

    /// Adds entries as ``VaultRecord/append(_:_:_:to:)`` wrote them.
    mutating func append(written bytes: ArraySlice<UInt8>) { entries += bytes }

    mutating func append(_ entry: Vault.Entry) {
      let number = rules.first { $0.value == entry.rule }?.key ?? UInt16(rules.count)
      rules[number] = entry.rule
      entry.value.withUnsafeBytes { VaultRecord.append(entry.identity, number, $0, to: &entries) }
    }

    var bytes: [UInt8] {
      var bytes: [UInt8] = []
      VaultRecord.append(UInt16(rules.count), to: &bytes)
      for (number, id) in rules.sorted(by: { $0.key < $1.key }) {
        let text = Array(id.utf8.prefix(255))
        VaultRecord.append(number, to: &bytes)
        bytes.append(UInt8(text.count))
        bytes += text
      }
      return bytes + entries
    }
  }

  static func append(
    _ identity: SubstituteIdentity, _ rule: UInt16, _ value: UnsafeRawBufferPointer,
    to bytes: inout [UInt8]
  ) {
    let number = identity.number
    let first = UInt64(identity.kind.rawValue) | number << 8
    let second = number >> 56 | UInt64(rule) << 8 | UInt64(UInt32(value.count)) << 24
    withUnsafeBytes(of: (first.littleEndian, second.littleEndian)) {
      bytes.append(contentsOf: UnsafeRawBufferPointer(rebasing: $0[..<15]))
    }
    bytes.append(contentsOf: value)
  }

  private static func append(_ number: some FixedWidthInteger, to bytes: inout [UInt8]) {
    withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
  }
}

private struct Reader {
  private let bytes: UnsafeRawBufferPointer
  private(set) var position: Int

  init(_ bytes: UnsafeRawBufferPointer, from position: Int = 0) {
    self.bytes = bytes
    self.position = position
  }

  @inline(__always)
  mutating func number<Number: FixedWidthInteger>(_: Number.Type) -> Number? {
    let end = position + MemoryLayout<Number>.size
    guard end <= bytes.count else { return nil }
    defer { position = end }
    return Number(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: Number.self))
  }

  @inline(__always)
  mutating func bytes(_ count: Int) -> UnsafeRawBufferPointer? {
    guard count <= bytes.count - position else { return nil }
    defer { position += count }
    return UnsafeRawBufferPointer(rebasing: bytes[position..<position + count])
  }
}
