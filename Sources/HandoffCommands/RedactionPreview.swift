internal import DurableFiles
internal import ExternalTools
internal import Redaction

/// `redact --diff`.
struct RedactionPreview {
  private let setup: RedactionSetup
  private let named: NamedValues
  private let pictures: PictureHandling

  init(_ setup: RedactionSetup, _ named: NamedValues, _ pictures: PictureHandling) {
    self.pictures = pictures
    self.setup = setup
    self.named = named
  }

  /// - Parameter paths: standard input if there are none.
  func run(_ paths: [String], _ console: Console) throws {
    var job = RedactionJob(rules: setup.rules, key: setup.key, jobs: setup.jobs)
    let meter = ProgressMeter(console)
    defer { meter.stop() }
    job.named = named
    job.pictures = pictures
    job.progress = meter.progress
    var isAny = false
    let report = try RedactionDiff(job, style: Self.style).run(InputPath.list(paths)) { piece in
      meter.stop()
      isAny = true
      try console.write(Array(piece))
    }
    meter.stop()
    RedactionSummary(report, verb: "would be redacted").write(to: console)
    if isAny, !setup.isKeyKept {
      console.note("there is no key yet: the digits of the placeholders will be others")
    }
  }

  /// Colours for a person, unless they don't want any (no-color.org).
  private static var style: DiffStyle {
    guard Console.isOutputTerminal else { return .plain }
    let isPlain =
      ProcessEnvironment.value("NO_COLOR").map { !$0.isEmpty } ?? false
      || ProcessEnvironment.value("TERM") == "dumb"
    return .terminal(hasColors: !isPlain)
  }
}
