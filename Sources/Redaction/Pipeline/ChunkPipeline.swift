import Dispatch
import Synchronization

/// Redacts one text with several workers; the output is what one would write.
public struct ChunkPipeline: Sendable {
  let rules: CompiledRules
  let key: PlaceholderKey
  let known: KnownValues?
  var hint: FormatHint
  /// Workers at the same time.
  let jobs: Int
  /// The text's name, of which an allow-list may speak.
  var path = ""
  /// Told each value with what stands for it.
  var vault: VaultWriter?

  /// What was found, by rule index, and how much was read.
  struct Outcome: Sendable {
    var perRule: [Int: Int] = [:]
    var propagated = 0
    /// In bytes.
    var bytesRead = 0
    var allowed = AllowedTally()
    /// Where pictures begin that nobody looked at.
    var pictures: [Int] = []

    init() {}

    /// Of a text that was searched whole.
    init(_ finder: Finder, bytesRead: Int) {
      self.bytesRead = bytesRead
      for finding in finder.findings { add(finding) }
      pictures = finder.pictures
      addAllowed(finder, in: 0..<bytesRead)
    }

    mutating func addAllowed(_ finder: Finder, in core: Range<Int>) {
      for stayed in finder.allowed where core.contains(stayed.range.lowerBound) {
        allowed.add(stayed)
      }
      for place in finder.overruled where core.contains(place) { allowed.addOverruled() }
    }

    mutating func add(_ part: Self) {
      perRule.merge(part.perRule, uniquingKeysWith: +)
      propagated += part.propagated
      allowed.add(part.allowed)
      bytesRead += part.bytesRead
      pictures += part.pictures
    }

    mutating func add(_ finding: Finding) {
      perRule[finding.rule, default: 0] += 1
      if finding.replacement >= 0 { propagated += 1 }
    }
  }

  /// What the workers share with their owner; all optional.
  struct Observer: Sendable {
    /// Each credential's rule and innermost bytes; called by one worker at a time.
    var onValue: (@Sendable (Rule, [UInt8]) -> Void)?
    /// Where a chunk's findings stand, from its core's start, if there are any; nil where one is a
    /// text of its own.
    var onRanges: (@Sendable (_ chunk: Int, FindingRanges?) -> Void)?
    /// A chunk's output before it is written; throws to stop everything.
    var onOutput: (@Sendable (_ chunk: Int, UnsafeRawBufferPointer) throws -> Void)?
    /// Instead of any output: a chunk's findings, and those around it.
    var onFindings: (@Sendable (Chunk, UnsafeRawBufferPointer, [Finding]) throws -> Void)?
    /// Gets the text with a mask in each finding's place, beside the output.
    var twin: (any ChunkSink)?
    /// How far around a chunk findings are wanted.
    var findingReach = 0
    /// Nothing but ``onValue`` is wanted.
    var findsOnly = false
    /// Bytes that were read since the last call.
    var onProgress: (@Sendable (Int) -> Void)?
  }

  func with(_ hint: FormatHint) -> ChunkPipeline {
    var pipeline = self
    pipeline.hint = hint
    return pipeline
  }

  func run(
    from source: some ChunkSource, to sink: some ChunkSink, _ observer: Observer = Observer(),
    carry: PictureCarry = PictureCarry(nil)
  )
    throws -> Outcome
  {
    let state = Mutex(PipelineState())
    DispatchQueue.concurrentPerform(iterations: max(1, jobs)) { _ in
      do {
        let worker = try ChunkWorker(self, observer, carry)
        while !state.withLock({ $0.failure != nil }), let outcome = try worker.step(source, sink) {
          state.withLock { $0.add(outcome) }
          observer.onProgress?(outcome.bytesRead)
        }
      } catch {
        state.withLock { $0.fail(error) }
        carry.close()
        sink.close()
        observer.twin?.close()
      }
    }
    return try state.withLock { try $0.result() }
  }
}

private struct PipelineState {
  private(set) var failure: (any Error)?
  private var outcome = ChunkPipeline.Outcome()

  mutating func add(_ part: ChunkPipeline.Outcome) {
    outcome.add(part)
  }

  mutating func fail(_ error: any Error) {
    if failure == nil { failure = error }
  }

  func result() throws -> ChunkPipeline.Outcome {
    if let failure { throw failure }
    return outcome
  }
}

/// One worker: its own buffers, scanners and hash state.
private final class ChunkWorker {
  private let redactor: Redactor
  private let hint: FormatHint
  private let observer: ChunkPipeline.Observer
  private let input = UnsafeMutableRawBufferPointer.allocate(
    byteCount: Chunk.bufferSize, alignment: 64)
  private var output = OutputBuffer(capacity: Chunk.coreSize + Chunk.coreSize / 16)
  private let carry: PictureCarry
  /// Findings by rule.
  private var counts: [Int]
  /// By rule.
  private let isCredential: [Bool]
  private var told = ToldValues()
  /// The findings in ``output``.
  private var written: [Finding] = []
  /// What ``ChunkPipeline/Observer/twin`` gets.
  private var twin = OutputBuffer()

  init(
    _ pipeline: ChunkPipeline, _ observer: ChunkPipeline.Observer, _ carry: PictureCarry
  ) throws {
    self.carry = carry
    redactor = try Redactor(
      rules: pipeline.rules, key: pipeline.key, known: pipeline.known, vault: pipeline.vault)
    redactor.finder.setPath(pipeline.path)
    hint = pipeline.hint
    counts = Array(repeating: 0, count: pipeline.rules.rules.count)
    isCredential = pipeline.rules.rules.map { $0.category == .credential }
    self.observer = observer
  }

  deinit {
    input.deallocate()
  }

