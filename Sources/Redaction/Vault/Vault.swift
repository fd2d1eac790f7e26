public import Documents
import DurableFiles

/// The sealed values behind placeholders, on the client's machine only: `<key>.vault`.
///
/// It only grows. A job that fails leaves in it what its substitutes would have stood for: sealed,
/// and named by no output.
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
    static func entries(_ values: [(rule: Rule, value: [UInt8])], key: PlaceholderKey) -> [Entry] {
      let substitutes = Substitutes(key)
      return values.map {
        Entry(
          identity: SubstituteIdentity(
            .keyed, $0.value.withUnsafeBytes { substitutes.digest($0) }.0), rule: $0.rule.id,
          value: $0.value)
      }
    }
  }

  package let path: String
  let key: PlaceholderKey

  /// - Parameter keyPath: the key file's path; the vault stands beside it.
  public init(keyPath: String, key: PlaceholderKey) {
    path = Self.path(keyPath: keyPath)
    self.key = key
  }

  public static func path(keyPath: String) -> String {
    (keyPath.hasSuffix(".key") ? String(keyPath.dropLast(4)) : keyPath) + ".vault"
  }

  /// Adds what isn't there yet, durably.
  func add(_ entries: [Entry]) throws {
    guard !entries.isEmpty else { return }
    let file = try VaultFile(path, key: key, creating: true)
    try file.lock(exclusively: true)
    defer { file.unlock() }
    let known = DigestSet()
    try known.insert(recordsOf: file)
    var record = VaultRecord.Builder()
    for entry in entries {
      let digest = entry.value.withUnsafeBytes { VaultRecord.digest(entry.identity, $0) }
      guard known.insert(digest) else { continue }
      record.append(entry)
    }
    guard !record.isEmpty else { return }
    try file.append(record.bytes)
    try file.makeDurable()
  }

  /// - Throws: ``VaultFault`` where a vault stands that doesn't belong to the key.
  func check() throws {
    guard DurableFile.exists(path) else { return }
    let file = try VaultFile(path, key: key, creating: false)
    try file.lock(exclusively: false)
    defer { file.unlock() }
    try file.readHead()
  }

  // MARK: Reading

  /// What a substitute may stand for: more than one value where pseudonyms collide.
  ///
  /// - Throws: ``FileError`` where no vault is, ``VaultFault`` where it can't be trusted.
  public func entries(_ identity: SubstituteIdentity) throws -> [Entry] {
    try entries([identity])[identity] ?? []
  }

  /// The same for many at once: the file is read a single time, a record in memory at a time.
  public func entries(_ identities: Set<SubstituteIdentity>) throws -> [SubstituteIdentity: [Entry]]
  {
    var found: [SubstituteIdentity: [Entry]] = [:]
    // Most entries are none of these: a look at a few bits tells.
    var isPossible = [Bool](repeating: false, count: 1 << 12)
    for identity in identities { isPossible[Int(identity.number & 0xFFF)] = true }
    try read { record in
      try record.forEachEntry { view in
        guard isPossible[Int(view.identity.number & 0xFFF)], identities.contains(view.identity)
        else { return }
        let entry = Entry(
          identity: view.identity, rule: record.rule(view.rule), value: Array(view.value))
        let known = found[view.identity] ?? []
        // Two spellings of one address are one value: the first stands.
        guard !known.contains(where: { $0.canonicalValue == entry.canonicalValue }) else { return }
        found[view.identity] = known + [entry]
      }
    }
    return found
  }

  public func all() throws -> [Entry] {
    var entries: [Entry] = []
    try read { record in
      try record.forEachEntry { view in
        entries.append(
          Entry(identity: view.identity, rule: record.rule(view.rule), value: Array(view.value)))
      }
    }
    return entries
  }

  func read(_ body: (VaultRecord) throws -> Void) throws {
    let file = try VaultFile(path, key: key, creating: false)
    try file.lock(exclusively: false)
    defer { file.unlock() }
    try file.readRecords(body)
  }
}

extension Vault.Entry {
  /// The value as its substitute sees it, which doesn't tell case or notation.
  fileprivate var canonicalValue: [UInt8] {
    switch identity.kind {
    case .keyed where rule == "email-address" || rule.hasPrefix("hostname"), .ipv6:
      value.map(Bytes.lowercased)
    case .mac: value.compactMap(Hex.value)
    case .keyed, .ipv4: value
    }
  }
}

/// A vault that can't be used.
public struct VaultFault: ReportedError {
  public struct Code: Sendable, Hashable {
    private enum Kind { case otherKey, damaged, notAVault, exposed }
    private let kind: Kind
    public static let otherKey = Code(kind: .otherKey)
    public static let damaged = Code(kind: .damaged)
    public static let notAVault = Code(kind: .notAVault)
    /// Others may read it.
    public static let exposed = Code(kind: .exposed)
  }

  public let code: Code
  public let path: String
  let message: String
  public let hint: String?
  public var report: String { "\(path): \(message)" }
  public var exitStatus: Int32 { 1 }
}
