import DurableFiles
import Pictures

/// A picture among the inputs of a job.
struct JobPicture {
  let text: JobText
  let format: PictureFormat
  let job: RedactionJob

  /// The first pass.
  func begin(_ redactor: Redactor, _ found: SharedValues) throws -> FirstPass {
    guard let handling = job.pictures else { return .leftOut(format.name) }
    job.progress?.add(text.file.size)
    guard handling.mode == .redact else { return .picture(nil) }
    do {
      let reading = try redaction(handling).read(text.read(), redactor, onValue: found.add)
      return .picture(reading)
    } catch let reason as LeaveOut {
      try refuse(reason)
      return .leftOut(reason.reason)
    }
  }

  /// The second pass.
  func finish(
    _ reading: PictureReading?, _ redaction: FileRedaction, _ worker: FileRedaction.Worker,
    named name: String, label: String
  ) throws -> FileOutcome {
    job.progress?.add(text.file.size)
    let bytes = try text.read()
    guard let handling = job.pictures, let reading else {
      try bytes.withUnsafeBytes { try redaction.stage.write($0, as: name) }
      return FileOutcome(
        pictures: [RedactionReport.Picture(path: label, isKept: true, pages: 1, boxes: [])])
    }
    do {
      let painted = try self.redaction(handling).paint(
        bytes, reading, worker.redactor, folded: redaction.folded)
      try painted.bytes.withUnsafeBytes { try redaction.stage.write($0, as: name) }
      var outcome = ChunkPipeline.Outcome()
      outcome.bytesRead = bytes.count
      for place in painted.findings.places {
        outcome.perRule[place.rule, default: 0] += 1
        if place.isKnown { outcome.propagated += 1 }
      }
      let boxes = painted.findings.places.map {
        RedactionReport.Picture.Box($0, rules: job.rules)
      }
      return FileOutcome(
        texts: [(label, outcome)],
        pictures: [
          RedactionReport.Picture(
            path: label, isKept: false, pages: reading.pages.count, boxes: boxes)
        ])
    } catch let reason as LeaveOut {
      try refuse(reason)
      return FileOutcome(
        leftOut: [LeftOut(path: label, reason: reason.reason, source: text.file.path)])
    }
  }

  private func redaction(_ handling: PictureHandling) -> PictureRedaction {
    PictureRedaction(file: text.file, format: format, handling: handling, rules: job.rules)
  }

  /// Who asks for a picture by its name gets it redacted or nothing.
  private func refuse(_ reason: LeaveOut) throws {
    guard text.file.isNamed else { return }
    let path = try PathMask(job.rules).show(text.file.path)
    throw JobFault(
      code: .unreadable, report: "\(path): can't be redacted: \(reason.reason)",
      hint: reason.hint
        ?? "take a sharper or larger picture, or the text itself; or --images drop to go on "
        + "without it")
  }
}
