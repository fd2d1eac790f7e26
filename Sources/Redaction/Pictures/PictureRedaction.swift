import Pictures

/// What the first pass read of a picture.
struct PictureReading: Sendable {
  let pages: [PicturePage]
}

/// A picture in a job: read in the first pass, painted and read again in the second.
struct PictureRedaction {
  let path: String
  let format: PictureFormat
  let handling: PictureHandling
  let rules: CompiledRules

  /// Where a picture can't be read and there is no more to say.
  static let hint = "take a sharper or larger picture, or the text itself"

  /// How often what came out is looked at, and painted again where something is found in it.
  private static let looks = 4

  /// What can be read on its pages.
  ///
  /// - Throws: ``LeaveOut`` where that isn't certain.
  func pages(_ bytes: [UInt8]) throws -> [PicturePage] {
    let pages: [PicturePage]
    do { pages = try handling.service.read(bytes, format) } catch { throw leaveOut(error) }
    for page in pages {
      if let reason = PictureLegibility.fault(page) { throw leaveOut(reason) }
    }
    return pages
  }

  /// The first pass.
  ///
  /// - Throws: ``LeaveOut`` where it can't be read with certainty.
  func read(
    _ bytes: [UInt8], _ redactor: Redactor, onValue: @escaping (Rule, [UInt8]) -> Void
  ) throws -> PictureReading {
    let pages = try pages(bytes)
    _ = try PictureFinder(rules: rules, redactor: redactor, folded: nil)
      .find(pages, file: path, onValue: onValue)
    return PictureReading(pages: pages)
  }

  /// The second pass: the picture without what the whole job knows, and the proof that nothing of it
  /// can be read.
  ///
  /// - Throws: ``LeaveOut``.
  func paint(
    _ bytes: [UInt8], _ reading: PictureReading, _ redactor: Redactor, folded: KnownValues?
  ) throws -> (bytes: [UInt8], findings: PictureFindings) {
    guard let folded else {
      throw leaveOut("more values are known than can be looked for in pictures")
    }
    let finder = PictureFinder(rules: rules, redactor: redactor, folded: folded)
    var findings = try finder.find(reading.pages, file: path)
    for _ in 0..<Self.looks {
      try redactor.writer.handOver()
      let painted: (bytes: [UInt8], proof: [PicturePage])
      do {
        painted = try handling.service.paint(findings.places.map(\.patch), on: bytes, format)
      } catch {
        throw leaveOut(error)
      }
      try proveCovered(painted.proof, findings, folded)
      guard try finder.lookAgain(at: painted.proof, file: path, &findings) else {
        return (painted.bytes, findings)
      }
    }
    throw leaveOut("a value could still be read in it after it was painted over")
  }

  /// What was painted over can't be read any more: nothing that is known stands under the paint.
  private func proveCovered(
    _ pages: [PicturePage], _ findings: PictureFindings, _ folded: KnownValues
  ) throws {
    let found = try KnownValues(findings.values)
    for (index, page) in pages.enumerated() {
      let cover = findings.cover(of: index)
      let turned = page.turned.map { reading in
        reading.words.filter { reading.turn.boxes(of: $0.box).allSatisfy(cover.hides) }
      }
      for hidden in page.readings.map({ $0.filter { cover.hides($0) } }) + turned {
        let text = FoldedPage(hidden.map(\.text), PictureRow.rows(of: hidden))
        for known in [folded, found] where !text.places(of: known).isEmpty {
          throw leaveOut("a value could still be read in it after it was painted over")
        }
      }
      guard page.codes.allSatisfy({ !cover.hides($0.box) }) else {
        throw leaveOut("a code in it could still be read")
      }
    }
  }

  private func leaveOut(_ fault: PictureFault) -> LeaveOut { leaveOut(fault.reason, fault.hint) }

  private func leaveOut(_ reason: String, _ hint: String? = nil) -> LeaveOut {
    LeaveOut("\(format.name): \(reason)", hint: hint)
  }
}
