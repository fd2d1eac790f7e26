import Pictures

/// A text with pictures in base64: they are cut out for tokens, the text is redacted, and what was
/// made of them is put back.
struct IllustratedText {
  struct Cut {
    let range: Range<Int>
    /// 1-based.
    let line: Int
    let column: Int
    let name: String
    /// What can be read and painted; nil where it can only be left out.
    let format: PictureFormat?

    func finding(_ rule: Int) -> Finding {
      Finding(range: range, rule: rule, form: .picture(isContinued: false))
    }
  }

  /// Longer texts keep none of their pictures; bytes.
  static let longest = PictureHandling.longest

  let bytes: [UInt8]
  private(set) var cuts: [Cut] = []

  /// - Parameter starts: where the pictures begin.
  init(_ bytes: [UInt8], starts: [Int]) {
    self.bytes = bytes
    cuts = bytes.withUnsafeBytes { Self.cuts(in: $0, starts.sorted()) }
  }

  private static func cuts(in block: UnsafeRawBufferPointer, _ starts: [Int]) -> [Cut] {
    var cuts: [Cut] = []
    var count = LineCount(block)
    for start in starts where start >= cuts.last?.range.upperBound ?? 0 {
      guard
        case .picture(let picture) = EmbeddedPicture.look(
          at: start, in: block, border: nil, isFinal: true)
      else { continue }
      let head = PictureRun.decoded(block, picture.range, within: EmbeddedPicture.reach)
      guard let signature = PictureSignature(head) else { continue }
      count.advance(to: start)
      cuts.append(
        Cut(
          range: picture.range, line: count.newlines + 1, column: start - count.lineStart + 1,
          name: signature.name, format: signature.format))
    }
    return cuts
  }

  /// Whether a text's beginning speaks of base64, or shows what pictures begin with.
  static func mayHoldPictures(_ beginning: [UInt8]) -> Bool {
    beginning.withUnsafeBytes { block in
      ["base64", "image/", "iVBORw0KGgo", "/9j/4"].contains {
        Search.first(Array($0.utf8), in: block, from: 0) != nil
      }
    }
  }

  func spelling(_ cut: Cut) -> PictureSpelling {
    bytes.withUnsafeBytes { PictureSpelling($0, cut.range) }
  }

  /// Where a picture stands, for people.
  func place(_ cut: Cut, in label: String) -> String {
    label.isEmpty ? "line \(cut.line)" : "\(label):\(cut.line)"
  }

  /// What was left out of a text that couldn't be taken whole.
  static func leftOut(
    _ outcome: ChunkPipeline.Outcome, label: String, source: String
  ) -> [LeftOut] {
    guard !outcome.pictures.isEmpty else { return [] }
    let count = outcome.pictures.count
    return [
      LeftOut(
        path: label,
        reason: "\(count == 1 ? "a picture" : "\(count) pictures") in it, as base64 in a text that "
          + "is too long for them to be read, or comes through a pipe", source: source)
    ]
  }

  /// The text with a token in each picture's place, and all of its line breaks.
  func withTokens(_ writer: SubstituteWriter) -> [UInt8] {
    var text: [UInt8] = []
    var position = 0
    for index in cuts.indices {
      text += bytes[position..<cuts[index].range.lowerBound]
      text += stub(index, writer)
      position = cuts[index].range.upperBound
    }
    return text + bytes[position...]
  }

  /// A picture's token and its line breaks.
  private func stub(_ index: Int, _ writer: SubstituteWriter) -> [UInt8] {
    var breaks = OutputBuffer()
    bytes.withUnsafeBytes {
      SubstituteWriter.writeLineBreaks(
        of: UnsafeRawBufferPointer(rebasing: $0[cuts[index].range]), to: &breaks)
    }
    return writer.token(index) + Array(breaks.bytes)
  }

  /// Puts in what stands for each picture. One whose token is gone went with what stands around it.
  func join(_ redacted: [UInt8], _ parts: [[UInt8]], _ writer: SubstituteWriter) -> [UInt8] {
    var text: [UInt8] = []
    redacted.withUnsafeBytes { block in
      var position = 0
      for index in cuts.indices {
        let stub = stub(index, writer)
        guard let start = Search.first(stub, in: block, from: position) else { continue }
        text += block[position..<start]
        text += parts[index]
        position = start + stub.count
      }
      text += block[position...]
    }
    return text
  }
}

extension Finder {
  /// Where the pictures begin that the last search found.
  var pictures: [Int] {
    findings.filter { $0.form == .picture(isContinued: false) }.map(\.range.lowerBound)
  }
}
