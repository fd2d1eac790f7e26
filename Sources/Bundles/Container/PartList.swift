internal import Archives

/// `NAME.parts`, beside the parts of a split bundle: the digest of each, and of what they make
/// together; for `sha256sum -c`, for a person, and for ``PartJoin``.
public struct PartList: Sendable, Equatable {
  public struct Part: Sendable, Hashable, Encodable {
    /// A file's name, without a folder.
    public let name: String
    /// Lower hex.
    public let sha256: String

    package init(name: String, sha256: String) {
      self.name = name
      self.sha256 = sha256
    }
  }

  /// In their order.
  public let parts: [Part]
  public let whole: Part

  static let suffix = ".parts"
  /// More parts than anybody would carry.
  static let maximumParts = 99_999

  package init(parts: [Part], whole: Part) {
    self.parts = parts
    self.whole = whole
  }

  public var name: String { whole.name + Self.suffix }

  /// - Parameters:
  ///   - bytes: lines as `sha256sum` reads them; those that begin with `#` are for people.
  ///   - path: for messages.
  /// - Throws: ``BundleError`` with code `part`.
  package init(parsing bytes: [UInt8], path: String) throws(BundleError) {
    func refuse(_ message: String) -> BundleError {
      BundleError(
        .part, "\(path): \(message)", hint: "it lists the parts of a split bundle: ask for it again"
      )
    }
    var items: [Part] = []
    let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() where !line.isEmpty && line.first != 0x23 {
      guard line.count > 66, line.prefix(64).allSatisfy(Self.isLowerHex),
        line.dropFirst(64).prefix(2).elementsEqual("  ".utf8),
        let name = String(validating: line.dropFirst(66), as: UTF8.self), Self.isPlain(name)
      else { throw refuse("line \(index + 1) is not '<64 lower hex digits>  <name>'") }
      items.append(Part(name: name, sha256: String(decoding: line.prefix(64), as: UTF8.self)))
    }
    guard let whole = items.popLast(), !items.isEmpty, items.count <= Self.maximumParts else {
      throw refuse("it lists no parts")
    }
    for (index, part) in items.enumerated()
    where part.name != Self.name(of: index, of: items.count, in: whole.name) {
      throw refuse("part \(index + 1) of \(items.count) is not called as such")
    }
    self.init(parts: items, whole: whole)
  }

  /// The file's bytes.
  func text(partSize: Int64, size: Int64) -> [UInt8] {
    let digits = String(repeating: "[0-9]", count: Self.digits(parts.count))
    var text = """
      # \(whole.name) in \(parts.count) parts of at most \(partSize) bytes; \(size) bytes in all.
      # With handoff:    handoff verify \(name)
      # Without handoff: cat \(whole.name).\(digits) > \(whole.name)
      #                  sha256sum -c \(name)     (macOS: shasum -a 256 -c)

      """
    for part in parts + [whole] { text += "\(part.sha256)  \(part.name)\n" }
    return Array(text.utf8)
  }

  // MARK: Names

  /// `b.tar.zst.001`: the names' order is the parts' order, also for a shell's pattern.
  static func name(of index: Int, of count: Int, in whole: String) -> String {
    let number = String(index + 1)
    let zeros = String(repeating: "0", count: max(0, digits(count) - number.utf8.count))
    return "\(whole).\(zeros)\(number)"
  }

  private static func digits(_ count: Int) -> Int { max(3, String(count).utf8.count) }

  /// The name of the whole, of which a part's name speaks.
  static func whole(ofPart name: String) -> String? {
    guard let dot = name.lastIndex(of: ".") else { return nil }
    let number = name[name.index(after: dot)...]
    guard (3...5).contains(number.utf8.count),
      number.utf8.allSatisfy({ (0x30...0x39).contains($0) }), dot != name.startIndex
    else { return nil }
    return String(name[..<dot])
  }

  private static func isPlain(_ name: String) -> Bool {
    guard (try? EntryNames.check(name)) != nil else { return false }
    return !name.contains("/")
  }

  private static func isLowerHex(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte)
  }
}
