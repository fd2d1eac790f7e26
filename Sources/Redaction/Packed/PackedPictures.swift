import Pictures

/// A picture in an archive. The first pass keeps nothing of it, so the second one reads it again.
extension CollectingLeaf {
  var pictures: PictureHandling? { job.pictures }

  func picture(
    _ text: PackedText, _ bytes: [UInt8], _ format: PictureFormat, into _: (any ByteTarget)?
  ) throws {
    guard let handling = job.pictures, handling.mode == .redact else { return }
    let redaction = PictureRedaction(
      path: file + text.path, format: format, handling: handling, rules: job.rules)
    _ = try redaction.read(bytes, redactor, onValue: found.add)
  }
}

extension RewritingLeaf {
  var pictures: PictureHandling? { redaction.job.pictures }

  func picture(
    _ text: PackedText, _ bytes: [UInt8], _ format: PictureFormat, into target: (any ByteTarget)?
  ) throws {
    guard let handling = pictures else { throw LeaveOut(format.name) }
    let shown = try shown(text)
    guard handling.mode == .redact else {
      try bytes.withUnsafeBytes { try target?.append($0) }
      painted.append(RedactionReport.Picture(kept: shown))
      return
    }
    let picture = PictureRedaction(
      path: file.path + text.path, format: format, handling: handling, rules: redaction.job.rules)
    let reading = PictureReading(pages: try picture.pages(bytes))
    let output = try picture.paint(bytes, reading, worker.redactor, folded: redaction.folded)
    try output.bytes.withUnsafeBytes { try target?.append($0) }
    texts.append((shown, ChunkPipeline.Outcome(output.findings, bytesRead: bytes.count)))
    painted.append(
      RedactionReport.Picture(
        output.findings, path: shown, pages: reading.pages.count, rules: redaction.job.rules))
  }
}
