/// A picture in an HTML page: no script, nothing loaded, its colours by ``style`` alone.
///
/// Lengths are the picture's own units; it grows and shrinks with the page. Every text is escaped,
/// every number finite.
package struct SVG {
  /// What a colour means. None is told by colour alone: give the text or the shape too.
  package enum Tone: String, Sendable, CaseIterable {
    case ink, quiet, line, shade, good, warn, bad, info
  }

  package enum Anchor: String, Sendable {
    case start, middle, end
  }

  /// A sign at one point.
  package enum Mark: Sendable {
    case circle, diamond, triangle, square, cross
  }

  package let width: Double
  package let height: Double
  private let title: String
  private let description: String
  private var parts: [String] = []

  /// - Parameters:
  ///   - title: what it is, for who doesn't see it.
  ///   - description: what it shows, in words.
  package init(width: Double, height: Double, title: String, description: String = "") {
    self.width = width
    self.height = height
    self.title = title
    self.description = description
  }

  /// - Parameter title: shown when somebody points at it.
  package mutating func rect(
    x: Double, y: Double, width: Double, height: Double, _ tone: Tone, isOutline: Bool = false,
    title: String? = nil
  ) {
    let size = "width=\"\(Self.number(max(0, width)))\" height=\"\(Self.number(max(0, height)))\""
    parts.append(
      Self.element(
        "rect",
        "class=\"\(isOutline ? "stroke" : "fill") \(tone.rawValue)\" x=\"\(Self.number(x))\" y=\"\(Self.number(y))\" \(size)",
        title))
  }

  package mutating func line(
    x1: Double, y1: Double, x2: Double, y2: Double, _ tone: Tone, isDashed: Bool = false,
    title: String? = nil
  ) {
    let dash = isDashed ? " stroke-dasharray=\"4 3\"" : ""
    parts.append(
      Self.element(
        "line",
        "class=\"stroke \(tone.rawValue)\" x1=\"\(Self.number(x1))\" y1=\"\(Self.number(y1))\" x2=\"\(Self.number(x2))\" y2=\"\(Self.number(y2))\"\(dash)",
        title))
  }

  /// Joined points; fewer than two draw nothing.
  package mutating func path(_ points: [(x: Double, y: Double)], _ tone: Tone) {
    guard points.count > 1 else { return }
    let text = points.map { "\(Self.number($0.x)),\(Self.number($0.y))" }.joined(separator: " ")
    parts.append("<polyline class=\"stroke \(tone.rawValue)\" points=\"\(text)\"/>")
  }

  /// One line; `y` is its base line.
  package mutating func text(
    _ text: String, x: Double, y: Double, _ tone: Tone = .ink, anchor: Anchor = .start,
    isSmall: Bool = false, isStrong: Bool = false
  ) {
    let size = (isSmall ? " small" : "") + (isStrong ? " strong" : "")
    let place = anchor == .start ? "" : " text-anchor=\"\(anchor.rawValue)\""
    parts.append(
      "<text class=\"fill \(tone.rawValue)\(size)\" x=\"\(Self.number(x))\" y=\"\(Self.number(y))\"\(place)>\(HTML.text(text))</text>"
    )
  }

  /// - Parameter size: its height and width.
  package mutating func mark(
    _ mark: Mark, x: Double, y: Double, size: Double = 10, _ tone: Tone, title: String? = nil
  ) {
    let half = size / 2
    func polygon(_ points: [(Double, Double)]) -> String {
      let text = points.map { "\(Self.number(x + $0.0)),\(Self.number(y + $0.1))" }
        .joined(separator: " ")
      return Self.element(
        "polygon", "class=\"mark fill \(tone.rawValue)\" points=\"\(text)\"", title)
    }
    switch mark {
    case .circle:
      parts.append(
        Self.element(
          "circle",
          "class=\"mark fill \(tone.rawValue)\" cx=\"\(Self.number(x))\" cy=\"\(Self.number(y))\" r=\"\(Self.number(half))\"",
          title))
    case .diamond: parts.append(polygon([(0, -half), (half, 0), (0, half), (-half, 0)]))
    case .triangle: parts.append(polygon([(0, -half), (half, half), (-half, half)]))
    case .square:
      parts.append(polygon([(-half, -half), (half, -half), (half, half), (-half, half)]))
    case .cross:
      let thin = half / 3
      parts.append(
        polygon([
          (-half, -half + thin), (-half + thin, -half), (0, -thin), (half - thin, -half),
          (half, -half + thin), (thin, 0), (half, half - thin), (half - thin, half), (0, thin),
          (-half + thin, half), (-half, half - thin), (-thin, 0),
        ]))
    }
  }

  package var text: String {
    let desc = description.isEmpty ? "" : "<desc>\(HTML.text(description))</desc>\n"
    return """
      <svg class="picture" role="img" viewBox="0 0 \(Self.number(width)) \(Self.number(height))" width="\(Self.number(width))" height="\(Self.number(height))" xmlns="http://www.w3.org/2000/svg">
      <title>\(HTML.text(title))</title>
      \(desc)\(parts.joined(separator: "\n"))
      </svg>
      """
  }

  /// Cut to a number of characters; a text in a picture can't wrap.
  package static func shortened(_ text: String, to count: Int) -> String {
    text.count <= count ? text : text.prefix(max(0, count - 1)) + "…"
  }

  /// For the page's style: on a screen, in the dark and on paper.
  package static let style = """
    .picture { display: block; max-width: 100%; height: auto; font: 12px system-ui, sans-serif; --ink: #1a1a1a; --quiet: #4d4d4d; --line: #8a8a8a; --shade: #e9edf2; --good: #0b6e26; --warn: #8a5300; --bad: #a4000f; --info: #0b5d8a; --ground: #fff; }
    .picture .small { font-size: 10px; } .picture .strong { font-weight: 600; }
    .picture .fill { stroke: none; } .picture .mark { stroke: var(--ground); stroke-width: 1.5; } .picture .stroke { fill: none; stroke-width: 1; }
    .picture .fill.ink { fill: var(--ink); } .picture .fill.quiet { fill: var(--quiet); } .picture .fill.line { fill: var(--line); } .picture .fill.shade { fill: var(--shade); }
    .picture .fill.good { fill: var(--good); } .picture .fill.warn { fill: var(--warn); } .picture .fill.bad { fill: var(--bad); } .picture .fill.info { fill: var(--info); }
    .picture .stroke.ink { stroke: var(--ink); } .picture .stroke.quiet { stroke: var(--quiet); } .picture .stroke.line { stroke: var(--line); } .picture .stroke.shade { stroke: var(--shade); }
    .picture .stroke.good { stroke: var(--good); } .picture .stroke.warn { stroke: var(--warn); } .picture .stroke.bad { stroke: var(--bad); } .picture .stroke.info { stroke: var(--info); }
    @media screen and (prefers-color-scheme: dark) { .picture { --ink: #ececec; --quiet: #b5b5b5; --line: #7a7a7a; --shade: #2b3138; --good: #7fd694; --warn: #f0b35c; --bad: #ff8f8f; --info: #7cc4f2; --ground: #161616; } }
    @media print { .picture { break-inside: avoid; -webkit-print-color-adjust: exact; print-color-adjust: exact; } }
    """

  private static func element(_ name: String, _ attributes: String, _ title: String?) -> String {
    guard let title else { return "<\(name) \(attributes)/>" }
    return "<\(name) \(attributes)><title>\(HTML.text(title))</title></\(name)>"
  }

  /// At most two digits behind the point; never an exponent.
  private static func number(_ value: Double) -> String {
    guard value.isFinite else { return "0" }
    let hundredths = Int((min(max(value, -1e9), 1e9) * 100).rounded())
    let rest = abs(hundredths) % 100
    let sign = hundredths < 0 ? "-" : ""
    let whole = "\(sign)\(abs(hundredths) / 100)"
    if rest == 0 { return hundredths == 0 ? "0" : whole }
    if rest % 10 == 0 { return "\(whole).\(rest / 10)" }
    return "\(whole).\(rest < 10 ? "0" : "")\(rest)"
  }
}
