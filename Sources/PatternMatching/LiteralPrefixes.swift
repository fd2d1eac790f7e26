/// The literals with which every match of a pattern must begin.
///
/// A conservative reader of PCRE2's syntax: it stops at the first construct that it doesn't know,
/// so its answer may be short, but never wrong.
package struct LiteralPrefixes: Equatable, Sendable {
  /// No empty ones; at most ``limit``.
  package let literals: [[UInt8]]
  package let isCaseless: Bool

  static let limit = 256
  static let longest = 16

  /// - Parameter pattern: PCRE2 source.
  /// - Returns: nil where a match can begin with anything.
  package init?(of pattern: String) {
    var reader = PrefixReader(pattern)
    isCaseless = reader.readFlags()
    guard let paths = reader.readAlternatives() else { return nil }
    // Sorted, a literal that begins another stands before it; it finds both.
    var found: [[UInt8]] = []
    for bytes in paths.map(\.bytes).sorted(by: { $0.lexicographicallyPrecedes($1) }) {
      if let last = found.last, bytes.starts(with: last) { continue }
      found.append(bytes)
    }
    guard found.first != [], found.count <= Self.limit else { return nil }
    literals = found
  }

  /// The shortest literal's length, in bytes.
  package var shortest: Int { literals.map(\.count).min() ?? 0 }
}

/// One way a match can begin.
private struct PrefixPath: Hashable {
  var bytes: [UInt8]
  /// More may be added behind `bytes`.
  var isOpen: Bool
}

private struct PrefixReader {
  private let source: [UInt8]
  private var position = 0

  init(_ pattern: String) {
    source = Array(pattern.utf8)
  }

  private var next: UInt8? { position < source.count ? source[position] : nil }

  private func looksAt(_ text: String) -> Bool {
    source[position...].starts(with: text.utf8)
  }

  mutating func readFlags() -> Bool {
    guard looksAt("(?i)") else { return false }
    position += 4
    return true
  }

  /// Reads up to the closing parenthesis or the end.
  mutating func readAlternatives() -> [PrefixPath]? {
    var all: [PrefixPath] = []
    while true {
      guard let paths = readSequence() else { return nil }
      all += paths
      guard all.count <= LiteralPrefixes.limit * 4 else { return nil }
      guard next == UInt8(ascii: "|") else { return all }
      position += 1
    }
  }

  private mutating func readSequence() -> [PrefixPath]? {
    var paths = [PrefixPath(bytes: [], isOpen: true)]
    while let byte = next, byte != UInt8(ascii: "|"), byte != UInt8(ascii: ")") {
      guard let atom = readAtom() else { return nil }
      let count = readQuantifier()
      var added: [PrefixPath]
      switch (atom, count) {
      case (.unknown, _):
        added = [PrefixPath(bytes: [], isOpen: false)]
      case (.nothing, _):
        continue
      case (.paths(let inner), .once):
        added = inner
      case (.paths(let inner), .optional):
        // Left out, what follows begins the match; standing more than once, it ends the path.
        added = inner.map { PrefixPath(bytes: $0.bytes, isOpen: $0.isOpen && isSingleOptional) }
        added.append(PrefixPath(bytes: [], isOpen: true))
      case (.paths(let inner), .repeated):
        added = inner.map { PrefixPath(bytes: $0.bytes, isOpen: false) }
      }
      paths = join(paths, added)
      guard paths.count <= LiteralPrefixes.limit * 4 else { return nil }
    }
    return paths
  }

  private func join(_ paths: [PrefixPath], _ added: [PrefixPath]) -> [PrefixPath] {
    var joined: Set<PrefixPath> = []
    for path in paths {
      guard path.isOpen, path.bytes.count < LiteralPrefixes.longest else {
        joined.insert(PrefixPath(bytes: path.bytes, isOpen: false))
        continue
      }
      // A class with many members would multiply the literals: better a shorter prefix.
      if path.bytes.count >= 3, added.count > (path.bytes.count >= 6 ? 1 : 4) {
        joined.insert(PrefixPath(bytes: path.bytes, isOpen: false))
        continue
      }
      for next in added {
        joined.insert(
          PrefixPath(
            bytes: Array((path.bytes + next.bytes).prefix(LiteralPrefixes.longest)),
            isOpen: next.isOpen))
      }
    }
    return Array(joined)
  }

  private enum Atom {
    case nothing
    case unknown
    case paths([PrefixPath])
  }

  private enum Quantity { case once, optional, repeated }

  private var isSingleOptional = false

