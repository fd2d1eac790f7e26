internal import Bundles
internal import Documents
internal import DurableFiles
internal import Execution
internal import Plans

/// The note about a bundle or a run to paste in its ticket: what changed, where, who approved it,
/// how to roll it back, and the checkpoints by which a rewritten journal is noticed.
struct ChangeNote {
  private let bundle: VerifiedBundle
  private let manifest: Manifest
  private let plan: Plan?
  private let run: RunFolder?

  /// - Throws: ``BundleError`` for a plan that can't be read.
  init(bundle: VerifiedBundle, manifest: Manifest, run: RunFolder?) throws {
    self.bundle = bundle
    self.manifest = manifest
    self.run = run
    do {
      plan = try bundle.plan.map {
        try Plan.parse(text: String(decoding: $0, as: UTF8.self), file: "plan.yaml")
      }
    } catch {
      throw BundleError(.approval, "\(error)")
    }
  }

  func lines() throws -> [String] {
    var lines = [
      "\(manifest.kind.rawValue) bundle \(manifest.id)",
      "ticket \(manifest.ticket), client \(PrintableText.name(manifest.client))",
      "SHA256SUMS sha256 \(Digest.hex(bundle.sums))",
    ]
    lines += bundle.signers.map {
      "signed by \(PrintableText.name($0.principal)) with \($0.fingerprint)"
    }
    if let run, RunProgress(JournalText(try DurableFile.read(run.journal)).events).isRehearsal {
      lines.insert("REHEARSAL: nothing of this was executed", at: 0)
    }
    if let expires = manifest.expires { lines.append("expires \(expires)") }
    if let run {
      let journal = JournalText(try DurableFile.read(run.journal))
      lines += try self.run(run, journal: journal)
    } else {
      if let plan { lines += section("What is to change", changes(plan)) }
      lines += place()
      if manifest.kind == .change {
        lines += section("Who approved", bundle.approvals.map(Self.text))
      }
    }
    if let plan { lines += rollback(plan) }
    if let run { lines += checkpoints(run) }
    return lines.map(PrintableText.line)
  }

  private func section(_ title: String, _ lines: [String]) -> [String] {
    ["", title + (lines.isEmpty ? ": nothing" : ":")] + lines.map { "  " + $0 }
  }

  private func place() -> [String] {
    guard let plan else { return [] }
    let parts = plan.target.parts.map { "\($0.name) \($0.value)" }.joined(separator: ", ")
    return section("Where", [parts])
  }

  private static func text(_ approval: VerifiedApproval) -> String {
    let principal = PrintableText.name(approval.signer.principal)
    let isEmergency = approval.approval.role == Approval.emergencyRole
    return (isEmergency ? "EMERGENCY (\(approval.approval.reason ?? "no reason")): " : "")
      + "\(approval.approval.decision.rawValue) by \(principal) as \(approval.approval.role) at"
      + " \(approval.approval.created)"
  }

  // MARK: What changed

  private func changes(
    _ plan: Plan, states: [String: String] = [:], merged: [String: MergedPullRequest] = [:]
  ) -> [String] {
    [plan.metadata.title ?? plan.metadata.id]
      + plan.steps.flatMap { step in
        let state = states[step.id].map { ": \($0)" } ?? ""
        let line =
          "\(step.id) (\(step.class.rawValue))\(state)"
          + (step.title == step.id ? "" : ", \(step.title)")
        return [line] + (merged[step.id].map { ["  merged by \($0.text)"] } ?? [])
      }
  }

  private func run(_ folder: RunFolder, journal: JournalText) throws -> [String] {
    let status = try RunStatus(folder: folder, plan: plan)
    let states = Dictionary(uniqueKeysWithValues: status.steps.map { ($0.id, $0.state) })
    let progress = RunProgress(journal.events)
    var lines = progress.emergency.map { ["", "EMERGENCY: \($0)"] } ?? []
    lines += section(
      "What changed (run \(status.run): \(status.state))",
      plan.map {
        changes($0, states: states, merged: progress.steps.compactMapValues(\.pullRequest))
      }
        ?? status.steps.map { "\($0.id): \($0.state)" })
    lines += place()
    let actors = journal.events.compactMap(\.actor).reduce(into: [String]()) { names, name in
      if !names.contains(name) { names.append(name) }
    }
    if let first = journal.events.first, let last = journal.events.last {
      lines += section(
        "When and by whom",
        ["\(first.ts) to \(last.ts)"] + actors.map { "executed by \(PrintableText.name($0))" })
    }
    lines += section(
      "Who approved, and what was checked",
      journal.events.filter { $0.type == .gate && $0.outcome == "passed" }.compactMap { event in
        event.note.map { "\(event.ts) \($0)" }
      })
    if progress.closing.hasBegun { lines += closing(CloseOut(plan: plan, progress)) }
    return lines
  }

  /// What was taken back afterwards, and what was left with which reason.
  private func closing(_ closeOut: CloseOut) -> [String] {
    section(
      "What was revoked, rotated and confirmed afterwards ("
        + (closeOut.closed.map { "closed \($0)" } ?? "not closed") + ")",
      closeOut.summary.map(\.text))
  }

  // MARK: How to go back

  private func rollback(_ plan: Plan) -> [String] {
    let whole =
      run.map { "handoff rollback \($0.path), or step by step, the last one first:" }
      ?? "ROLLBACK.md in the bundle says when and who decides; the last step first:"
    return section(
      "How to roll back",
      [whole]
        + plan.steps.reversed().filter(\.changes).map { step in
          "\(step.id): \(PlanPreview.rollback(of: step))"
        })
  }

  private func checkpoints(_ run: RunFolder) -> [String] {
    guard let checkpoint = try? DurableFile.read(run.checkpoint, limit: 1 << 16) else {
      return section("Checkpoints", [])
    }
    // Whole lines from the left: 'journal verify --checkpoint' takes them as they are.
    return ["", "Checkpoint:"]
      + String(decoding: checkpoint, as: UTF8.self).split(separator: "\n").map(String.init)
  }
}
