import DurableFiles
import SystemPackage

/// A vault as a whole: how much it holds, and its way to another machine.
extension Vault {
  /// A vault's file at a place of its own.
  package init(path: String, key: PlaceholderKey) {
    self.path = path
    self.key = key
  }

  /// How many entries it holds. Reads and proves all of them.
  ///
  /// - Throws: ``FileError`` where no vault is, ``VaultFault`` where it can't be trusted.
  package func count() throws -> Int {
    var count = 0
    try read { record in try record.forEachEntry { _ in count += 1 } }
    return count
  }

  /// Calls `begin` with the length of its whole records, then `body` with them as they are sealed.
  ///
  /// - Throws: as ``count()``, before anything was handed over.
  package func copy(
    begin: (Int) throws -> Void, _ body: (RawSpan) throws -> Void
  ) throws {
    let file = try VaultFile(path, key: key, creating: false)
    try file.lock(exclusively: false)
    defer { file.unlock() }
    try file.readRecords { _ in }
    try begin(file.end)
    try file.copy(body)
  }

  /// Adds what another vault of the same key holds, durably.
  ///
  /// - Returns: how many entries are new.
  package func add(contentsOf other: Vault) throws -> Int {
    let file = try VaultFile(path, key: key, creating: true)
    try file.lock(exclusively: true)
    defer { file.unlock() }
    let known = DigestSet()
    try known.insert(recordsOf: file)
    var added = 0
    var record = VaultRecord.Builder()
    func seal() throws {
      guard !record.isEmpty else { return }
      try file.append(record.bytes)
      record = VaultRecord.Builder()
    }
    try other.read { source in
      try source.forEachEntry { view in
        guard known.insert(VaultRecord.digest(view.identity, view.value)) else { return }
        record.append(
          Entry(identity: view.identity, rule: source.rule(view.rule), value: Array(view.value)))
        added += 1
        if record.count >= 256 << 10 { try seal() }
      }
    }
    try seal()
    try file.makeDurable()
    return added
  }
}