  private mutating func readAtom() -> Atom? {
    guard let byte = next else { return nil }
    position += 1
    switch byte {
    case UInt8(ascii: "("): return readGroup()
    case UInt8(ascii: "["): return readClass()
    case UInt8(ascii: "."): return .unknown
    case UInt8(ascii: "^"), UInt8(ascii: "$"): return .nothing
    case UInt8(ascii: "\\"):
      guard let escaped = next else { return nil }
      position += 1
      switch escaped {
      case UInt8(ascii: "b"), UInt8(ascii: "B"), UInt8(ascii: "A"): return .nothing
      case UInt8(ascii: "n"): return .paths([PrefixPath(bytes: [10], isOpen: true)])
      case UInt8(ascii: "t"): return .paths([PrefixPath(bytes: [9], isOpen: true)])
      case UInt8(ascii: "s"):
        return .paths([32, 9, 10, 11, 12, 13].map { PrefixPath(bytes: [$0], isOpen: true) })
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
        UInt8(ascii: "A")...UInt8(ascii: "Z"):
        // \x and \Q… take more of the source than is read here: end this path.
        if "xQEkgpPoNcuU".utf8.contains(escaped) { position = source.count }
        return .unknown
      default: return .paths([PrefixPath(bytes: [escaped], isOpen: true)])
      }
    default: return .paths([PrefixPath(bytes: [byte], isOpen: true)])
    }
  }

  private mutating func readGroup() -> Atom? {
    if next == UInt8(ascii: "?") || next == UInt8(ascii: "*") {
      if looksAt("?:") || looksAt("?>") || looksAt("?|") {
        position += 2
      } else if looksAt("?<!") || looksAt("?<=") || looksAt("?=") || looksAt("?!") {
        // What stands before or beside a match says nothing of its first bytes.
        guard skipGroup() else { return nil }
        return .nothing
      } else {
        return nil
      }
    }
    guard let inner = readAlternatives(), next == UInt8(ascii: ")") else { return nil }
    position += 1
    return .paths(inner)
  }

  private mutating func skipGroup() -> Bool {
    var depth = 1
    while let byte = next {
      position += 1
      switch byte {
      case UInt8(ascii: "\\"): position += 1
      case UInt8(ascii: "["): skipClass()
      case UInt8(ascii: "("): depth += 1
      case UInt8(ascii: ")"):
        depth -= 1
        if depth == 0 { return true }
      default: break
      }
    }
    return false
  }

  private mutating func skipClass() {
    if next == UInt8(ascii: "^") { position += 1 }
    if next == UInt8(ascii: "]") { position += 1 }
    while let byte = next, byte != UInt8(ascii: "]") {
      position += byte == UInt8(ascii: "\\") ? 2 : 1
    }
    position += 1
  }

  /// A class of at most eight plain members is written out; any other is unknown.
  private mutating func readClass() -> Atom? {
    let start = position
    skipClass()
    guard position <= source.count else { return nil }
    var members: Set<UInt8> = []
    var index = start
    let end = position - 1
    if index < end, source[index] == UInt8(ascii: "^") { return .unknown }
    while index < end {
      var byte = source[index]
      if byte == UInt8(ascii: "[") { return .unknown }
      if byte == UInt8(ascii: "\\") {
        guard index + 1 < end else { return .unknown }
        index += 1
        byte = source[index]
        let isWord =
          (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
          || (0x61...0x7A).contains(byte)
        if isWord { return .unknown }
      }
      if index + 2 < end, source[index + 1] == UInt8(ascii: "-") {
        let upper = source[index + 2]
        guard upper >= byte, upper - byte < 8, upper != UInt8(ascii: "\\") else { return .unknown }
        members.formUnion(byte...upper)
        index += 3
      } else {
        members.insert(byte)
        index += 1
      }
      if members.count > 8 { return .unknown }
    }
    return .paths(members.map { PrefixPath(bytes: [$0], isOpen: true) })
  }

  private mutating func readQuantifier() -> Quantity {
    isSingleOptional = false
    var quantity = Quantity.once
    switch next {
    case UInt8(ascii: "?"):
      position += 1
      quantity = .optional
      isSingleOptional = true
    case UInt8(ascii: "*"):
      position += 1
      quantity = .optional
    case UInt8(ascii: "+"):
      position += 1
      quantity = .repeated
    case UInt8(ascii: "{"):
      guard let end = source[position...].firstIndex(of: UInt8(ascii: "}")) else { return .once }
      let body = source[(position + 1)..<end]
      guard let first = body.first, (0x30...0x39).contains(first) else { return .once }
      let minimum =
        Int(String(decoding: body.prefix { $0 != UInt8(ascii: ",") }, as: UTF8.self)) ?? 0
      position = end + 1
      quantity = minimum == 0 ? .optional : body.elementsEqual("1".utf8) ? .once : .repeated
    default: return .once
    }
    if next == UInt8(ascii: "?") || next == UInt8(ascii: "+") { position += 1 }
    return quantity
  }
}
