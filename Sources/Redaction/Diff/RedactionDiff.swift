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
    var items: [DiffItem] = []
    for file in tree.files {
      do { items.append(try DiffItem(file)) } catch let reason as LeaveOut {
        leftOut.append(LeftOut(path: file.relativePath, reason: reason.reason))
      }
    }
    var given = job.learned?.values ?? FoundValues()
    job.named.add(to: &given, rules: job.rules)
    let found = SharedValues(job.rules, known: given)
    job.progress?.begin(.finding, items.map(\.text.file))
    let reasons = try Workers(job.jobs).map(items, isLarge: \.isStreamed) { item, _, redactor in
      defer { job.progress?.endFile() }
      return try item.collect(job, redactor, found)
    } makeWorker: {
      try Redactor(rules: job.rules, key: job.key, known: nil)
    }
    for (item, reason) in zip(items, reasons) {
      if let reason { leftOut.append(LeftOut(path: item.text.file.relativePath, reason: reason)) }
    }
    let known = try found.takeKnown()
    let names = try DiffNames(job, known)
    if isSingle, let file = leftOut.first {
      throw JobFault.unreadable(
        LeftOut(path: "", reason: file.reason, source: try names.show(file.path).new))
    }
    let taken = zip(items, reasons).filter { $0.1 == nil }.map(\.0)
    let outcomes = try compare(taken, known, stage)
    var tally = JobTally()
    var named = try leftOut.map { LeftOut(path: try names.show($0.path).new, reason: $0.reason) }
    for outcome in outcomes {
      for (path, text) in outcome.texts {
        try tally.add(path, text, rules: job.rules) { try names.show(text: $0) }
      }
      named += outcome.leftOut
    }
    return tally.report(rules: job.rules, key: job.key, leftOut: named, seen: nil)
  }

  /// The second pass, in the order of the files.
  private func compare(
    _ items: [DiffItem], _ known: KnownValues, _ stage: DiffStage
  ) throws -> [FileOutcome] {
    job.progress?.begin(.writing, items.map(\.text.file))
    let outcomes = DiffOutcomes()
    var rest = items[...]
    while let first = rest.first {
      // Several workers look at one large input, or at many small ones.
      let isAlone = first.isAlone
      let next = rest.prefix(isAlone ? 1 : rest.prefix { !$0.isAlone }.count)
      rest = rest.dropFirst(next.count)
      try Workers(isAlone ? 1 : job.jobs).forEach(Array(next)) { item, worker in
        defer { job.progress?.endFile() }
        return try worker.compare(item)
      } inOrder: { _, compared in
        try compared.bytes.withUnsafeBytes(stage.append)
        outcomes.append(compared.outcome)
      } makeWorker: {
        try DiffWorker(self, known, stage)
      }
    }
    return outcomes.all
  }
}
