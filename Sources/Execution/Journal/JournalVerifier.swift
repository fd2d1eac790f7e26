package import Bundles
import DurableFiles
package import Plans

/// Judges a journal: its chain, its checkpoints, its order, and that nothing ran that the plan
/// doesn't hold.
package struct JournalVerifier {
  package struct Verdict: Sendable {
    package var run: String?
    package var lines = 0
    /// Nothing of it was executed.
    package var isRehearsal = false
    /// Up to here nothing can have been changed unseen.
    package var sealedLines = 0
    /// Who signed the checkpoints.
    package var signers: [Signer] = []
    package var problems: [JournalText.Problem] = []
    package var text = JournalText([])

    package var isGood: Bool { problems.isEmpty }
  }

  /// How much is looked at.
  package enum Scope: Sendable {
    case all
    /// All that the journal itself says: not the outputs beside it, and of the signatures only the
    /// newest, which covers what the others do.
    case journal
  }

  private let verifier: SignatureVerifier
  private let trustsTimes: Bool
  private let scope: Scope

  /// - Parameter trustsTimes: whether each checkpoint's key is judged by the checkpoint's own time:
  ///   only where this machine has written the journal.
  package init(_ verifier: SignatureVerifier, trustsTimes: Bool = false, scope: Scope = .all) {
    self.verifier = verifier
    self.trustsTimes = trustsTimes
    self.scope = scope
  }

  /// - Parameters:
  ///   - folder: holds `journal.jsonl`; a run folder or an opened evidence bundle.
  ///   - plan: what the run was to do, where it is at hand.
  ///   - witnesses: checkpoints that the verifier holds from elsewhere.
  package func verify(
    folder: String, plan: Plan?, witnesses: [Checkpoint] = []
  ) async throws -> Verdict {
    try await verify(
      RunFolder(folder), plan: plan, witnesses: witnesses, comparesOutputs: plan != nil)
  }

  /// - Parameter comparesOutputs: whether the outputs are those that the journal saw; evidence
  ///   redacts them again.
  package func verify(
    _ run: RunFolder, plan: Plan?, witnesses: [Checkpoint] = [], comparesOutputs: Bool
  ) async throws -> Verdict {
    let folder = run.path
    let text = JournalText(try DurableFile.read(folder + "/journal.jsonl"))
    var verdict = Verdict()
    verdict.run = text.events.first?.run
    verdict.lines = text.marks.count
    verdict.text = text
    verdict.problems = text.problems
    func refuse(_ line: Int, _ message: String) {
      verdict.problems.append(JournalText.Problem(line: line, message: message))
    }
    if text.events.isEmpty, text.problems.isEmpty { refuse(0, "the journal is empty") }
    if text.tornBytes > 0 {
      refuse(
        0, "\(text.tornBytes) bytes follow the last whole line: it was cut, or a crash tore it")
    }
    if text.problems.isEmpty, let problem = JournalHead.problem(folder: folder, text: text) {
      refuse(0, problem)
    }
    let seals = text.events.filter { $0.type == .checkpoint }
    for event in seals {
      try await check(event, text, isSigned: scope == .all || event == seals.last, &verdict)
    }
    for witness in witnesses + own(folder) {
      if let problem = witness.problem(in: text) { refuse(0, problem) }
    }
    if let newest = own(folder).first, newest.lines >= text.marks.count {
      refuse(0, "the newest checkpoint's own line is missing")
    }
    if comparesOutputs, scope == .all { checkOutputs(run, text, &verdict) }
    let sums = text.events.first { $0.type == .started }?.sums ?? ""
    verdict.isRehearsal = RunProgress(text.events).isRehearsal
    var order = JournalOrder(plan: plan) { name in
      run.lists(name) ? try? run.verifiedFile(name, sums: sums) : nil
    }
    order.check(text.events)
    verdict.problems += order.problems
    return verdict
  }

  private func checkOutputs(
    _ folder: RunFolder, _ text: JournalText, _ verdict: inout Verdict
  ) {
    for event in text.events where event.type == .result {
      guard let name = event.step, let phase = event.phase, let attempt = event.attempt else {
        continue
      }
      let base = RunFolder.fileName(name, phase: phase, attempt: attempt)
      for (file, digest) in [("\(base).txt", event.stdout), ("\(base).stderr.txt", event.stderr)] {
        guard let digest else { continue }
        let bytes = try? DurableFile.read("\(folder.outputs)/\(file)")
        if bytes.map({ JournalText.digest($0) }) != digest.sha256 {
          verdict.problems.append(
            JournalText.Problem(
              line: event.seq,
              message:
                "outputs/\(file) is \(bytes == nil ? "missing" : "not the one that was captured")"))
        }
      }
    }
  }

  /// The copy of the newest checkpoint that stands beside the journal.
  private func own(_ folder: String) -> [Checkpoint] {
    guard let bytes = try? DurableFile.read(folder + "/checkpoint.txt"),
      let checkpoint = Checkpoint(quotedIn: String(decoding: bytes, as: UTF8.self))
    else { return [] }
    return [checkpoint]
  }

  private func check(
    _ event: JournalEvent, _ text: JournalText, isSigned: Bool, _ verdict: inout Verdict
  ) async throws {
    func refuse(_ message: String) {
      verdict.problems.append(JournalText.Problem(line: event.seq, message: message))
    }
    guard let checkpoint = Checkpoint(event), let seal = event.checkpoint else {
      return refuse("a checkpoint without a seal")
    }
    guard checkpoint.lines == event.seq - 1 else {
      return refuse("the checkpoint seals other lines than those above it")
    }
    if let problem = checkpoint.problem(in: text) { return refuse(problem) }
    guard isSigned else { return }
    let signer: Signer
    do {
      signer = try await checkpoint.signer(
        of: seal.signature, verifier: trustsTimes ? verifier.at(checkpoint.time) : verifier)
    } catch let error as BundleError {
      return refuse("the checkpoint: \(error.message)")
    }
    if let actor = event.actor, actor != signer.principal {
      return refuse("the checkpoint is signed by \(signer.principal), its actor is \(actor)")
    }
    if !verdict.signers.contains(signer) { verdict.signers.append(signer) }
    verdict.sealedLines = event.seq
  }
}
