import Pictures

/// What is found on the pages of a picture.
struct PictureFindings {
  struct Place {
    let patch: PicturePatch
    /// Index into ``CompiledRules/rules``.
    let rule: Int
    let isKnown: Bool
  }

  var places: [Place] = []
  /// What was found, as far as it is looked for in what came out.
  var values = ValueCollector()

  /// What is painted on a page.
  ///
  /// - Parameter labels: what was painted there before.
  func cover(of page: Int, and labels: [PictureBox] = []) -> PictureCover {
    let patches = places.map(\.patch).filter { $0.page == page }
    let others = labels.filter { label in !patches.contains { $0.box.intersects(label) } }
    return PictureCover(patches + others.map { PicturePatch(page: page, box: $0, label: "") })
  }

  /// As a person reads.
  var ordered: [Place] {
    places.sorted {
      ($0.patch.page, $0.patch.box.y, $0.patch.box.x)
        < ($1.patch.page, $1.patch.box.y, $1.patch.box.x)
    }
  }
}

/// Finds secrets in what was read of a picture; one a thread.
struct PictureFinder {
  let rules: CompiledRules
  let redactor: Redactor
  /// The job's values, folded.
  let folded: KnownValues?
  /// What a word is called that only looks like a secret, and a code.
  private let generic: Int

  /// Words that were read worse are no values for the rest of the job.
  private static let certain = 80

  init(rules: CompiledRules, redactor: Redactor, folded: KnownValues?) {
    self.rules = rules
    self.redactor = redactor
    self.folded = folded
    generic = rules.rules.firstIndex { $0.id == NamedValues.rule } ?? 0
  }

  /// - Parameter named: what a person named; nothing else is known.
  init(rules: CompiledRules, redactor: Redactor, named: NamedValues) throws {
    var folded = ValueCollector()
    named.addFolded(to: &folded, rules: rules)
    self.init(rules: rules, redactor: redactor, folded: try KnownValues(folded))
  }

  /// - Parameters:
  ///   - file: its path.
  ///   - onValue: is told credentials that were read with certainty.
  func find(
    _ pages: [PicturePage], file: String, onValue: ((Rule, [UInt8]) -> Void)? = nil
  ) throws -> PictureFindings {
    var findings = PictureFindings()
    try find(pages, file: file, &findings, onValue)
    return findings
  }

  /// Looks at what came out with what was found painted over, and adds what is found now.
  ///
  /// - Returns: whether there is any.
  func lookAgain(
    at pages: [PicturePage], file: String, _ findings: inout PictureFindings
  ) throws -> Bool {
    let count = findings.places.count
    try find(pages, file: file, &findings, nil)
    return findings.places.count > count
  }

  private func find(
    _ pages: [PicturePage], file: String, _ findings: inout PictureFindings,
    _ onValue: ((Rule, [UInt8]) -> Void)?
  ) throws {
    redactor.finder.honoursComments = false
    defer { redactor.finder.honoursComments = true }
    let known = [folded, try KnownValues(findings.values)].compactMap { $0 }
    for (index, page) in pages.enumerated() {
      let cover = findings.cover(of: index, and: page.labels)
      var found: [Found] = []
      let readings = page.readings.map(cover.words)
      for words in readings + [PictureUnion.words(readings)].compactMap({ $0 }) {
        found += try find(words, page.width, known, file: file, &findings, onValue)
      }
      for code in page.codes { found += try find(code, page, file: file, onValue) }
      found.removeAll { cover.hides($0.piece.box) }
      found = Self.merge(found)
      for (turn, readings) in Dictionary(grouping: page.turned, by: \.turn) {
        var turned: [Found] = []
        for reading in readings {
          let words = reading.words.filter { !turn.boxes(of: $0.box).allSatisfy(cover.hides) }
          turned += try find(words, turn.turnedWidth, known, file: file, &findings, onValue)
        }
        for one in Self.merge(turned) {
          found += turn.boxes(of: one.piece.box).filter { !cover.hides($0) }.map(one.placed)
        }
      }
      findings.places += found.map {
        PictureFindings.Place(
          patch: PicturePatch(
            page: index, box: $0.piece.box, openSides: $0.piece.openSides, label: $0.label),
          rule: $0.rule,
          isKnown: $0.isKnown)
      }
    }
  }

  private struct Found {
    var piece: PictureBoxes.Piece
    var rule: Int
    var label: String
    var isKnown = false
    /// How many bytes gave it away: the longer finding names it.
    var weight = 0

    func placed(_ box: PictureBox) -> Found {
      var placed = self
      placed.piece.box = box
      placed.piece.openSides = []
      return placed
    }
  }