  /// - Returns: nil at the end, or when another worker has failed.
  func step(_ source: some ChunkSource, _ sink: some ChunkSink) throws -> ChunkPipeline.Outcome? {
    guard let chunk = try source.next(into: input) else { return nil }
    let block = UnsafeRawBufferPointer(rebasing: input[..<chunk.filled])
    guard let carried = carry.picture(in: chunk, block) else { return nil }
    redactor.finder.carriedPicture = carried.map { ($0, chunk.core.lowerBound) }
    redactor.finder.pictureBorder = chunk.core.upperBound
    let reach = observer.findingReach
    let wanted =
      max(0, chunk.core.lowerBound - reach)..<min(chunk.filled, chunk.core.upperBound + reach)
    try redactor.finder.find(
      in: block, searching: chunk.searched, core: wanted, hint: hint, isFinal: true)
    carry.end(chunk, redactor.finder.openPicture)
    var outcome = ChunkPipeline.Outcome()
    outcome.bytesRead = chunk.core.count
    outcome.addAllowed(redactor.finder, in: chunk.core)
    let offset = chunk.index * Chunk.coreSize - chunk.core.lowerBound
    outcome.pictures = redactor.finder.pictures.filter(chunk.core.contains).map { $0 + offset }
    if let onFindings = observer.onFindings {
      try onFindings(chunk, block, redactor.finder.findings)
      return outcome
    }
    if observer.findsOnly {
      for finding in redactor.finder.findings
      where chunk.core.contains(finding.range.lowerBound) && !finding.form.isContinued {
        tellValues(of: finding, in: block)
      }
      return outcome
    }
    let core = UnsafeRawBufferPointer(rebasing: block[chunk.core])
    let isWritten: Bool
    if redactor.finder.findings.isEmpty {
      try observer.onOutput?(chunk.index, core)
      _ = try observer.twin?.write(core, chunk: chunk.index)
      isWritten = try sink.write(core, chunk: chunk.index)
    } else {
      assemble(chunk, block, &outcome)
      try redactor.writer.handOver()
      try observer.onOutput?(chunk.index, output.bytes)
      _ = try observer.twin?.write(twin.bytes, chunk: chunk.index)
      isWritten = try sink.write(output.bytes, chunk: chunk.index)
      if let onRanges = observer.onRanges, !written.isEmpty {
        onRanges(chunk.index, FindingRanges(written, from: chunk.core.lowerBound))
      }
    }
    return isWritten ? outcome : nil
  }

  /// The lines of a picture stand where they began: each piece of the text writes its own.
  private func write(
    picture: Finding, in block: UnsafeRawBufferPointer, from position: Int, _ chunk: Chunk,
    _ outcome: inout ChunkPipeline.Outcome
  ) {
    let isOwn =
      picture.range.lowerBound >= chunk.core.lowerBound && !picture.form.isContinued
    let start = max(position, picture.range.lowerBound)
    let lines = start..<max(start, min(picture.range.upperBound, chunk.core.upperBound))
    let between = UnsafeRawBufferPointer(
      rebasing: block[position..<start])
    output.append(between)
    redactor.writer.write(picture, in: block, linesOf: lines, isContinued: !isOwn, to: &output)
    if observer.twin != nil {
      twin.append(between)
      SubstituteWriter.writeMask(linesOf: lines, in: block, isContinued: !isOwn, to: &twin)
    }
    guard isOwn else { return }
    counts[picture.rule] += 1
    if observer.onRanges != nil { written.append(picture) }
  }

  private func tell(_ rule: Rule, _ value: [UInt8]) {
    if told.insert(rule, value) { observer.onValue?(rule, value) }
  }

  /// Nothing but credentials is looked for elsewhere; a text of its own may hold some.
  private func tellValues(of finding: Finding, in block: UnsafeRawBufferPointer) {
    guard observer.onValue != nil, finding.replacement >= 0 || isCredential[finding.rule] else {
      return
    }
    redactor.forEachValue(of: finding, in: block, tell)
  }

  /// A finding belongs to the chunk in which it begins; its end in the next one is left out there.
  private func assemble(
    _ chunk: Chunk, _ block: UnsafeRawBufferPointer, _ outcome: inout ChunkPipeline.Outcome
  ) {
    output.removeAll()
    written.removeAll(keepingCapacity: true)
    let hasTwin = observer.twin != nil
    if hasTwin { twin.removeAll() }
    var position = chunk.core.lowerBound
    for finding in redactor.finder.findings {
      guard finding.range.upperBound > position else { continue }
      if finding.range.lowerBound >= chunk.core.upperBound { break }
      if finding.form.isPicture {
        write(picture: finding, in: block, from: position, chunk, &outcome)
      } else if finding.range.lowerBound >= chunk.core.lowerBound {
        let between = UnsafeRawBufferPointer(rebasing: block[position..<finding.range.lowerBound])
        output.append(between)
        redactor.writeSubstitute(for: finding, in: block, to: &output)
        if hasTwin {
          twin.append(between)
          redactor.writeMask(for: finding, in: block, to: &twin)
        }
        counts[finding.rule] += 1
        if finding.replacement >= 0 { outcome.propagated += 1 }
        if observer.onRanges != nil { written.append(finding) }
        tellValues(of: finding, in: block)
      }
      position = finding.range.upperBound
    }
    if position < chunk.core.upperBound {
      let rest = UnsafeRawBufferPointer(rebasing: block[position..<chunk.core.upperBound])
      output.append(rest)
      if hasTwin { twin.append(rest) }
    }
    for rule in counts.indices where counts[rule] > 0 {
      outcome.perRule[rule] = counts[rule]
      counts[rule] = 0
    }
  }
}
