package import Documents

/// One line of the journal: what is about to happen, or what has happened.
///
/// It holds digests and lengths only; never output, never a resolved value.
package struct JournalEvent: Codable, Equatable, Sendable {
  package enum Kind: String, Codable, Sendable, CaseIterable {
    /// The run begins: bundle, digest of its checksums, executor.
    case started
    /// The run is taken up again by another process.
    case resumed
    /// A torn last line was cut off.
    case recovered
    /// A condition was judged before a step or before the run.
    case gate
    /// A person (or `--yes`) agreed to a step.
    case confirmed
    /// A command is about to start. Durable before it does.
    case intent
    /// A command has ended.
    case result
    /// An intent without a result was judged.
    case resolved
    /// A step reached a state.
    case step
    /// What is above is sealed.
    case checkpoint
    /// A signal ended the run for now.
    case interrupted
    /// The run reached an end.
    case finished
    /// The client's own program could not be told.
    case notified
    /// A redaction report of the ticket was read: what is to be rotated.
    case exposed
    /// Something that `close` demands is left, with a reason.
    case waived
    /// Nothing that `close` demands is open.
    case closed
  }

  /// Why a command runs.
  package enum Phase: String, Codable, Sendable {
    case precondition, backup, precheck, run, verify, rollback, rollbackVerify, post, postVerify

    /// Whether the command may change the target.
    package var hasEffect: Bool { self == .run || self == .rollback || self == .post }
  }

  package struct Digest: Codable, Equatable, Sendable {
    package var bytes: Int
    package var sha256: String
  }

  package struct Process: Codable, Equatable, Sendable {
    package var pid: Int
    package var group: Int
    /// The system's own start time; see ``ProcessIdentity``.
    package var started: String
  }

  package struct Seal: Codable, Equatable, Sendable {
    /// The lines above this event.
    package var lines: Int
    /// The bytes above this event.
    package var size: Int
    /// What gave rise to it: `start`, `gate`, `end`.
    package var occasion: String
    /// The SSHSIG blob, base64 without armour.
    package var signature: String
  }

  /// Who rotated an exposed secret, when, and how that is known.
  package struct Rotation: Codable, Equatable, Sendable {
    package var by: String
    package var at: Timestamp
    package var proof: String?
  }

  /// Whether it is the intent of a step itself: from there on the run has begun.
  package var beginsStep: Bool { type == .intent && phase == .run }

  package var v = 1
  /// 1-based: the number of the line.
  package var seq: Int
  package var ts: Timestamp
  package var run: String
  /// The SHA-256 of the previous line without its newline; zeros for the first line.
  package var prev: String
  package var type: Kind
  package var step: String?
  /// The principal who executes.
  package var actor: String?

  package var phase: Phase?
  package var attempt: Int?
  /// The SHA-256 of the command as the plan writes it: parameters unresolved.
  package var command: String?
  package var process: Process?
  /// `passed`, `refused`, `failed`, `timed-out`, `interrupted`, …
  package var outcome: String?
  package var exit: Int?
  package var signal: Int?
  package var milliseconds: Int?
  package var stdout: Digest?
  package var stderr: Digest?
  /// The state a step or the run reached.
  package var state: String?
  /// A name or a reason, without values.
  package var note: String?
  package var bundle: String?
  package var sums: String?
  package var checkpoint: Seal?
  /// Of `started` and `resumed`: why it is an emergency, where it is one.
  package var emergency: String?
  /// Of `started`: when the bundle was made, and when the approvals sufficed that the run needed to
  /// begin; each by its signer's clock.
  package var created: Timestamp?
  package var approved: Timestamp?
  /// Of a refusal: which gate is closed, as ``RunRefusal/Gate``; or `person`, `step`.
  package var gate: String?
  /// Of `started`: nothing of this journal was executed.
  package var rehearsal: Bool?
  /// Of `confirmed`: where the step's change went through review.
  package var pullRequest: MergedPullRequest?
  /// Of `exposed`.
  package var exposure: ExposureReport?
  /// Of `confirmed`: what was rotated.
  package var rotation: Rotation?

  package init(seq: Int, ts: Timestamp, run: String, prev: String, type: Kind) {
    self.seq = seq
    self.ts = ts
    self.run = run
    self.prev = prev
    self.type = type
  }
}
