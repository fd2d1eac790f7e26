internal import DurableFiles

/// A list of trusted signers in the format of `ssh-keygen`'s ALLOWED SIGNERS.
///
/// It is read here only to find whom to ask about; `ssh-keygen` itself judges with its text.
public struct AllowedSigners: Sendable {
  public struct Entry: Sendable, Hashable {
    /// The patterns of the first field.
    public let principals: [String]
    public let isAuthority: Bool
    /// Nil where any namespace is allowed.
    public let namespaces: [String]?
    public let key: PublicKey
    /// 1-based.
    public let line: Int
  }

  /// The file's name for messages.
  public let path: String
  public let text: [UInt8]
  public let entries: [Entry]
  /// Lines that can't be read, 1-based.
  public let unreadable: [Int]

  /// - Throws: ``FileError`` when the file can't be read.
  public init(path: String) throws {
    self.init(text: try DurableFile.read(path, limit: 16 << 20), path: path)
  }

  public init(text: [UInt8], path: String) {
    self.path = path
    self.text = text
    var entries: [Entry] = []
    var unreadable: [Int] = []
    // Lines as ssh-keygen counts them.
    for (index, bytes) in text.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated()
    {
      let line = String(decoding: bytes.last == 0x0D ? bytes.dropLast() : bytes, as: UTF8.self)
      let words = Self.words(line[...])
      guard let first = words.first, !first.hasPrefix("#") else { continue }
      if let entry = Self.entry(words, line: index + 1) {
        entries.append(entry)
      } else {
        unreadable.append(index + 1)
      }
    }
    self.entries = entries
    self.unreadable = unreadable
  }

  /// The principals whose key this is, in the file's order; a certificate's own, as far as an
  /// authority of the file may speak for them.
  public func principals(of key: PublicKey, namespace: String) -> [String] {
    let certificate = Certificate(key.blob)
    var found: [String] = []
    for entry in entries where entry.isAuthority == (certificate != nil) {
      guard entry.key.blob == certificate?.authorityBlob ?? key.blob else { continue }
      if let namespaces = entry.namespaces, !namespace.matches(list: namespaces) { continue }
      let names =
        certificate.map { $0.principals.filter { $0.matches(list: entry.principals) } }
        ?? entry.principals.filter { !$0.hasPrefix("!") }
      for name in names where !found.contains(name) { found.append(name) }
    }
    return found
  }

  /// Whether any line speaks of the principal, whatever its key.
  public func knows(_ principal: String) -> Bool {
    entries.contains { principal.matches(list: $0.principals) }
  }

  /// A line in words, for messages.
  func place(_ line: Int) -> String { "\(path):\(line)" }

  /// What is wrong with the list itself, each with its line.
  public var faults: [String] {
    unreadable.map { "\(place($0)): not a line that ssh-keygen reads, so it counts for nobody" }
  }

  private static func entry(_ words: [Substring], line: Int) -> Entry? {
    guard words.count >= 3 else { return nil }
    var index = 1
    var isAuthority = false
    var namespaces: [String]?
    if PublicKey(line: words[1...].joined(separator: " ")) == nil {
      for option in Self.list(words[1]) {
        let lower = option.lowercased()
        if lower == "cert-authority" {
          isAuthority = true
        } else if lower.hasPrefix("namespaces=") {
          namespaces = Self.list(Substring(option.dropFirst(11).filter { $0 != "\"" }))
        } else if !lower.hasPrefix("valid-after="), !lower.hasPrefix("valid-before=") {
          return nil
        }
      }
      index = 2
    }
    guard let key = PublicKey(line: words[index...].joined(separator: " ")) else { return nil }
    return Entry(
      principals: list(words[0].filter { $0 != "\"" }[...]), isAuthority: isAuthority,
      namespaces: namespaces, key: key, line: line)
  }

  /// Words between blanks; quotes hold a word together.
  private static func words(_ line: Substring) -> [Substring] {
    split(line) { $0 == " " || $0 == "\t" }
  }

  private static func list(_ text: Substring) -> [String] {
    split(text) { $0 == "," }.map(String.init)
  }

  private static func split(
    _ text: Substring, where isSeparator: (Character) -> Bool
  ) -> [Substring] {
    var isQuoted = false
    return text.split { character in
      if character == "\"" { isQuoted.toggle() }
      return !isQuoted && isSeparator(character)
    }
  }
}

extension String {
  /// OpenSSH's list of patterns: one must match, and none that begins with `!`.
  fileprivate func matches(list: [String]) -> Bool {
    list.contains { !$0.hasPrefix("!") && matches($0) }
      && !list.contains { $0.hasPrefix("!") && matches(String($0.dropFirst())) }
  }

  /// OpenSSH's pattern: `*` any text, `?` any character.
  fileprivate func matches(_ pattern: String) -> Bool {
    var reachable: Set<Int> = [0]
    let name = Array(self)
    for symbol in pattern {
      var next: Set<Int> = []
      for position in reachable {
        if symbol == "*" {
          next.formUnion(position...name.count)
        } else if position < name.count, symbol == "?" || symbol == name[position] {
          next.insert(position + 1)
        }
      }
      reachable = next
    }
    return reachable.contains(name.count)
  }
}
