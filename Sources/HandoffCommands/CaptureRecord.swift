internal import Documents
internal import Execution
internal import Redaction

/// `capture.json`: what was run, when, and how it ended; nothing in it that was redacted.
struct CaptureRecord: Codable {
  struct Text: Codable {
    let file: String
    let bytes: Int
    /// Why nothing of it was kept.
    let leftOut: String?
  }

  /// No key of this file may be a rule's id: what stands under it would be redacted by `pack`.
  struct Count: Codable {
    let rule: String
    let count: Int
  }

  static let fileName = "capture.json"

  var apiVersion = "handoff/v1"
  var kind = "capture"
  /// As a shell would read it, redacted.
  let command: String
  let started: Timestamp
  let ended: Timestamp
  let milliseconds: Int
  /// What the command exited with; nil where a signal ended it.
  let exit: Int?
  let signal: Int?
  let leftBehind: Bool
  var stdout = Text(file: "stdout.txt", bytes: 0, leftOut: nil)
  var stderr = Text(file: "stderr.txt", bytes: 0, leftOut: nil)
  var redacted: [Count] = []
  var profile = ""
  var rulesDigest = ""
  var keyFingerprint = ""
  var tool = "handoff \(HandoffVersion.text)"

  init(command: String, started: Timestamp, ended: Timestamp, _ outcome: ChildOutcome) {
    self.command = command
    self.started = started
    self.ended = ended
    milliseconds = outcome.milliseconds
    leftBehind = outcome.leftBehind
    switch outcome.termination {
    case .exited(let code): (exit, signal) = (code, nil)
    case .signalled(let number): (exit, signal) = (nil, number)
    }
  }

  mutating func add(_ files: CaptureFiles, _ setup: RedactionSetup) {
    func text(_ stream: CaptureRedaction.Stream) -> Text {
      Text(
        file: stream.name, bytes: files.count(stream), leftOut: files.redaction.leftOut(stream))
    }
    stdout = text(.output)
    stderr = text(.errors)
    redacted = files.redaction.counts.sorted { $0.key < $1.key }.map { Count(rule: $0, count: $1) }
    profile = setup.rules.profile.rawValue
    rulesDigest = setup.rules.digest
    keyFingerprint = setup.key.fingerprint
  }

  /// As a shell tells it.
  var status: Int32 { Int32(truncatingIfNeeded: exit ?? 128 + (signal ?? 0)) }
}
