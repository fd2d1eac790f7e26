import Synchronization

/// Takes what a job's substitutes stand for, from all workers, and seals it record by record.
package final class VaultWriter: Sendable {
  private struct State {
    var file: VaultFile?
    let known = DigestSet()
    var record = VaultRecord.Builder()
  }

  private let vault: Vault
  private let rules: CompiledRules
  /// By rule.
  fileprivate let isKept: [Bool]
  private let state: Mutex<State>

  /// A record is sealed from this size on: bytes.
  private static let recordSize = 256 << 10

  /// - Throws: ``VaultFault`` where a vault stands that this job couldn't add to.
  package init(_ vault: Vault, scope: Vault.Scope, rules: CompiledRules) throws {
    self.vault = vault
    self.rules = rules
    isKept = rules.rules.map { scope == .all || scope == .personal && $0.category != .credential }
    state = Mutex(State())
    try vault.check()
  }

  /// One a thread.
  func makeKeeper() -> VaultKeeper { VaultKeeper(self) }

  /// - Parameters:
  ///   - entries: one behind the other, as ``VaultRecord/append(_:_:_:to:)`` wrote them.
  ///   - places: where each begins, with its digest and rule.
  fileprivate func take(_ entries: [UInt8], _ places: [VaultKeeper.Place]) throws {
    try state.withLock { state in
      if state.file == nil { try open(&state) }
      var start = 0
      for (index, place) in places.enumerated() {
        let end = index + 1 < places.count ? places[index + 1].start : entries.count
        if state.known.insert(place.digest) {
          state.record.name(place.rule, rules.rules[place.rule].id)
        } else {
          state.record.append(written: entries[start..<place.start])
          start = end
        }
      }
      state.record.append(written: entries[start...])
      if state.record.count >= Self.recordSize { try seal(&state) }
    }
  }

  /// Seals what was taken: nothing that goes out from now on is lost with the process.
  package func seal() throws {
    try state.withLock { state in
      if !state.record.isEmpty { try seal(&state) }
    }
  }

  /// Makes everything durable.
  package func finish() throws {
    try seal()
    try state.withLock { try $0.file?.makeDurable() }
  }

  private func open(_ state: inout State) throws {
    let file = try VaultFile(vault.path, key: vault.key, creating: true)
    try file.lock(exclusively: false)
    defer { file.unlock() }
    try state.known.insert(recordsOf: file)
    state.file = file
  }

  private func seal(_ state: inout State) throws {
    guard let file = state.file else { return }
    try file.lock(exclusively: true)
    defer { file.unlock() }
    // What other jobs have added meanwhile.
    try state.known.insert(recordsOf: file)
    try file.append(state.record.bytes)
    state.record = VaultRecord.Builder()
  }
}

extension DigestSet {
  /// Remembers what stands behind the last record that was read or written.
  func insert(recordsOf file: VaultFile) throws {
    try file.readRecords { record in
      try record.forEachEntry { _ = insert(VaultRecord.digest($0.identity, $0.value)) }
    }
  }
}

/// Gathers what one thread's substitutes stand for.
final class VaultKeeper {
  fileprivate struct Place {
    let digest: UInt64
    let start: Int
    let rule: Int
  }

  private let writer: VaultWriter
  private let isKept: [Bool]
  private var entries: [UInt8] = []
  private var places: [Place] = []
  /// Digests that this thread has met lately: logs repeat themselves.
  private var recent: [UInt64] = []
  private var failure: (any Error)?

  private static let bufferSize = 64 << 10
  private static let recentSize = 1 << 16

  fileprivate init(_ writer: VaultWriter) {
    self.writer = writer
    isKept = writer.isKept
  }

  /// Called for each substitute that is written.
  func keep(_ value: UnsafeRawBufferPointer, rule: Int, as identity: SubstituteIdentity) {
    guard isKept[rule] else { return }
    let digest = VaultRecord.digest(identity, value)
    if recent.isEmpty { recent = Array(repeating: 0, count: Self.recentSize) }
    let slot = Int(truncatingIfNeeded: digest >> 20) & (Self.recentSize - 1)
    guard recent[slot] != digest else { return }
    recent[slot] = digest
    places.append(Place(digest: digest, start: entries.count, rule: rule))
    VaultRecord.append(identity, UInt16(rule), value, to: &entries)
    guard entries.count >= Self.bufferSize else { return }
    do { try handOver() } catch { failure = failure ?? error }
  }

  /// Gives everything to the writer: before what it stands for goes out.
  func handOver() throws {
    if let failure { throw failure }
    guard !places.isEmpty else { return }
    try writer.take(entries, places)
    entries.removeAll(keepingCapacity: true)
    places.removeAll(keepingCapacity: true)
  }
}
