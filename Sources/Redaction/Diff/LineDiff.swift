/// The unified diff of a text with masks and its redacted form.
///
/// Both have the same lines, so nothing is looked for: line stands against line, and what is kept
/// meanwhile are places, not text.
struct LineDiff {
  private struct Line {
    let old: Range<Int>?
    let new: Range<Int>?
  }

  /// Lines behind each other, all the same in both texts or all changed.
  private struct Run {
    let isSame: Bool
    var lines: (old: Int, new: Int) = (0, 0)
    var old: Range<Int>?
    var new: Range<Int>?

    mutating func append(_ line: Line) {
      if let range = line.old {
        old = (old?.lowerBound ?? range.lowerBound)..<range.upperBound
        lines.old += 1
      }
      if let range = line.new {
        new = (new?.lowerBound ?? range.lowerBound)..<range.upperBound
        lines.new += 1
      }
    }
  }

  private let old: DiffText
  private let new: DiffText
  private let printer: DiffPrinter
  /// Lines of either text before the hunk.
  private var begin = (old: 0, new: 0)
  private var runs: [Run] = []
  /// Lines since the last change.
  private var tail: [Line] = []
  private var done = (old: 0, new: 0)

  private static let context = 3
  /// A hunk with more runs is ended; the next one goes on where it ends.
  private static let longestHunk = 1000

  init(_ old: DiffText, _ new: DiffText, _ printer: DiffPrinter) {
    self.old = old
    self.new = new
    self.printer = printer
  }

  /// Writes the hunks; nothing where the texts are the same.
  mutating func write() throws {
    var olds = LineCursor(old)
    var news = LineCursor(new)
    while true {
      let line = Line(old: try olds.next(), new: try news.next())
      if line.old == nil, line.new == nil { break }
      var isSame = false
      if let old = line.old, let new = line.new { isSame = try olds.holds(old, like: news, new) }
      try take(line, isSame)
      done = (done.old + (line.old == nil ? 0 : 1), done.new + (line.new == nil ? 0 : 1))
    }
    try end(with: tail.prefix(Self.context))
  }

  private mutating func take(_ line: Line, _ isSame: Bool) throws {
    guard isSame else {
      if runs.isEmpty { begin = (done.old - tail.count, done.new - tail.count) }
      for before in tail { append(before, isSame: true) }
      tail = []
      append(line, isSame: false)
      return
    }
    if runs.count >= Self.longestHunk { try end(with: []) }
    tail.append(line)
    if runs.isEmpty {
      if tail.count > Self.context { tail.removeFirst() }
    } else if tail.count > 2 * Self.context {
      try end(with: tail.prefix(Self.context))
      tail = tail.suffix(Self.context)
    }
  }

  private mutating func append(_ line: Line, isSame: Bool) {
    if runs.last?.isSame != isSame { runs.append(Run(isSame: isSame)) }
    runs[runs.count - 1].append(line)
  }

  private mutating func end(with context: some Collection<Line>) throws {
    guard !runs.isEmpty else { return }
    for line in context { append(line, isSame: true) }
    let count = runs.reduce((old: 0, new: 0)) {
      ($0.old + $1.lines.old, $0.new + $1.lines.new)
    }
    try printer.hunk(Self.place(begin.old, count.old), Self.place(begin.new, count.new))
    for run in runs {
      if let range = run.isSame ? nil : run.old { try printer.lines(old, range, .removed) }
      if let range = run.new { try printer.lines(new, range, run.isSame ? .same : .added) }
    }
    runs = []
  }

  private static func place(_ before: Int, _ count: Int) -> String {
    "\(count == 0 ? before : before + 1),\(count)"
  }
}