  private func find(
    _ words: [PictureWord], _ width: Int, _ known: [KnownValues], file: String,
    _ findings: inout PictureFindings, _ onValue: ((Rule, [UInt8]) -> Void)?
  ) throws -> [Found] {
    let layout = PictureLayout(words, width: width)
    let text = PictureText(layout)
    let extent = PictureExtent(layout)
    let boxes = PictureBoxes(layout)
    let remains = PictureRemains(layout)
    var found: [Found] = []
    var own = ValueCollector()
    var marks = PictureMarks([], layout)
    try text.bytes.withUnsafeBytes { block in
      redactor.finder.setPath(file)
      try redactor.finder.find(in: block, hint: .unknown, isFinal: true)
      for finding in redactor.finder.findings {
        let parts = text.parts(in: finding.range)
        guard !parts.isEmpty else { continue }
        marks.add(parts)
        let confidence = parts.map { words[$0.word].confidence }.min() ?? 0
        let label = label(finding, in: block, confidence >= Self.certain)
        let isCredential = rules.rules[finding.rule].category == .credential
        // What stands around it without a blank goes, but for what certainly is no piece of it.
        let whole =
          isCredential ? remains.parts(around: parts, found: PictureMarks(parts, layout)) : []
        let more = isCredential ? extent.more(than: parts) : []
        found += boxes.pieces(of: parts + whole + more).map {
          Found(
            piece: $0, rule: finding.rule, label: label, isKnown: finding.replacement >= 0,
            weight: finding.range.count)
        }
        redactor.forEachValue(of: finding, in: block) { rule, value in
          guard rule.category == .credential, Guessability.isPropagated(value) else { return }
          for spelling in PictureFold.spellings(of: value) {
            own.add(spelling, rule: finding.rule, isPlain: true)
            findings.values.add(spelling, rule: finding.rule, isPlain: true)
          }
          if confidence >= Self.certain { onValue?(rule, value) }
        }
      }
    }
    let page = FoldedPage(layout.texts, layout.rows)
    for known in known + [try KnownValues(own)] {
      for place in page.places(of: known) where !marks.covers(place.parts) {
        var all = marks
        all.add(place.parts)
        let parts = remains.parts(around: place.parts, found: all)
        found += boxes.pieces(of: parts + extent.more(than: parts)).map {
          Found(
            piece: $0, rule: place.rule, label: plainLabel(place.rule), isKnown: true, weight: 8)
        }
      }
    }
    for place in PictureLikenesses(layout, rules.tokenPrefixes).places {
      let rule = place.rule ?? generic
      found += boxes.pieces(of: place.parts + extent.more(than: place.parts)).map {
        Found(piece: $0, rule: rule, label: plainLabel(rule))
      }
    }
    let drawn = PictureTokens(layout).clusters.flatMap { words in
      let parts = remains.parts(of: words, found: marks)
      return parts + extent.more(than: parts)
    }
    found += boxes.pieces(of: drawn + PictureLists(layout).parts).map {
      Found(piece: $0, rule: generic, label: plainLabel(generic))
    }
    return found
  }

  // MARK: Codes

  /// A code goes whole: whoever can photograph it has what it holds.
  private func find(
    _ code: PictureCode, _ page: PicturePage, file: String, _ onValue: ((Rule, [UInt8]) -> Void)?
  ) throws -> [Found] {
    var rule = generic
    if let onValue {
      try redactor.values(in: code.data, path: "", file: file) { found, value in
        if found.category == .credential { onValue(found, value) }
      }
    } else {
      _ = try redactor.find(code.data, path: "", file: file)
    }
    if let first = redactor.finder.findings.first { rule = first.rule }
    // A quiet zone, and what the corners of a turned one leave out.
    let margin = max(6, max(code.box.width, code.box.height) / 10)
    let piece = PictureBoxes.Piece(box: code.box.grown(by: margin), openSides: [])
    return [Found(piece: piece, rule: rule, label: plainLabel(rule), weight: 8)]
  }

  /// Several readings find the same.
  private static func merge(_ found: [Found]) -> [Found] {
    var merged: [Found] = []
    for next in found.sorted(by: {
      ($1.weight, $0.piece.box.y, $0.piece.box.x) < ($0.weight, $1.piece.box.y, $1.piece.box.x)
    }) {
      let index = merged.firstIndex { other in
        guard other.piece.box.intersects(next.piece.box) else { return false }
        let overlap =
          min(other.piece.box.bottom, next.piece.box.bottom)
          - max(other.piece.box.y, next.piece.box.y)
        return overlap * 2 > min(other.piece.box.height, next.piece.box.height)
      }
      if let index {
        merged[index].piece = merged[index].piece.union(next.piece)
        merged[index].isKnown = merged[index].isKnown && next.isKnown
      } else {
        merged.append(next)
      }
    }
    return merged
  }

  // MARK: Labels

  private func plainLabel(_ rule: Int) -> String { "REDACTED_\(rules.rules[rule].id)" }

  /// What was read with certainty gets its placeholder; the hex of a misread value would be another
  /// value's.
  private func label(_ finding: Finding, in block: UnsafeRawBufferPointer, _ isCertain: Bool)
    -> String
  {
    guard isCertain else { return plainLabel(finding.rule) }
    var output = OutputBuffer(capacity: 128)
    redactor.writeSubstitute(for: finding, in: block, to: &output)
    let text = output.bytes.filter { $0 > 0x20 && $0 < 0x7F && $0 != 0x22 && $0 != 0x27 }
    return text.count <= 120 ? String(decoding: text, as: UTF8.self) : plainLabel(finding.rule)
  }
}
