import Pictures

/// Finds what pictures in a text show, and changes nothing.
struct IllustratedCheck {
  let rules: CompiledRules
  let redactor: Redactor
  let handling: PictureHandling?
  let named: NamedValues
  /// The input's path, and behind it what leads to the text; and as it may be shown.
  let path: String
  let shown: String

  /// - Parameter places: what the redactor found last, in the text around them.
  /// - Returns: all findings in the order of the lines, and what couldn't be read.
  func look(
    _ text: IllustratedText, beside places: [Redactor.Place] = []
  ) throws -> (findings: [SecretCheck.Finding], leftOut: [LeftOut]) {
    // What is looked at is told by what it shows.
    var all = zip(places, redactor.finder.findings).filter { !$1.form.isPicture }.map {
      SecretCheck.Finding($0.0, file: shown)
    }
    guard !text.cuts.isEmpty else { return (all, []) }
    var leftOut: [LeftOut] = []
    for cut in text.cuts {
      do {
        guard let handling else { throw LeaveOut(cut.name) }
        let (picture, bytes) = try IllustratedRedaction.picture(
          cut, in: text, path, handling, rules)
        let finder = try PictureFinder(rules: rules, redactor: redactor, named: named)
        all += try finder.find(picture.pages(bytes), file: path).ordered.map {
          SecretCheck.Finding($0, rules, file: shown, in: cut)
        }
      } catch let reason as LeaveOut {
        leftOut.append(LeftOut(path: text.place(cut, in: shown), reason: reason.reason))
      }
    }
    return (Self.inOrder(all), leftOut)
  }

  private static func inOrder(_ findings: [SecretCheck.Finding]) -> [SecretCheck.Finding] {
    findings.enumerated().sorted {
      ($0.element.line, $0.element.column, $0.offset) < (
        $1.element.line, $1.element.column, $1.offset
      )
    }.map(\.element)
  }
}
