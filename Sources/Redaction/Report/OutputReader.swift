import Synchronization

/// Reads what a job is about to name, never its input, and sees where substitutes stand in it.
final class OutputReader: Sendable {
  private let rules: CompiledRules
  /// Workers at the same time.
  private let jobs: Int
  private let seen = Mutex(Sightings())

  init(rules: CompiledRules, jobs: Int) {
    self.rules = rules
    self.jobs = jobs
  }

  var sightings: Sightings { seen.withLock { $0 } }

  /// Reads a text that is at hand, and its name.
  ///
  /// - Parameter path: in the output.
  func read(_ text: UnsafeRawBufferPointer, path: String, _ search: SubstituteSearch) throws {
    var sightings = seen.withLock { $0.next(path) }
    var scan = Scan(text, firstLine: 1, path: path, rules: rules)
    try scan.add(search.find(in: text), within: 0..<text.count, to: &sightings)
    try readName(path, search, into: &sightings)
    seen.withLock { $0.merge(sightings) }
  }

  /// Reads a file piece by piece with all workers.
  ///
  /// - Parameters:
  ///   - input: where it stands.
  ///   - onProgress: told bytes that were read since the last call.
  func read(
    large input: OpenedFile, path: String, onProgress: @escaping @Sendable (Int) -> Void
  ) throws {
    try withExtendedLifetime(input) {
      try read(
        large: FileChunkSource(input.descriptor, name: path, range: 0..<input.size), path: path,
        onProgress: onProgress)
    }
  }

  func read(
    large source: some ChunkSource, path: String,
    onProgress: @escaping @Sendable (Int) -> Void = { _ in }
  ) throws {
    let rules = rules
    let counting = Turnstile()
    let gathering = Turnstile()
    let file = Mutex((sightings: Sightings(), lines: 0))
    _ = try ChunkSearch(jobs: jobs).allSatisfy(source) {
      try SubstituteSearch(rules)
    } body: { chunk, block, search in
      do {
        let found = try search.find(in: block)
        var count = LineCount(block, from: chunk.core.lowerBound)
        count.advance(to: chunk.core.upperBound)
        let lines = count.newlines
        let first = counting.pass(chunk.index) {
          file.withLock { file in
            defer { file.lines += lines }
            return file.lines + 1
          }
        }
        guard let first else { return false }
        var sightings = Sightings()
        var scan = Scan(
          block, from: chunk.core.lowerBound, firstLine: first, path: path, rules: rules)
        scan.add(found, within: chunk.core, to: &sightings)
        let part = sightings
        let isAdded: Void? = gathering.pass(chunk.index) {
          file.withLock { $0.sightings.append(part) }
        }
        onProgress(chunk.core.count)
        return isAdded != nil
      } catch {
        counting.close()
        gathering.close()
        throw error
      }
    }
    var sightings = file.withLock { $0.sightings }
    try readName(path, SubstituteSearch(rules), into: &sightings)
    let whole = sightings
    seen.withLock { $0.merge(whole) }
  }

  private func readName(
    _ path: String, _ search: SubstituteSearch, into sightings: inout Sightings
  ) throws {
    try Array(path.utf8).withUnsafeBytes { name in
      let found = try search.find(in: name)
      var scan = Scan(name, firstLine: 0, path: path, rules: rules)
      scan.add(found, within: 0..<name.count, to: &sightings)
    }
  }
}

/// Gathers the substitutes of one piece of text.
private struct Scan {
  private let block: UnsafeRawBufferPointer
  private let path: String
  private let rules: CompiledRules
  private let firstLine: Int
  private var count: LineCount

  /// - Parameter start: where lines are counted from.
  init(
    _ block: UnsafeRawBufferPointer, from start: Int = 0, firstLine: Int, path: String,
    rules: CompiledRules
  ) {
    self.block = block
    self.path = path
    self.rules = rules
    self.firstLine = firstLine
    count = LineCount(block, from: start)
  }

  /// - Parameter core: those that begin in it count.
  mutating func add(
    _ found: [SubstituteSearch.Sighting], within core: Range<Int>, to sightings: inout Sightings
  ) {
    for (index, sighting) in found.enumerated()
    where core.contains(sighting.range.lowerBound) {
      count.advance(to: sighting.range.lowerBound)
      let place = RedactionReport.Place(file: path, line: firstLine + count.newlines)
      let isCredential = sighting.rule.map { rules.rules[$0].category == .credential } ?? true
      sightings.add(sighting, at: place, isCredential: isCredential) {
        LineExcerpt(of: found, at: index, in: block).line(sighting.number, at: place)
      }
    }
  }
}
