internal import Bundles
internal import Documents
internal import Execution
internal import Plans

/// What verification found, for a person.
struct VerificationSummary {
  let bundle: VerifiedBundle
  var evidence: EvidenceVerifier.Verdict?

  func write(to console: Console) {
    for remark in bundle.remarks.prefix(5) { console.warning(remark) }
    for problem in bundle.problems.prefix(20) {
      console.error(problem.message, hint: problem.hint)
    }
    if bundle.problems.count > 20 {
      console.error("and \(bundle.problems.count - 20) more problems")
    }
    guard bundle.isVerified, let manifest = bundle.manifest else { return }
    let client = PrintableText.name(manifest.client)
    console.note("\(manifest.kind.rawValue) bundle \(manifest.id): verified")
    console.line("  ticket    \(manifest.ticket), client \(client)")
    for signer in bundle.signers {
      console.line("  signed    \(PrintableText.name(signer.principal)), \(signer.fingerprint)")
    }
    for approval in bundle.approvals {
      let principal = PrintableText.name(approval.signer.principal)
      console.line(
        "  \(approval.approval.decision.rawValue)  \(principal) as \(approval.approval.role),"
          + " \(approval.approval.created)")
    }
    console.line("  files     \(bundle.digests.count), nothing unlisted")
    if let evidence { tell(evidence, console) }
    console.line("  expires   \(manifest.expires?.description ?? "never")")
  }

  private func tell(_ evidence: EvidenceVerifier.Verdict, _ console: Console) {
    for remark in evidence.remarks.prefix(10) { console.warning(remark) }
    let metadata = evidence.plan?.metadata
    let plan = metadata.map { "\(PrintableText.name($0.id)), serial \($0.serial)" } ?? "?"
    console.line(
      "  run       \(PrintableText.name(evidence.journal.run ?? "?")): \(evidence.outcome)")
    console.line("  plan      \(plan), SHA256SUMS \(evidence.sums.prefix(16))")
    let names = evidence.executors.map(PrintableText.name).joined(separator: ", ")
    console.line("  executed  by \(names)")
    let width = evidence.steps.map(\.id.count).max() ?? 0
    for step in evidence.steps {
      let padding = String(repeating: " ", count: width - step.id.count)
      console.line("    \(step.id)\(padding)  \(step.state)")
    }
    console.line(
      "  journal   \(evidence.journal.lines) lines, the chain holds, sealed to line \(evidence.journal.sealedLines)"
    )
  }
}
