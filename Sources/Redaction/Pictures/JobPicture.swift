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
        pictures: [RedactionReport.Picture(kept: label)])
    }
    do {
      let painted = try self.redaction(handling).paint(
        bytes, reading, worker.redactor, folded: redaction.folded)
      try painted.bytes.withUnsafeBytes { try redaction.stage.write($0, as: name) }
      return FileOutcome(
        texts: [(label, ChunkPipeline.Outcome(painted.findings, bytesRead: bytes.count))],
        pictures: [
          RedactionReport.Picture(
            painted.findings, path: label, pages: reading.pages.count, rules: job.rules)
        ])
    } catch let reason as LeaveOut {
      try refuse(reason)
      return FileOutcome(
        leftOut: [LeftOut(path: label, reason: reason.reason, source: text.file.path)])
    }
  }

  private func redaction(_ handling: PictureHandling) -> PictureRedaction {
    PictureRedaction(path: text.file.path, format: format, handling: handling, rules: job.rules)
  }

  /// Who asks for a picture by its name gets it redacted or nothing.
  private func refuse(_ reason: LeaveOut) throws {
    guard text.file.isNamed else { return }
    let path = try PathMask(job.rules).show(text.file.path)
    throw JobFault(
      code: .unreadable, report: "\(path): can't be redacted: \(reason.reason)",
      hint: reason.hint ?? "\(PictureRedaction.hint); or --images drop to go on without it")
  }
}

extension ChunkPipeline.Outcome {
  /// Of a picture.
  init(_ findings: PictureFindings, bytesRead: Int) {
    self.init()
    self.bytesRead = bytesRead
    for place in findings.places {
      perRule[place.rule, default: 0] += 1
      if place.isKnown { propagated += 1 }
    }
  }
}

extension RedactionReport.Picture {
  init(_ findings: PictureFindings, path: String, pages: Int, rules: CompiledRules) {
    self.init(
      path: path, isKept: false, pages: pages,
      boxes: findings.places.map { Box($0, rules: rules) })
  }

  /// One that nobody looked at.
  init(kept path: String) {
    self.init(path: path, isKept: true, pages: 1, boxes: [])
  }
}
