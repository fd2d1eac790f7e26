import DurableFiles
import Synchronization

/// Finds secrets in files and folders, and in their names, and changes nothing.
public struct SecretCheck: Sendable {
  public struct Finding: Sendable, Hashable {
    /// As it may be shown: what is found in a name is told by its rule's id.
    public let file: String
    /// 1-based; 0 where the file's or folder's name holds it.
    public let line: Int
    /// 1-based, in the check's unit.
    public let column: Int
    public let rule: String
    public let category: String
    /// Of its line, see ``FindingContext``; empty where it wasn't asked for.
    public let context: String
    /// Where a picture shows it; line and column are its upper left corner then, in pixels from 1,
    /// or where the picture begins in its text.
    public let box: RedactionReport.Picture.Box?
  }

  /// What wasn't judged, and what isn't told.
  public struct Outcome: Sendable {
    public fileprivate(set) var leftOut: [LeftOut]
    /// Findings that somebody allows.
    public fileprivate(set) var allowed: [AllowedCount] = []
  }

  private let rules: CompiledRules
  /// Workers at the same time.
  private let jobs: Int
  /// Values that a person named: they are findings too.
  package var named = NamedValues()
  /// What is done with pictures; nil leaves them out.
  package var pictures: PictureHandling?
  /// What else is told.
  package var detail = FindingDetail()
  /// Is told how far the check is.
  package var progress: JobProgress?

  public init(rules: CompiledRules, jobs: Int = 1) {
    self.rules = rules
    self.jobs = jobs
  }

  /// - Parameter onFinding: each finding in the order of the files; called by one thread at a time.
  /// - Throws: ``FileError`` where a named path is missing, ``JobFault`` where it can't be judged.
  public func run(
    _ paths: [String], onFinding: @escaping @Sendable (Finding) throws -> Void
  ) throws -> Outcome {
    try run(paths.map { InputPath($0) }, onFinding: onFinding)
  }

  package func run(
    _ inputs: [InputPath], onFinding: @escaping @Sendable (Finding) throws -> Void
  ) throws -> Outcome {
    let known = try named.known(rules)
    let mask = try PathMask(rules, known: known)
    do {
      return try check(inputs, mask, known, onFinding)
    } catch let error as FileError {
      throw mask.show(error)
    }
  }

  private func check(
    _ inputs: [InputPath], _ mask: PathMask, _ known: KnownValues?,
    _ onFinding: @escaping @Sendable (Finding) throws -> Void
  ) throws -> Outcome {
    var tree = InputTree()
    // The place in the output is the path itself, so that every folder is named.
    for input in inputs { try tree.add(input.path, at: input.shown) }
    for path in tree.folders + tree.files.map(\.relativePath) {
      for place in try mask.places(inNameOf: path) {
        try onFinding(Finding(place, line: 0, file: mask.show(path)))
      }
    }
    let files = try tree.files.map { Item(file: $0, shown: try mask.show($0.relativePath)) }
    let outcome = Mutex(
      Outcome(
        leftOut: try tree.leftOut.map {
          LeftOut(path: try mask.show($0.path), reason: $0.reason)
        }))
    progress?.begin(.checking, tree.files)
    var rest = files[...]
    while let first = rest.first {
      let end = first.isLarge ? 1 : rest.prefix { !$0.isLarge }.count
      let next = rest.prefix(end)
      rest = rest.dropFirst(end)
      try Workers(first.isLarge ? 1 : jobs).forEach(Array(next)) { item, redactor in
        defer { progress?.endFile() }
        return try judge(item, redactor, known, onFinding)
      } inOrder: { item, judged in
        for finding in judged.findings { try onFinding(finding) }
        outcome.withLock {
          $0.leftOut += judged.leftOut
          $0.allowed += judged.allowed
        }
      } makeWorker: {
        try Redactor(rules: rules, key: PlaceholderKey.ephemeral(), known: known)
      }
    }
    return outcome.withLock { $0 }
  }

  private struct Item: Sendable {
    let file: InputFile
    let shown: String

    /// Such a file uses all workers by itself.
    var isLarge: Bool {
      file.isPipe || file.size > (isPacked ? JobText.smallPacked : RedactionJob.inMemoryLimit)
    }

    /// By its name: to know is the matter of whoever opens it.
    private var isPacked: Bool {
      Self.packedEndings.contains { file.path.lowercased().hasSuffix($0) }
    }

    private static let packedEndings = [
      ".gz", ".tgz", ".zst", ".tzst", ".xz", ".txz", ".bz2", ".tbz2", ".tar", ".zip", ".jar",
      ".war",
    ]
  }

  private struct Judged: Sendable {
    /// Those that weren't told at once.
    var findings: [Finding] = []
    var leftOut: [LeftOut] = []
    var allowed: [AllowedCount] = []
  }

