internal import ArgumentParser
internal import DurableFiles
internal import Redaction
internal import Synchronization

/// `--baseline`, `--write-baseline`.
struct BaselineOptions: ParsableArguments {
  @Option(
    name: .long, help: "Findings that this file lists are known and don't count.",
    completion: .file())
  var baseline: String?

  @Option(
    name: .long,
    help: "Write what is found to this file, for --baseline; it holds no value. Exit code 0.",
    completion: .file())
  var writeBaseline: String?

  var isGiven: Bool { baseline != nil || writeBaseline != nil }

  func validate() throws {
    if baseline != nil, writeBaseline != nil {
      throw ValidationError("Give --baseline or --write-baseline, not both.")
    }
  }
}

/// Keeps known findings from the output.
final class BaselineFilter: Sendable {
  private enum State {
    case none
    case known(KnownFindings)
    case written(Baseline, String)
  }

  private let state: Mutex<State>

  /// - Throws: ``FileError`` or ``Diagnostic``: also where something else stands in the place of the
  ///   baseline that is to be written.
  init(_ options: BaselineOptions) throws {
    if let path = options.baseline {
      state = Mutex(.known(KnownFindings(try Baseline.read(path))))
    } else if let path = options.writeBaseline {
      if RegularFile.exists(path) { _ = try Baseline.read(path) }
      state = Mutex(.written(Baseline(), path))
    } else {
      state = Mutex(.none)
    }
  }

  /// Whether a finding counts.
  func isNew(_ finding: SecretCheck.Finding) -> Bool {
    state.withLock { state in
      switch state {
      case .none: return true
      case .known(var known):
        // Held once, or each finding would copy all of them.
        state = .none
        let isKnown = known.take(finding)
        state = .known(known)
        return !isKnown
      case .written(var baseline, let path):
        // Held once, or each finding would copy all of them.
        state = .none
        baseline.add(finding)
        state = .written(baseline, path)
        return false
      }
    }
  }

  func finish(_ console: Console) throws {
    switch state.withLock({ $0 }) {
    case .none: break
    case .known(let known): if known.count > 0 { console.note("\(known.count) known") }
    case .written(let baseline, let path):
      try baseline.write(path)
      console.note("\(baseline.findings.count) written to \(path): known from now on")
    }
  }
}
