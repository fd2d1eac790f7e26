import Bundles
import Documents
import Plans

/// The run as an in-toto Statement: which change, executed by whom, with what outcome.
///
/// Source: in-toto attestation framework, `spec/v1/statement.md`. It is signed as part of the
/// evidence bundle, by what signs SHA256SUMS.
package struct RunStatement: Codable, Equatable, Sendable {
  package static let fileName = "run.intoto.json"
  static let statementType = "https://in-toto.io/Statement/v1"
  static let predicateType = "urn:handoff:run:v1"

  struct Subject: Codable, Equatable, Sendable {
    var name: String
    var digest: [String: String]

    init(_ name: String, sha256: String) {
      self.name = name
      digest = ["sha256": sha256]
    }
  }

  struct Bundle: Codable, Equatable, Sendable {
    var id: String
    var ticket: String
    var client: String
    var plan: String
    var serial: Int
  }

  struct Step: Codable, Equatable, Sendable {
    var id: String
    var `class`: String
    var state: String
    /// SHA-256 of the command as the plan has it.
    var command: String?
    var expectedExit: [Int]?
    var exit: Int?
    var signal: Int?
    var attempts: Int
    var startedOn: Timestamp?
    var finishedOn: Timestamp?
    var milliseconds: Int?
    var rolledBack: Bool
    var reason: String?
  }

  struct Approval: Codable, Equatable, Sendable {
    var role: String
    var principal: String
    var fingerprint: String
    var decision: String
    var created: Timestamp
    var sha256: String
  }

  struct Output: Codable, Equatable, Sendable {
    var path: String
    var sha256: String
    /// What the journal has, where redaction has found more since.
    var captured: String?
  }

  struct LeftOut: Codable, Equatable, Sendable {
    var path: String
    var reason: String
  }

  struct Predicate: Codable, Equatable, Sendable {
    var builder: Manifest.Tool
    var bundle: Bundle
    var run: String
    var executors: [String]
    var startedOn: Timestamp?
    var finishedOn: Timestamp?
    var outcome: String
    var emergency: String?
    var steps: [Step]
    var approvals: [Approval]
    var checkpoints: [String]
    var outputs: [Output]
    var leftOut: [LeftOut]
  }

  var _type = Self.statementType
  var subject: [Subject]
  var predicateType = Self.predicateType
  var predicate: Predicate

  /// Outputs and approvals that are not in the evidence, and why.
  package var leftOut: [String: String] {
    predicate.leftOut.reduce(into: [:]) { $0[$1.path] = $1.reason }
  }

  package init(_ record: EvidenceRecord) {
    subject = [
      Subject("\(EvidenceRecord.changeFolder)/SHA256SUMS", sha256: record.sums),
      Subject("journal.jsonl", sha256: Digest.hex(record.journal)),
    ]
    let metadata = record.plan.metadata
    let captured = record.events.flatMap { EvidenceRecord.outputs(of: $0) }
      .reduce(into: [:]) { $0[$1.path] = $1.digest.sha256 }
    predicate = Predicate(
      builder: Manifest.Tool(name: "handoff", version: HandoffVersion.text),
      bundle: Bundle(
        id: record.manifest.id, ticket: record.manifest.ticket, client: record.manifest.client,
        plan: metadata.id, serial: metadata.serial),
      run: record.events.first?.run ?? "", executors: record.executors,
      startedOn: record.events.first?.ts, finishedOn: record.events.last?.ts,
      outcome: record.outcome, emergency: record.progress.emergency,
      steps: record.plan.steps.map { Self.step(EvidenceStep($0, record)) },
      approvals: record.approvals.map {
        Approval(
          role: $0.approval.role, principal: $0.approval.principal, fingerprint: $0.fingerprint,
          decision: $0.approval.decision.rawValue, created: $0.approval.created,
          sha256: $0.digest)
      },
      checkpoints: record.events.compactMap { Checkpoint($0)?.text },
      outputs: record.outputs.sorted { $0.key < $1.key }.map { path, sha256 in
        Output(
          path: path, sha256: sha256,
          captured: captured[path].flatMap { $0 == sha256 ? nil : $0 })
      },
      leftOut: record.leftOut.sorted { $0.key < $1.key }.map { LeftOut(path: $0, reason: $1) })
  }

  private static func step(_ one: EvidenceStep) -> Step {
    let last = one.attempts.last
    return Step(
      id: one.step.id, class: one.step.class.rawValue, state: one.state,
      command: one.step.run?.digest, expectedExit: one.step.run == nil ? nil : one.step.expect.exit,
      exit: last?.result?.exit, signal: last?.result?.signal, attempts: one.attempts.count,
      startedOn: one.attempts.first?.begun, finishedOn: last?.result?.ts,
      milliseconds: last?.result?.milliseconds, rolledBack: one.progress.state == .rolledBack,
      reason: one.progress.note)
  }

  func encoded() throws -> [UInt8] { try JSONText.encode(self, pretty: true) }
}
