internal import Documents
internal import DurableFiles
internal import Execution

/// Whether a run folder holds a run already, and what the run is called.
struct RunStart {
  let run: String
  let isResumed: Bool

  /// - Throws: `JournalError` when the folder holds the run of another bundle, or a rehearsal where a
  ///   run is to begin.
  init(folder: RunFolder, bundle: String, isRehearsal: Bool = false) throws {
    let bytes = DurableFile.exists(folder.journal) ? try DurableFile.read(folder.journal) : []
    let events = JournalText(bytes).events
    guard let first = events.first else {
      let number = String(UInt32.random(in: .min ... .max), radix: 36)
      run = "\(bundle).\(number)" + (isRehearsal ? Rehearsal.suffix : "")
      isResumed = false
      return
    }
    run = first.run
    isResumed = events.contains(where: \.beginsStep)
    if RunProgress(events).isRehearsal != isRehearsal {
      throw JournalError(
        code: .mismatch, path: folder.path,
        message: isRehearsal
          ? "holds a run; nothing is rehearsed in its place"
          : "holds a rehearsal: it can't be taken up as a run",
        hint: "name another folder with --journal")
    }
    let other = events.first { $0.type == .started }?.bundle
    guard other == nil || other == bundle else {
      throw JournalError(
        code: .mismatch, path: folder.path,
        message: "holds the run of another bundle, \(other ?? "")",
        hint: "name another folder with --journal")
    }
  }
}

/// What is told at the end of a run.
struct RunEnd {
  let folder: RunFolder
  let state: RunProgress.State
  let isDryRun: Bool

  func tell(_ console: Console) {
    if isDryRun {
      console.note("dry run: \(state == .done ? "nothing stands in the way" : "a step would fail")")
      return
    }
    switch state {
    case .done: console.note("done: all steps have their result")
    case .failed:
      console.error(
        "a step failed",
        hint: "mend the cause and call this again, or take it back: handoff rollback \(folder.path)"
      )
    case .rolledBack: console.error("the plan is not done; what was done of it is rolled back")
    case .rollbackIncomplete:
      console.error(
        "a step failed midway and is left as it is; what was done before it is rolled back",
        hint: "look at the target, then: handoff rollback \(folder.path)")
    case .rollbackFailed:
      console.error(
        "the rollback failed", hint: "look at the target, then: handoff rollback \(folder.path)")
    case .interrupted, .stopped, .running:
      console.error("the run stopped; the same command takes it up again")
    case .unknown: console.error("the end of a command is not known")
    }
    console.line("  journal   \(folder.path)")
    if state != .interrupted {
      console.line("  evidence  handoff evidence \(folder.path) -o evidence.tar.zst --sign KEY")
    }
  }
}
