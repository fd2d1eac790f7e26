import Crypto
import Documents
import DurableFiles
import SystemPackage

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The sealed values behind placeholders, on the client's machine only: `<key>.vault`.
///
/// A file of records, each a length and an AES-GCM box under the key's sealing subkey, appended
/// under a lock: two jobs at once lose nothing, and a torn last record is told from a wrong key.
public struct Vault: Sendable {
  /// What is kept.
  public enum Scope: String, CaseIterable, Sendable {
    case all
    /// Identifiers and personal data.
    case personal = "default"
    case none
  }

  public struct Entry: Sendable, Hashable {
    public let identity: SubstituteIdentity
    public let rule: String
    public let value: [UInt8]

    init(identity: SubstituteIdentity, rule: String, value: [UInt8]) {
      self.identity = identity
      self.rule = rule
      self.value = value
    }

    /// - Parameter values: innermost bytes with their rules.
    public static func entries(_ values: [(rule: Rule, value: [UInt8])], key: PlaceholderKey)
      -> [Entry]
    {
      let substitutes = Substitutes(key)
      return values.map {
        Entry(
          identity: SubstituteIdentity(.keyed, substitutes.digest($0.value).0), rule: $0.rule.id,
          value: $0.value)
      }
    }
  }

  private let path: String
  private let key: PlaceholderKey
  private static let magic = Array("handoff-vault-3\n".utf8)

  /// - Parameter keyPath: the key file's path; the vault stands beside it.
  public init(keyPath: String, key: PlaceholderKey) {
    path = Self.path(keyPath: keyPath)
    self.key = key
  }

  public static func path(keyPath: String) -> String {
    (keyPath.hasSuffix(".key") ? String(keyPath.dropLast(4)) : keyPath) + ".vault"
  }

  /// Adds what isn't there yet, durably, as one record.
  public func add(_ entries: [Entry]) throws {
    guard !entries.isEmpty else { return }
    let descriptor = try open(creating: true)
    defer { close(descriptor) }
    guard flock(descriptor, LOCK_EX) == 0 else {
      throw FileError(Errno(rawValue: errno), path: path, doing: "lock the vault")
    }
    let (known, end) = try records(descriptor)
    let present = Set(known)
    let added = entries.filter { !present.contains($0) }
    guard !added.isEmpty else { return }
    let bytes = try (end == 0 ? Self.magic : []) + seal(added)
    guard ftruncate(descriptor, off_t(end)) == 0, lseek(descriptor, off_t(end), SEEK_SET) >= 0
    else {
      throw FileError(Errno(rawValue: errno), path: path, doing: "write the vault")
    }
    do {
      try FileDescriptor(rawValue: descriptor).writeAll(bytes)
    } catch {
      throw FileError(error as? Errno ?? .ioError, path: path, doing: "write the vault")
    }
    guard fsync(descriptor) == 0 else {
      throw FileError(Errno(rawValue: errno), path: path, doing: "make the vault durable")
    }
  }

  /// Every entry whose placeholder or pseudonym has this identity.
  public func entries(_ identity: SubstituteIdentity) throws -> [Entry] {
    try all().filter { $0.identity == identity }
  }

  public func all() throws -> [Entry] {
    let descriptor = try open(creating: false)
    defer { close(descriptor) }
    return try records(descriptor).entries
  }

  private func open(creating: Bool) throws(FileError) -> Int32 {
    let flags = O_RDWR | O_CLOEXEC | O_NOFOLLOW | (creating ? O_CREAT : 0)
    #if canImport(Glibc)
      let descriptor = Glibc.open(path, flags, 0o600)
    #else
      let descriptor = Darwin.open(path, flags, 0o600)
    #endif
    guard descriptor >= 0 else {
      throw FileError(Errno(rawValue: errno), path: path, doing: "open the vault")
    }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & 0o077 == 0 else {
      close(descriptor)
      throw FileError(
        code: .system, path: path, message: "may be read by others", hint: "chmod 600 \(path)")
    }
    return descriptor
  }

  // MARK: Records

  /// - Returns: the entries, and the offset behind the last whole record.
  private func records(_ descriptor: Int32) throws -> (entries: [Entry], end: Int) {
    let bytes = try DurableFile.read("/dev/fd/\(descriptor)", limit: 1 << 32)
    guard !bytes.isEmpty else { return ([], 0) }
    guard bytes.starts(with: Self.magic) else {
      throw KeyFault(path: path, message: "is not a vault", hint: "move it away to begin a new one")
    }
    var entries: [Entry] = []
    var position = Self.magic.count
    while position + 4 <= bytes.count {
      let length = bytes[position..<position + 4].reduce(0) { $0 << 8 | Int($1) }
      guard position + 4 + length <= bytes.count else { break }
      let box = bytes[(position + 4)..<(position + 4 + length)]
      guard let sealed = try? AES.GCM.SealedBox(combined: box),
        let plain = try? AES.GCM.open(sealed, using: key.sealing)
      else {
        throw KeyFault(
          path: path, message: "doesn't open with this key, or is damaged",
          hint: "name the key that belongs to it with --key or --ticket")
      }
      guard let record = Self.entries(in: Array(plain)) else {
        throw KeyFault(path: path, message: "is damaged", hint: "restore it from a backup")
      }
      entries += record
      position += 4 + length
    }
    return (entries, position)
  }

  private func seal(_ entries: [Entry]) throws -> [UInt8] {
    var plain: [UInt8] = []
    for entry in entries {
      for field in [Self.bytes(entry.identity), Array(entry.rule.utf8), entry.value] {
        plain += Self.bigEndian(field.count) + field
      }
    }
    guard let box = try AES.GCM.seal(plain, using: key.sealing).combined else {
      throw KeyFault(path: path, message: "an entry could not be sealed", hint: nil)
    }
    return Self.bigEndian(box.count) + box
  }

  private static func bigEndian(_ number: Int) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: number >> (24 - 8 * $0)) }
  }

  private static func bytes(_ identity: SubstituteIdentity) -> [UInt8] {
    [identity.kind.rawValue]
      + (0..<8).map { UInt8(truncatingIfNeeded: identity.number >> (56 - 8 * $0)) }
  }

  private static func identity(_ bytes: ArraySlice<UInt8>) -> SubstituteIdentity? {
    guard bytes.count == 9, let kind = bytes.first.flatMap(SubstituteIdentity.Kind.init) else {
      return nil
    }
    return SubstituteIdentity(kind, bytes.dropFirst().reduce(0) { $0 << 8 | UInt64($1) })
  }

  /// The entries of a record: three fields each, a length before every field.
  private static func entries(in plain: [UInt8]) -> [Entry]? {
    var entries: [Entry] = []
    var position = 0
    func field() -> ArraySlice<UInt8>? {
      guard position + 4 <= plain.count else { return nil }
      let length = plain[position..<position + 4].reduce(0) { $0 << 8 | Int($1) }
      position += 4
      guard position + length <= plain.count else { return nil }
      defer { position += length }
      return plain[position..<position + length]
    }
    while position < plain.count {
      guard let identity = field().flatMap(Self.identity), let rule = field(), let value = field()
      else { return nil }
      entries.append(
        Entry(
          identity: identity, rule: String(decoding: rule, as: UTF8.self),
          value: Array(value)))
    }
    return entries
  }
}
