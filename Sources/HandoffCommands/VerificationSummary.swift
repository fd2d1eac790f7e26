internal import Bundles
internal import Documents

/// What verification found, for a person.
struct VerificationSummary {
  let bundle: VerifiedBundle

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
    console.line("  expires   \(manifest.expires?.description ?? "never")")
  }
}
