internal import ArgumentParser
internal import Bundles
internal import Documents
internal import DurableFiles
internal import Execution
internal import ExternalTools
internal import Plans

struct StatsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stats",
    abstract: "Count over many runs: how they ended, how long they took, what came in between.",
    discussion: """
      It is about the process, not about people: it names nobody and ranks nobody. Times are told \
      by median, 90th percentile (of ten or more) and longest value, each with their number.

      Every journal is verified as 'journal verify' does, outputs apart, by the newest checkpoint's \
      signature. One that doesn't hold is named and not counted, and the exit code is 3. The keys \
      of run folders count by their checkpoints' own times. Rehearsals are left out. A run that \
      stands in several places counts once. Evidence is verified as 'verify' does. What gates \
      refused before a run had a folder is counted apart, from a list that nothing seals.
      """)

  @Argument(
    help:
      "Folders of runs, of one run, or evidence bundles (default: where runs stand by default).")
  var folders: [String] = []

  @Option(name: .long, help: "Count by week or month (default: week, or month for half a year).")
  var by: Period.Span?

  @Option(name: .long, help: "Write a page with charts to this file.", completion: .file())
  var html: String?

  @OptionGroup var trust: TrustOption
  @OptionGroup var time: TimeOption
  @OptionGroup var identity: IdentityOption
  @OptionGroup var force: ForceOption
  @OptionGroup var json: JSONOption
  @OptionGroup var quiet: QuietOption

  func run() async throws {
    let console = quiet.console
    if let html, DurableFile.exists(html), !force.force {
      throw FileError(
        code: .exists, path: html, message: "exists already", hint: "replace it with --force")
    }
    let collection = try RunCollection(folders.isEmpty ? [RunCollection.home] : folders)
    for path in collection.empty { console.warning("\(path): holds no run") }
    let reader = try RunReader(
      settings: ClientSettings.load(), allowedSigners: trust.allowedSigners,
      identities: identity.identity, at: time.moment)
    let readings = try await reader.read(collection.places, workers: ProcessorCount.online)
    let count = RunCount(readings, collection)
    guard !count.isEmpty else {
      console.error(
        "there is no run to count",
        hint: "name the folders that 'handoff run' reported, or those that hold them")
      throw ExitCode(1)
    }
    if reader.verifier == nil {
      console.warning(
        "the signers are the run folders' own lists", hint: "pin yours with --allowed-signers FILE")
    }
    let statistics = count.statistics(
      span: by, at: Timestamp.sourceDateEpoch ?? Timestamp.now)
    try write(statistics, console)
    for fault in statistics.unverified {
      console.error("\(fault.path): not counted: \(fault.problem)")
    }
    guard statistics.unverified.isEmpty else {
      console.error(
        "\(statistics.unverified.count) of \(statistics.unverified.count + statistics.runs) journals don't hold",
        hint: "handoff journal verify DIR tells all that is wrong with one")
      throw ExitCode(3)
    }
  }

  private func write(_ statistics: RunStatistics, _ console: Console) throws {
    if let html {
      try DurableFile.write(
        Array(StatisticsPage(statistics).text.utf8), to: html, replacing: force.force)
      console.note("\(html): \(statistics.runs) runs")
    }
    if json.json { return try console.write(json: statistics) }
    if html != nil { return }
    let text = StatisticsText(statistics, isASCII: !Locale.isUTF8)
    try console.write(line: text.lines.joined(separator: "\n"))
  }
}

extension Period.Span: ExpressibleByArgument {}

/// What the person's terminal can show.
enum Locale {
  /// Whether the locale's characters are UTF-8.
  static var isUTF8: Bool {
    let value = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap { ProcessEnvironment.value($0) }
      .first { !$0.isEmpty }
    return value.map { $0.lowercased().filter { $0 != "-" }.contains("utf8") } ?? false
  }
}

/// The readings, each run once.
private struct RunCount {
  private var runs: [String: (path: String, run: RunReader.Run)] = [:]
  private var faults: [RunStatistics.Fault]
  /// Where journals of one run stand that contradict each other.
  private var contradictory: [String: [String]] = [:]
  private var refusedBefore: [String: Int] = [:]
  private var rehearsals = 0
  private var running = 0

  var isEmpty: Bool {
    runs.isEmpty && faults.isEmpty && rehearsals + running == 0 && refusedBefore.isEmpty
  }

  init(_ readings: [RunReader.Reading], _ collection: RunCollection) {
    faults = collection.bare.map {
      RunStatistics.Fault(path: $0, problem: "its journal is missing")
    }
    for (place, reading) in zip(collection.places, readings) {
      switch reading {
      case .run(let run): add(run, at: place.path)
      case .rehearsal: rehearsals += 1
      case .running: running += 1
      case .fault(let problem):
        faults.append(RunStatistics.Fault(path: place.path, problem: problem))
      case .other: break
      }
    }
    for path in collection.refusals {
      do {
        for entry in try RefusalLog(path).entries() { refusedBefore[entry.gate, default: 0] += 1 }
      } catch {
        faults.append(RunStatistics.Fault(path: path, problem: "\(error)"))
      }
    }
    for (name, paths) in contradictory {
      runs[name] = nil
      faults += paths.map {
        RunStatistics.Fault(path: $0, problem: "another journal of the same run differs from it")
      }
    }
  }

  /// Of two journals of a run the longer one counts, if it goes on from the other; else neither.
  private mutating func add(_ run: RunReader.Run, at path: String) {
    let name = run.facts.run
    guard let (otherPath, other) = runs[name] else {
      runs[name] = (path, run)
      return
    }
    let length = min(run.digests.count, other.digests.count)
    if run.digests.prefix(length) != other.digests.prefix(length) {
      contradictory[name, default: [otherPath]].append(path)
    } else if (run.digests.count, run.hasPlan ? 1 : 0)
      > (other.digests.count, other.hasPlan ? 1 : 0)
    {
      runs[name] = (path, run)
    }
  }

  func statistics(span: Period.Span?, at now: Timestamp) -> RunStatistics {
    let all = runs.values.sorted { ($0.run.facts.start, $0.path) < ($1.run.facts.start, $1.path) }
    return RunStatistics(
      all.map { ($0.path, $0.run.facts) }, rehearsals: rehearsals, running: running,
      unsealed: all.count { !$0.run.isSealed }, refusedBefore: refusedBefore,
      unverified: faults.sorted { ($0.path, $0.problem) < ($1.path, $1.problem) }, span: span,
      at: now)
  }
}
