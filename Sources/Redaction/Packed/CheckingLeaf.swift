import Pictures

/// Finds what is in a packed input, and changes nothing.
final class CheckingLeaf: PackedLeaf {
  private let rules: CompiledRules
  private let redactor: Redactor
  private let known: KnownValues?
  private let mask: PathMask
  /// The input's path, and as it may be shown.
  private let file: String
  private let shown: String
  private let jobs: Int
  private let detail: FindingDetail
  /// Told each finding in their order.
  private let tell: @Sendable (SecretCheck.Finding) throws -> Void
  let pictures: PictureHandling?
  private let named: NamedValues
  private(set) var leftOut: [LeftOut] = []
  private(set) var allowed: [AllowedCount] = []

  init(
    _ rules: CompiledRules, _ redactor: Redactor, _ known: KnownValues?, file: String,
    shown: String, jobs: Int, detail: FindingDetail, pictures: PictureHandling?,
    named: NamedValues,
    tell: @escaping @Sendable (SecretCheck.Finding) throws -> Void
  ) {
    self.rules = rules
    self.redactor = redactor
    self.known = known
    mask = PathMask(redactor)
    self.file = file
    self.shown = shown
    self.jobs = jobs
    self.detail = detail
    self.pictures = pictures
    self.named = named
    self.tell = tell
  }

  func begin(_ path: String) throws {
    for place in try mask.places(inNameOf: path) {
      try tell(SecretCheck.Finding(place, line: 0, file: shown(path)))
    }
  }

  func text(_ text: PackedText, _ bytes: [UInt8], into _: (any ByteTarget)?) throws {
    let shown = try shown(text.path)
    let places = try redactor.find(
      bytes, path: text.name, file: file + text.path, detail: detail)
    let outcome = ChunkPipeline.Outcome(redactor.finder, bytesRead: bytes.count)
    allowed += outcome.allowed.counts(rules, file: shown)
    let (findings, leftOut) = try IllustratedCheck(
      rules: rules, redactor: redactor, handling: pictures, named: named, path: file + text.path,
      shown: shown
    ).look(IllustratedText(bytes, starts: outcome.pictures), beside: places)
    for finding in findings { try tell(finding) }
    self.leftOut += leftOut
  }

  func stream(_ text: PackedText, _ source: StreamChunkSource, into _: (any ByteTarget)?) throws {
    let shown = try shown(text.path)
    let sink = FindingSink(rules: rules, detail: detail) { [tell] in
      try tell(SecretCheck.Finding($0, file: shown))
    }
    let pipeline = ChunkPipeline(
      rules: rules, key: try PlaceholderKey.ephemeral(), known: known,
      hint: FormatHint(path: text.name), jobs: jobs, path: file + text.path)
    var observer = ChunkPipeline.Observer(onFindings: { try sink.take($0, $1, $2) })
    observer.findingReach = detail.reach
    let outcome = try pipeline.run(from: source, to: sink, observer)
    allowed += outcome.allowed.counts(rules, file: shown)
    leftOut += IllustratedText.leftOut(outcome, label: shown, source: "")
  }

  func picture(
    _ text: PackedText, _ bytes: [UInt8], _ format: PictureFormat, into _: (any ByteTarget)?
  ) throws {
    guard let pictures else { throw LeaveOut(format.name) }
    let path = file + text.path
    let redaction = PictureRedaction(path: path, format: format, handling: pictures, rules: rules)
    let finder = try PictureFinder(rules: rules, redactor: redactor, named: named)
    let shown = try shown(text.path)
    for place in try finder.find(redaction.pages(bytes), file: path).ordered {
      try tell(SecretCheck.Finding(place, rules, file: shown))
    }
  }

  private func shown(_ path: String) throws -> String { try shown + mask.show(path) }

  func leaveOut(_ path: String, _ reason: String) throws {
    leftOut.append(LeftOut(path: try shown(path), reason: reason))
  }

  func name(_ path: String) -> String { path }
  func makeTarget() -> MemberTarget? { nil }
}
