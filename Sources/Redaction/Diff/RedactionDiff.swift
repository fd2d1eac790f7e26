import DurableFiles
import SystemPackage

/// Shows what a job would change, and writes no file.
///
/// The lines that would go have a mask in each secret's place; those that would come, and those
/// around, are the redacted text. Nothing is shown before everything is proven: until then the diff
/// stands in a file without a name.
package struct RedactionDiff: Sendable {
  /// With whose rules, key and values.
  let job: RedactionJob
  let style: DiffStyle

  package init(_ job: RedactionJob, style: DiffStyle) {
    self.job = job
    self.style = style
  }

  /// - Parameter output: called with one piece of the diff behind the other.
  /// - Returns: what a job over the same inputs would report.
  /// - Throws: ``JobFault``, ``FileError``; then nothing was shown.
  package func run(
    _ inputs: [InputPath], to output: (UnsafeRawBufferPointer) throws -> Void
  ) throws -> RedactionReport {
    do {
      let stage = try DiffStage()
      let report = try run(inputs, stage)
      try stage.forEachPiece(output)
      return report
    } catch let error as FileError {
      throw try PathMask(job.rules, known: job.named.known(job.rules)).show(error)
    }
  }

  private func run(_ inputs: [InputPath], _ stage: DiffStage) throws -> RedactionReport {
    var tree = InputTree()
    for input in inputs { try tree.add(input.path, at: input.shown) }
    let isSingle = inputs.count == 1 && tree.files.first?.isNamed == true
    var leftOut = tree.leftOut
    var hint: String?
    var items: [DiffItem] = []
    for file in tree.files {
      do { items.append(try DiffItem(file, pictures: job.pictures)) } catch let reason as LeaveOut {
        leftOut.append(LeftOut(path: file.relativePath, reason: reason.reason))
        hint = reason.hint
      }
    }
    var given = job.learned?.values ?? FoundValues()
    job.named.add(to: &given, rules: job.rules)
    let found = SharedValues(
      job.rules, known: given, named: job.named, foldsValues: job.pictures?.mode == .redact)
    job.progress?.begin(.finding, items.map(\.text.file))
    let looks = try Workers(job.jobs).map(items, isLarge: \.isStreamed) { item, _, redactor in
      defer { job.progress?.endFile() }
      return try item.collect(job, redactor, found)
    } makeWorker: {
      try Redactor(rules: job.rules, key: job.key, known: nil)
    }
    var taken: [(item: DiffItem, reading: PictureReading?)] = []
    for (item, look) in zip(items, looks) {
      switch look {
      case .taken(let reading): taken.append((item, reading))
      case .leftOut(let reason):
        leftOut.append(LeftOut(path: item.text.file.relativePath, reason: reason.reason))
        hint = reason.hint
      }
    }
    let known = try found.takeKnown()
    let names = try DiffNames(job, known)
    if isSingle, let file = leftOut.first {
      throw JobFault.unreadable(
        LeftOut(path: "", reason: file.reason, source: try names.show(file.path).new), hint: hint)
    }
    let outcomes = try compare(taken, known, found.takeFolded(), stage)
    var tally = JobTally()
    var named = try leftOut.map { LeftOut(path: try names.show($0.path).new, reason: $0.reason) }
    for outcome in outcomes {
      for (path, text) in outcome.texts {
        try tally.add(path, text, rules: job.rules) { try names.show(text: $0) }
      }
      named += outcome.leftOut
    }
    var report = tally.report(rules: job.rules, key: job.key, leftOut: named, seen: nil)
    report.add(outcomes.flatMap(\.pictures), rules: job.rules)
    return report
  }

  /// The second pass, in the order of the files.
  private func compare(
    _ items: [(item: DiffItem, reading: PictureReading?)], _ known: KnownValues,
    _ folded: KnownValues?, _ stage: DiffStage
  ) throws -> [FileOutcome] {
    job.progress?.begin(.writing, items.map(\.item.text.file))
    let outcomes = DiffOutcomes()
    var rest = items[...]
    while let first = rest.first {
      // Several workers look at one large input, or at many small ones.
      let isAlone = first.item.isAlone
      let next = rest.prefix(isAlone ? 1 : rest.prefix { !$0.item.isAlone }.count)
      rest = rest.dropFirst(next.count)
      try Workers(isAlone ? 1 : job.jobs).forEach(Array(next)) { item, worker in
        defer { job.progress?.endFile() }
        return try worker.compare(item.item, item.reading)
      } inOrder: { _, compared in
        try compared.bytes.withUnsafeBytes(stage.append)
        outcomes.append(compared.outcome)
      } makeWorker: {
        try DiffWorker(self, known, folded, stage)
      }
    }
    return outcomes.all
  }
}