  private func judge(
    _ item: Item, _ redactor: Redactor, _ known: KnownValues?,
    _ onFinding: @escaping @Sendable (Finding) throws -> Void
  ) throws -> Judged {
    let file = item.file
    switch try JobText.open(file, pictures: pictures) {
    case .leftOut(let reason): return try leaveOut(item, reason)
    case .text(let text) where text.isPacked: return try unpack(item, redactor, known, onFinding)
    case .text(let text) where text.picture != nil: return try look(text, item, redactor)
    case .text(let text) where !text.isStreamed:
      progress?.add(file.size)
      let bytes = try text.read()
      let places = try redactor.find(bytes, path: file.path, detail: detail)
      let outcome = ChunkPipeline.Outcome(redactor.finder, bytesRead: bytes.count)
      let (findings, leftOut) = try look(
        IllustratedText(bytes, starts: outcome.pictures), path: file.path, shown: item.shown,
        places, redactor)
      return Judged(
        findings: findings, leftOut: leftOut,
        allowed: outcome.allowed.counts(rules, file: item.shown))
    case .text(let text):
      let sink = FindingSink(rules: rules, detail: detail) {
        try onFinding(Finding($0, file: item.shown))
      }
      let pipeline = ChunkPipeline(
        rules: rules, key: try PlaceholderKey.ephemeral(), known: known,
        hint: FormatHint(path: file.path), jobs: jobs, path: file.path)
      var observer = ChunkPipeline.Observer(
        onFindings: { try sink.take($0, $1, $2) }, onProgress: { [progress] in progress?.add($0) })
      observer.findingReach = detail.reach
      let outcome = try text.run(pipeline, to: sink, observer)
      var judged = Judged(allowed: outcome.allowed.counts(rules, file: item.shown))
      if text.mayBeIllustrated, !outcome.pictures.isEmpty {
        (judged.findings, judged.leftOut) = try look(
          IllustratedText(text.read(), starts: outcome.pictures), path: file.path,
          shown: item.shown, [], redactor)
      } else {
        judged.leftOut = IllustratedText.leftOut(outcome, label: item.shown, source: "")
      }
      return judged
    }
  }

  private func leaveOut(_ item: Item, _ reason: String, hint: String? = nil) throws -> Judged {
    guard !item.file.isNamed else {
      let mending =
        FileKind.isPicture(reason)
        ? "take a sharper or larger picture as PNG, JPEG, WebP, TIFF or PDF, or the text itself"
        : "unpack, export or retype what is in it as text, and check that"
      throw JobFault(
        code: .unreadable, report: "\(item.shown): can't be checked: \(reason)",
        hint: hint ?? mending)
    }
    return Judged(leftOut: [LeftOut(path: item.shown, reason: reason)])
  }

  // MARK: Pictures

  private func look(_ text: JobText, _ item: Item, _ redactor: Redactor) throws -> Judged {
    progress?.add(item.file.size)
    guard let pictures, let format = text.picture else { return try leaveOut(item, "a picture") }
    let redaction = PictureRedaction(
      path: item.file.path, format: format, handling: pictures, rules: rules)
    do {
      let finder = try PictureFinder(rules: rules, redactor: redactor, named: named)
      let found = try finder.find(redaction.pages(text.read()), file: item.file.path)
      return Judged(findings: found.ordered.map { Finding($0, rules, file: item.shown) })
    } catch let reason as LeaveOut {
      return try leaveOut(item, reason.reason, hint: reason.hint)
    }
  }

  private func look(
    _ text: IllustratedText, path: String, shown: String, _ places: [Redactor.Place],
    _ redactor: Redactor
  ) throws -> (findings: [Finding], leftOut: [LeftOut]) {
    try IllustratedCheck(
      rules: rules, redactor: redactor, handling: pictures, named: named, path: path, shown: shown
    ).look(text, beside: places)
  }

  // MARK: What is packed

  private func unpack(
    _ item: Item, _ redactor: Redactor, _ known: KnownValues?,
    _ onFinding: @escaping @Sendable (Finding) throws -> Void
  ) throws -> Judged {
    let waiting = Mutex<[Finding]>([])
    // By itself, its findings are told at once: there may be very many.
    let keep: @Sendable (Finding) throws -> Void = { finding in
      waiting.withLock { $0.append(finding) }
    }
    let leaf = CheckingLeaf(
      rules, redactor, known, file: item.file.path, shown: item.shown,
      jobs: item.isLarge ? jobs : 1, detail: detail, pictures: pictures, named: named,
      tell: item.isLarge ? onFinding : keep)
    do {
      try PackedWalk.run(leaf, item.file, jobs: 1, progress, into: nil)
    } catch {
      guard let reason = LeaveOut(ofWhole: error) else { throw error }
      return try leaveOut(item, reason.reason)
    }
    return Judged(findings: waiting.withLock { $0 }, leftOut: leaf.leftOut, allowed: leaf.allowed)
  }
}

extension SecretCheck.Finding {
  init(_ place: Redactor.Place, line: Int? = nil, file: String) {
    self.file = file
    self.line = line ?? place.line
    column = place.column
    rule = place.rule
    category = place.category.rawValue
    context = line == 0 ? FindingContext.none : place.context
    box = nil
  }

  /// - Parameter cut: where the picture stands in a text.
  init(
    _ place: PictureFindings.Place, _ rules: CompiledRules, file: String,
    in cut: IllustratedText.Cut? = nil
  ) {
    let rule = rules.rules[place.rule]
    let box = RedactionReport.Picture.Box(place, rules: rules)
    self.file = file
    line = cut?.line ?? box.y + 1
    column = cut?.column ?? box.x + 1
    self.rule = rule.id
    category = rule.category.rawValue
    context = FindingContext.none
    self.box = box
  }
}
