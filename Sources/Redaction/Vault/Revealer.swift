import DurableFiles
package import SystemPackage

/// Puts the vault's values back into a text, piece by piece.
///
/// A value stands bare where its substitute stood: what the place needs in escapes isn't known any
/// more. Base64 that held a placeholder is encoded again.
package struct Revealer {
  /// How many substitutes were met.
  package struct Outcome: Sendable {
    package fileprivate(set) var revealed = 0
    /// The vault doesn't hold them; they stay.
    package fileprivate(set) var unknown = 0
    /// They stand for more than one value; they stay.
    package fileprivate(set) var ambiguous = 0
  }

  private let vault: Vault
  private var known: [SubstituteIdentity: [Vault.Entry]] = [:]
  private var outcome = Outcome()

  /// Bytes that are read at a time.
  private static let blockSize = 4 << 20
  /// Answers that are remembered.
  private static let memory = 1 << 14

  package init(_ vault: Vault) {
    self.vault = vault
  }

  /// - Parameter write: given pieces in order.
  /// - Throws: before anything is written, where the vault is missing or can't be trusted.
  package mutating func reveal(
    from input: FileDescriptor, named name: String, write: ([UInt8]) throws -> Void
  ) throws -> Outcome {
    outcome = Outcome()
    _ = try vault.entries([])
    var buffer: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 18)
    while true {
      let count = try Self.read(input, name, into: &piece)
      buffer += piece[..<count]
      guard count == 0 || buffer.count >= Self.blockSize else { continue }
      let rest = try reveal(buffer, isLast: count == 0, write)
      buffer.removeFirst(rest)
      if count == 0 { return outcome }
    }
  }

  private static func read(
    _ input: FileDescriptor, _ name: String, into piece: inout [UInt8]
  ) throws(FileError) -> Int {
    do {
      return try piece.withUnsafeMutableBytes { try input.read(into: $0) }
    } catch {
      throw FileError(error as? Errno ?? .ioError, path: name, doing: "read it")
    }
  }

  /// - Returns: how many bytes of the block were judged.
  private mutating func reveal(
    _ buffer: [UInt8], isLast: Bool, _ write: ([UInt8]) throws -> Void
  ) throws -> Int {
    var end = isLast ? buffer.count : Self.cut(buffer)
    let hits = buffer.withUnsafeBytes { SubstituteScanner.scan($0) }
      .filter { $0.range.lowerBound < end }
    if let last = hits.last { end = max(end, last.range.upperBound) }
    try look(up: hits)
    try write(text(buffer[..<end], hits))
    return end
  }

  /// Behind the last whole line, or before what may go on in the next block.
  private static func cut(_ buffer: [UInt8]) -> Int {
    let floor = buffer.count - SubstituteScanner.longestToken
    if let newline = buffer[floor...].lastIndex(of: 0x0A) { return newline + 1 }
    return floor
  }

  private mutating func look(up hits: [SubstituteScanner.Hit]) throws {
    var asked: Set<SubstituteIdentity> = []
    func collect(_ hits: [SubstituteScanner.Hit]) {
      for hit in hits {
        switch hit.content {
        case .substitute(let identity): asked.insert(identity)
        case .network(let network, let bare, _): asked.formUnion([network, bare])
        case .base64(_, let inner, _): collect(inner)
        }
      }
    }
    collect(hits)
    if known.count > Self.memory { known = [:] }
    asked = asked.filter { known[$0] == nil }
    guard !asked.isEmpty else { return }
    let found = try vault.entries(asked)
    for identity in asked { known[identity] = found[identity] ?? [] }
  }

  private mutating func text(_ text: ArraySlice<UInt8>, _ hits: [SubstituteScanner.Hit]) -> [UInt8]
  {
    var output: [UInt8] = []
    output.reserveCapacity(text.count)
    var position = text.startIndex
    for hit in hits {
      output += text[position..<hit.range.lowerBound]
      output += replacement(of: hit, in: text)
      position = hit.range.upperBound
    }
    return output + text[position...]
  }

  private mutating func replacement(
    of hit: SubstituteScanner.Hit, in text: ArraySlice<UInt8>
  ) -> [UInt8] {
    switch hit.content {
    case .substitute(let identity):
      return value(of: identity) ?? Array(text[hit.range])
    case .network(let network, let bare, let length):
      if known[network]?.isEmpty == false { return value(of: network) ?? Array(text[hit.range]) }
      let suffix = text[(hit.range.lowerBound + length)..<hit.range.upperBound]
      return value(of: bare).map { $0 + suffix } ?? Array(text[hit.range])
    case .base64(let decoded, let inner, let isURL):
      let before = outcome.revealed
      let bytes = self.text(decoded[...], inner)
      guard outcome.revealed > before else { return Array(text[hit.range]) }
      let encoded = Encoding.base64(bytes)
      return isURL ? Encoding.base64URL(encoded).filter { $0 != 0x3D } : encoded
    }
  }

  private mutating func value(of identity: SubstituteIdentity) -> [UInt8]? {
    let entries = known[identity] ?? []
    guard let entry = entries.first else {
      outcome.unknown += 1
      return nil
    }
    guard entries.count == 1 else {
      outcome.ambiguous += 1
      return nil
    }
    outcome.revealed += 1
    return entry.value
  }
}
