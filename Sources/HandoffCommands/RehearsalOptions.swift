internal import ArgumentParser
internal import Documents
internal import DurableFiles
internal import Execution
internal import Plans

/// `--rehearse` and what goes with it.
struct RehearsalOptions: ParsableArguments {
  @Flag(
    name: .long,
    help: "Walk through the plan without executing anything; needs no window, approval or key.")
  var rehearse = false

  @Option(
    name: .long,
    help: ArgumentHelp(
      "What commands are said to do in a rehearsal: a YAML file, or the folder of an earlier run.",
      valueName: "file|dir"),
    completion: .file())
  var answers: String?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "A failure to rehearse: STEP, STEP=EXIT, STEP/rollback=EXIT, STEP=crash, STEP=timeout; can repeat.",
      valueName: "step[=exit]"))
  var rehearseFail: [String] = []

  func validate() throws {
    guard rehearse || (answers == nil && rehearseFail.isEmpty) else {
      throw ValidationError("--answers and --rehearse-fail go with --rehearse.")
    }
  }

  /// - Throws: `Diagnostic`, `ValidationError`, `FileError`.
  func script(_ plan: Plan) throws -> RehearsalScript {
    var script = RehearsalScript()
    if let answers {
      script =
        RegularFile.isFolder(answers)
        ? try RehearsalScript(recordedIn: RunFolder(answers), plan: plan)
        : try RehearsalScript(
          parsing: String(decoding: DurableFile.read(answers, limit: 1 << 22), as: UTF8.self),
          file: answers, plan: plan)
    }
    for failure in rehearseFail {
      do throws(RehearsalFault) {
        try script.fail(failure, in: plan)
      } catch {
        let hint = error.hint.map { " (\($0))" } ?? ""
        throw ValidationError("--rehearse-fail: \(error.report)\(hint).")
      }
    }
    return script
  }
}
