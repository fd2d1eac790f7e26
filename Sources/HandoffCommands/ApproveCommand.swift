internal import ArgumentParser
internal import Bundles
internal import Documents
internal import DurableFiles
internal import Execution

struct ApproveCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "approve",
    abstract: "Countersign a bundle in a role: into the bundle, or detached.",
    discussion: """
      Without --output the bundle is written again with the approval in approvals/; what its \
      author signed stays as it is. With --output FILE the approval goes to FILE and its \
      signature to FILE.sig, for handoff run --approval FILE.
      """)

  @Argument(help: "The bundle.")
  var bundle: String

  @Option(name: .long, help: "The role in which you approve.")
  var role: String

  @Option(name: [.short, .long], help: "Where a detached approval goes.")
  var output: String?

  @Option(name: .long, help: "Why.")
  var reason: String?

  @Option(name: .long, help: "Until when it counts: a time, or a duration such as 4h.")
  var expires: String?

  @Option(name: .long, help: "How many runs it is good for.")
  var maxRuns = 1

  @Flag(name: .long, help: "Withdraw: no run may start or go on with this bundle.")
  var withdraw = false

  @OptionGroup var signing: SigningOption
  @OptionGroup var trust: TrustOption
  @OptionGroup var identity: IdentityOption
  @OptionGroup var encryption: EncryptionOption
  @OptionGroup var force: ForceOption
  @OptionGroup var json: JSONOption
  @OptionGroup var quiet: QuietOption

  func validate() throws {
    guard Approval.isRole(role) else {
      throw ValidationError("'\(role)' is not a role, such as change-approver.")
    }
    guard maxRuns > 0 else { throw ValidationError("--max-runs must be 1 or more.") }
    if let expires { _ = try Moment.parse(expires) }
    if role == Approval.emergencyRole, !withdraw,
      reason?.contains(where: { !$0.isWhitespace }) != true
    {
      throw ValidationError("An emergency needs its reason: give --reason.")
    }
    guard signing.sign != nil else {
      throw ValidationError("An approval is a signature: give --sign KEY.")
    }
  }

  func run() async throws {
    let console = quiet.console
    let settings = try ClientSettings.load()
    let verifier = try settings.verifier(allowedSigners: trust.allowedSigners)
    let isFolder = RegularFile.isFolder(bundle)
    let bundles = try BundleVerifier(
      settings: settings, allowedSigners: trust.allowedSigners, identities: identity.identity)
    let verified = try await bundles.verify(
      bundle, extractingFor: isFolder || output != nil ? nil : bundle)
    guard verified.isVerified, let manifest = verified.manifest, let author = verified.signers.first
    else {
      VerificationSummary(bundle: verified).write(to: console)
      throw ExitCode(3)
    }
    for remark in verified.remarks.prefix(5) { console.warning(remark) }
    let subject = try ApprovalSubject(plan: verified.plan)
    for line in subject.lines { console.line("  \(line)") }
    if role == Approval.emergencyRole, !withdraw {
      console.warning(
        "an emergency approval stands for all approvals of the plan, and for its window",
        hint: "it counts for 'handoff run --emergency', for \(expires ?? "4 hours")")
    }
    let key = try await SigningKey(path: signing.sign ?? "", locator: settings.locator)
    let approval = try approval(
      of: verified, manifest: manifest, author: author,
      principal: principal(of: key, verifier: verifier, settings: settings),
      fingerprint: key.publicKey.fingerprint, subject: subject, settings: settings)
    if key.publicKey.isSecurityKey { console.note("touch your security key when it blinks") }
    let pair = try await ApprovalPair(approval, key: key)
    // What goes out must be what a run will accept.
    let checked = try await VerifiedApproval(
      file: pair.file, signature: pair.signature, name: pair.name, bundleId: manifest.id,
      sums: verified.sums, verifier: verifier, settings: settings)
    let place = BundleApproval(
      bundle: bundle, recipients: encryption.encryptTo, locator: settings.locator)
    if let output {
      try pair.write(detached: output, replacing: force.force)
    } else if isFolder {
      try pair.write(intoFolder: bundle)
    } else {
      try await place.add(pair, to: verified)
    }
    // A run that goes on at this moment on this machine sees it before its next step.
    try Withdrawals(sums: approval.sums).add(ApprovalFact(checked))
    if json.json { try console.write(json: approval) }
    console.note(
      "\(bundle): \(approval.decision.rawValue) by \(approval.principal) as \(role)"
        + (approval.expires.map { ", until \($0)" } ?? ""))
  }

  private func principal(
    of key: SigningKey, verifier: SignatureVerifier, settings: ClientSettings
  ) throws -> String {
    let names = verifier.signers.principals(
      of: key.publicKey, namespace: SignatureNamespace.approval.rawValue)
    guard let name = names.first(where: { settings.allows($0, role: role) }) ?? names.first else {
      throw BundleError(
        .signer, "your key \(key.publicKey.fingerprint) is not among the allowed signers",
        hint: "pin it first: handoff signers add")
    }
    return name
  }

  private func approval(
    of bundle: VerifiedBundle, manifest: Manifest, author: Signer, principal: String,
    fingerprint: String, subject: ApprovalSubject, settings: ClientSettings
  ) throws -> Approval {
    guard principal != author.principal, fingerprint != author.fingerprint else {
      throw BundleError(
        .approval, "\(principal) is the bundle's author and can't approve it",
        hint: "somebody else must")
    }
    guard settings.allows(principal, role: role) else {
      throw BundleError(
        .approval, "the client's roles don't let \(principal) approve as '\(role)'",
        hint: role == Approval.emergencyRole && settings.roles == nil
          ? "client.yaml must name who may declare one: roles: {emergency: [\(principal)]}"
          : "roles in client.yaml say who may")
    }
    return Approval(
      bundleId: manifest.id, sums: Digest.hex(bundle.sums), role: role, principal: principal,
      decision: withdraw ? .withdrawn : .approved, reason: reason, target: subject.target,
      parameters: subject.parameters, window: subject.window,
      waivers: subject.waivers, maxRuns: maxRuns,
      created: .now,
      expires: try expiry(of: manifest))
  }

  /// An emergency is one for some hours.
  private func expiry(of manifest: Manifest) throws -> Timestamp? {
    if let expires { return try Moment.parse(expires) }
    guard role == Approval.emergencyRole, !withdraw else { return manifest.expires }
    let end = Timestamp.now + 4 * 3600
    return manifest.expires.map { min($0, end) } ?? end
  }
}
