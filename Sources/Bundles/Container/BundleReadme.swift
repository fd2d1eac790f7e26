/// `README.txt`: how to verify and read a bundle with stock tools only.
struct BundleReadme {
  let manifest: Manifest
  /// Who signs, and with which key; nil for an unsigned bundle.
  let signer: (principal: String, fingerprint: String)?

  var text: String {
    var lines = [
      "\(manifest.kind.rawValue) bundle \(manifest.id)",
      "ticket \(manifest.ticket), client \(manifest.client), made \(manifest.created)"
        + (manifest.expires.map { ", good until \($0)" } ?? ""),
      "",
    ]
    if let signer {
      lines += [
        "To verify it without handoff, put the allowed_signers file that you trust into this",
        "folder (it never comes from a bundle), then run these two commands here:",
        "",
        "    ssh-keygen -Y verify -f allowed_signers -I \(signer.principal)"
          + " -n handoff-bundle -s SHA256SUMS.sig < SHA256SUMS",
        "    sha256sum -c SHA256SUMS",
        "",
        "(macOS: shasum -a 256 -c SHA256SUMS.) Both must succeed, and no file may be here that",
        "SHA256SUMS does not list, except SHA256SUMS.sig, your allowed_signers and approvals/.",
        "The signing key is \(signer.fingerprint).",
      ]
    } else {
      lines += [
        "It is not signed, so nobody can tell who made it. Its files can be compared:",
        "",
        "    sha256sum -c SHA256SUMS",
      ]
    }
    return (lines + [""] + contents + [""]).joined(separator: "\n")
  }

  private var contents: [String] {
    switch manifest.kind {
    case .support:
      [
        "ticket.yaml             what happened, where, and who decides",
        "files/                  the client's files, redacted",
        "redaction-report.html   what was redacted, by rule and file (redaction-report.json: data)",
        "",
        "REDACTED_<rule>_<hex> stands for a value; the same hex is the same value everywhere.",
      ]
    case .change:
      [
        "CHECKLIST.html          the change to read, print and sign off (CHECKLIST.md: text)",
        "ROLLBACK.md             when and how to go back",
        "plan.yaml               the plan as its author wrote it",
        "run-by-hand.sh          runs the plan without handoff, asking before each step",
        "patches/, scripts/      what the steps use",
        "approvals/              who countersigned; each .json has its .sig",
      ]
    case .evidence:
      [
        "EVIDENCE.html           what was run, when, with which result (EVIDENCE.md: text)",
        "journal.jsonl           each event, chained by SHA-256",
        "outputs/                what the commands printed, redacted",
      ]
    }
  }
}
