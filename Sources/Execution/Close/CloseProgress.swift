/// How far `close` has come, folded from the journal's events.
package struct CloseProgress: Sendable {
  /// By the item's name, the newest that says how a task or a rotation ended.
  package private(set) var ends: [String: JournalEvent] = [:]
  /// Sealed by whoever gave the reason; before that a waiver counts for nothing.
  package private(set) var waivers: [String: JournalEvent] = [:]
  private(set) var unsealedWaivers: [String: JournalEvent] = [:]
  package private(set) var rotations: [String: JournalEvent.Rotation] = [:]
  package private(set) var exposures = Exposures()
  /// That nothing was open.
  package private(set) var closed: JournalEvent?

  package var hasBegun: Bool {
    !ends.isEmpty || !waivers.isEmpty || !exposures.all.isEmpty || closed != nil
  }

  mutating func apply(_ event: JournalEvent) {
    switch event.type {
    case .step where event.phase == .post:
      if let name = event.step { ends[name] = event }
    case .confirmed:
      if let name = event.step, let rotation = event.rotation { rotations[name] = rotation }
    case .exposed:
      if let report = event.exposure { exposures.add(report) }
      closed = nil
    case .waived:
      if let name = event.step { unsealedWaivers[name] = event }
    case .checkpoint:
      waivers.merge(unsealedWaivers.filter { $0.value.actor == event.actor }) { $1 }
      unsealedWaivers = [:]
    case .closed: closed = event
    default: break
    }
  }

  /// What was done after the run counts no more once a step runs again; a secret stays rotated.
  mutating func reopen() {
    ends = ends.filter { $0.key.hasPrefix(Self.rotation) }
    waivers = waivers.filter { $0.key.hasPrefix(Self.rotation) }
    closed = nil
  }

  /// What the name of a secret's item begins with.
  static let rotation = "rotate:"
}

/// What redaction reports want rotated, each value once.
package struct Exposures: Sendable {
  /// In the order in which they were found.
  package private(set) var all: [ExposedSecret] = []
  private var indices: [String: Int] = [:]
  private var reports: Set<String> = []

  package init() {}

  func contains(id: String) -> Bool { indices[id] != nil }

  package func contains(_ report: ExposureReport) -> Bool { reports.contains(report.sha256) }

  package mutating func add(_ report: ExposureReport) {
    guard reports.insert(report.sha256).inserted else { return }
    for secret in report.secrets {
      if let index = indices[secret.id] {
        all[index].add(secret)
      } else {
        indices[secret.id] = all.count
        all.append(secret)
      }
    }
  }
}
