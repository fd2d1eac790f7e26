import Pictures

/// What would be painted over is told by its boxes.
extension DiffWorker {
  /// An input that is a picture.
  ///
  /// - Parameter reading: nil where it stays as it is.
  func compare(
    _ item: DiffItem, _ format: PictureFormat, _ reading: PictureReading?, _ path: DiffNames.Pair
  ) throws -> Compared {
    let file = item.text.file
    diff.job.progress?.add(file.size)
    guard let handling = diff.job.pictures, let reading else {
      return Compared(outcome: FileOutcome(pictures: [RedactionReport.Picture(kept: path.new)]))
    }
    let picture = PictureRedaction(
      path: file.path, format: format, handling: handling, rules: diff.job.rules)
    var bytes: [UInt8] = []
    do {
      let outcome = try compare(item.bytes(), picture, reading, path) { bytes += $0 }
      return Compared(bytes: bytes, outcome: outcome)
    } catch let reason as LeaveOut {
      guard !file.isNamed else {
        throw JobFault.unreadable(
          LeftOut(path: "", reason: reason.reason, source: path.new),
          hint: reason.hint ?? PictureRedaction.hint)
      }
      return Compared(
        outcome: FileOutcome(leftOut: [LeftOut(path: path.new, reason: reason.reason)]))
    }
  }

  /// - Throws: ``LeaveOut`` where it can't be proven; then nothing was told.
  func compare(
    _ bytes: [UInt8], _ picture: PictureRedaction, _ reading: PictureReading,
    _ path: DiffNames.Pair, to output: @escaping (UnsafeRawBufferPointer) throws -> Void
  ) throws -> FileOutcome {
    let findings = try picture.paint(bytes, reading, redactor, folded: folded).findings
    let told = RedactionReport.Picture(
      findings, path: path.new, pages: reading.pages.count, rules: diff.job.rules)
    let printer = DiffPrinter(diff.style, output)
    if path.old != path.new { try printer.renamed(path.old, path.new) }
    for (page, boxes) in Dictionary(grouping: told.boxes, by: \.page).sorted(by: { $0.key < $1.key }
    ) {
      let count = "\(boxes.count) \(boxes.count == 1 ? "box" : "boxes")"
      try printer.note("\(path.new): page \(page): \(count) would be painted over")
      for box in boxes.sorted(by: { ($0.y, $0.x) < ($1.y, $1.x) }) {
        try printer.note("  x \(box.x), y \(box.y), \(box.width) x \(box.height): \(box.rule)")
      }
    }
    try printer.finish()
    return FileOutcome(
      texts: [(path.new, ChunkPipeline.Outcome(findings, bytesRead: bytes.count))],
      pictures: [told])
  }

  // MARK: Pictures within texts

  /// Where the lines show a placeholder for a picture that a job would treat otherwise.
  func notes(of outcome: ChunkPipeline.Outcome, in bytes: [UInt8], _ path: String) -> [String] {
    guard let mode = diff.job.pictures?.mode, !outcome.pictures.isEmpty else { return [] }
    return IllustratedText(bytes, starts: outcome.pictures).cuts.compactMap { cut in
      switch mode {
      case .drop: nil
      case .keep: "\(path):\(cut.line): \(cut.name) in base64 would stay as it is"
      case .redact:
        cut.format == nil
          ? nil
          : "\(path):\(cut.line): \(cut.name) in base64 would be painted over where it can be "
            + "read; a placeholder stands for it here"
      }
    }
  }

  /// The same for a text that is read piece by piece.
  func notes(of outcome: ChunkPipeline.Outcome, _ path: String) -> [String] {
    guard let mode = diff.job.pictures?.mode, mode != .drop, !outcome.pictures.isEmpty else {
      return []
    }
    let what = mode == .keep ? "would stay" : "would be painted over where they can be read"
    return [
      "\(path): pictures in base64 (\(outcome.pictures.count)) \(what); placeholders stand for "
        + "them here"
    ]
  }
}

extension FileOutcome {
  mutating func add(_ other: FileOutcome) {
    texts += other.texts
    leftOut += other.leftOut
    pictures += other.pictures
  }
}
