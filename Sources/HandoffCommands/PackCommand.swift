internal import ArgumentParser
internal import Bundles
internal import Documents
internal import DurableFiles
internal import Execution
internal import ExternalTools
internal import Redaction

struct PackCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pack",
    abstract: "Redact files and folders, prove it, and bundle them with their ticket.",
    discussion: """
      The output's suffix decides: .tar.zst or .tar.gz, with .age on top for a bundle that is \
      encrypted to the --encrypt-to recipients. Files that can't be redacted are left out and \
      named, lists of recovery codes too.

      With --split, a larger bundle becomes OUTPUT.001, OUTPUT.002 and so on, with their hashes in \
      OUTPUT.parts, which says how to join them. verify and open take them as they are.

      \(AllowOptions.discussion)
      """)

  @Argument(help: "Files and folders.", completion: .file())
  var paths: [String]

  @Option(name: [.short, .customLong("output")], help: "The bundle's file.")
  var output: String

  @Option(name: .long, help: "Until when it may be used: a time, or a duration (default: 30d).")
  var expires: String?

  @Option(name: .long, help: "What can be revealed later: default, all or none.")
  var vault: String = "default"

  @OptionGroup var pack: PackOptions
  @OptionGroup var ticket: TicketOption
  @OptionGroup var signing: SigningOption
  @OptionGroup var trust: TrustOption
  @OptionGroup var encryption: EncryptionOption
  @OptionGroup var redaction: RedactionOptions
  @OptionGroup var images: ImageOptions
  @OptionGroup var known: KnownOption
  @OptionGroup var allow: AllowOptions
  @OptionGroup var force: ForceOption
  @OptionGroup var json: JSONOption
  @OptionGroup var quiet: QuietOption

  func validate() throws {
    guard ticket.ticket != nil else {
      throw ValidationError("a support bundle belongs to a ticket: --ticket FILE")
    }
    guard !paths.isEmpty else { throw ValidationError("name the files and folders to pack") }
    _ = try BundleOutput.name(output, recipients: encryption.encryptTo)
    _ = try pack.limits()
    if let expires { _ = try Moment.parse(expires) }
    guard Vault.Scope(rawValue: vault) != nil else {
      throw ValidationError("--vault takes default, all or none")
    }
  }

  func run() async throws {
    let console = quiet.console
    let settings = try ClientSettings.load()
    let ticketFile = ticket.ticket ?? ""
    let model = try Ticket(path: ticketFile)
    var writer = try await BundleOutput.writer(
      kind: .support, ticket: model.id, client: model.client, expires: expires.map(Moment.parse),
      signing: signing, trust: trust, encryption: encryption, settings: settings)
    writer.limits = try pack.limits()
    let name = try BundleOutput.name(output, recipients: encryption.encryptTo)
    try writer.checkPlace(name, replacing: force.force)
    let setup = try RedactionSetup(
      redaction, ticket: model.id, allowing: allow.load(console), makesKey: !pack.dryRun)
    let scope = pack.dryRun ? .none : Vault.Scope(rawValue: vault) ?? .none
    var job = RedactionJob(
      rules: setup.rules, key: setup.key, vault: scope == .none ? nil : setup.vault(),
      vaultScope: scope, jobs: setup.jobs)
    let folder = try PrivateFolder()
    let redacted = folder.path + "/redacted"
    let meter = ProgressMeter(console)
    defer { meter.stop() }
    job.named = try known.values(console)
    job.progress = meter.progress
    job.leavesOutCodes = true
    job.pictures = images.handling
    let reports = ["redaction-report.json", "redaction-report.html"]
    job.reports = reports.compactMap { ReportFile(path: "\(folder.path)/\($0)") }
    let report = try job.run(placing: places(ticket: ticketFile), output: redacted)
    if pack.redacted, let unproven = UnredactedInputs(report) { throw unproven }
    var files: [BundleFile] = []
    for (original, file) in try BundleFile.filesRenaming(in: redacted) {
      if original != file.path {
        console.note(
          "\(PrintableText.line(original)): renamed to \(file.path), which every system can hold")
      }
      files.append(file)
    }
    for name in reports {
      files.append(BundleFile(path: name, content: .file("\(folder.path)/\(name)")))
    }
    let sizes = files.map { Int($0.sizeOnDisk) }
    meter.progress.begin(.bundling, bytes: sizes.reduce(0, +), files: files.count)
    writer.progress = { [progress = meter.progress] in progress.add($0) }
    let result =
      pack.dryRun
      ? try writer.estimate(files, to: name, replacing: force.force)
      : try await writer.write(files, to: name, replacing: force.force)
    meter.stop()
    RedactionSummary(report).write(to: console)
    for capture in report.captures { console.note(CaptureText(capture).text) }
    for note in SensitiveFiles.notes(report, files: files.map(\.path)) { console.note(note) }
    if writer.key == nil {
      console.warning(
        "\(output): not signed, so nobody can verify it", hint: "sign it: --sign KEY")
    }
    let summary = PackSummary(
      output: output, isDryRun: pack.dryRun, result: result, partSize: writer.limits.partSize,
      entries: zip(files, sizes).map { PackSummary.Entry(path: $0.path, bytes: $1) },
      signer: writer.key?.publicKey.fingerprint, redaction: report)
    if json.json {
      try console.write(json: summary.report)
    } else if pack.dryRun {
      try summary.writeEntries(to: console)
    }
    summary.write(to: console)
    if !pack.dryRun { remember(result.manifest, report: reports[0], in: folder, console) }
  }

  /// What is to be rotated, for `close` on this machine.
  private func remember(
    _ manifest: Manifest, report name: String, in folder: PrivateFolder, _ console: Console
  ) {
    do {
      let report = try ExposureReport(
        DurableFile.read("\(folder.path)/\(name)"), file: name, source: manifest.id)
      try PackRecords(ticket: manifest.ticket).add(report)
    } catch {
      console.warning(
        "what is to be rotated could not be noted on this machine",
        hint: "name the bundle at the end: handoff close DIR --report \(output)")
    }
  }

  /// One folder's content goes below `files/`; several inputs by their names.
  private func places(ticket: String) throws -> [(path: String, place: String)] {
    var places = [(path: ticket, place: "ticket.yaml")]
    if paths.count == 1, RegularFile.isFolder(paths[0]) {
      return places + [(paths[0], "files")]
    }
    var taken: Set<String> = []
    for path in paths {
      let name = RegularFile.lastComponent(path)
      guard taken.insert(name).inserted else {
        throw ValidationError(
          "two inputs are called '\(PrintableText.line(name))': pack their folder")
      }
      places.append((path, "files/" + name))
    }
    return places
  }
}
