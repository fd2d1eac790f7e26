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
    let lines = String(decoding: text, as: UTF8.self).split(
      omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    for (index, line) in lines.enumerated() {
      let words = Self.words(line)
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

  /// The principals whose key this is, in the file's order.
  public func principals(of key: PublicKey, namespace: String) -> [String] {
    var found: [String] = []
    for entry in entries where !entry.isAuthority && entry.key.blob == key.blob {
      if let namespaces = entry.namespaces, !namespaces.contains(where: { namespace.matches($0) }) {
        continue
      }
      for principal in entry.principals where !found.contains(principal) {
        if !principal.hasPrefix("!") { found.append(principal) }
      }
    }
    return found
  }

  private static func entry(_ words: [Substring], line: Int) -> Entry? {
    guard words.count >= 3 else { return nil }
    var index = 1
    var isAuthority = false
    var namespaces: [String]?
    if PublicKey(line: words[1...].joined(separator: " ")) == nil {
      for option in Self.list(words[1]) {
        let lower = option.lowercased()
        if lower == "cert-authority" { isAuthority = true }
        if lower.hasPrefix("namespaces=") {
          namespaces = Self.list(Substring(option.dropFirst(11).filter { $0 != "\"" }))
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
