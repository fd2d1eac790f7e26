import Plans

extension Runner {
  /// Records where a step's pull request was merged: from the output of its command, or from the
  /// person. A step that can't say it isn't done.
  ///
  /// - Throws: ``RunRefusal`` where nobody can be asked, or the person doesn't know yet.
  func recordPullRequest(_ step: Step, output: [UInt8]) throws {
    guard step.class == .pullRequest, progress.step(step.id).pullRequest == nil else { return }
    let found = MergedPullRequest.found(in: output)
    if options.answersAll, found.url == nil || found.commit == nil {
      return terminal.say("  where it is merged is asked of a person; not asked (rehearsal)")
    }
    let url =
      try found.url
      ?? ask("URL of the pull request:", of: step) {
        MergedPullRequest.url($0)
      }
    let commit = try found.commit ?? ask("Merge commit:", of: step) { MergedPullRequest.commit($0) }
    let merged = MergedPullRequest(url: url, commit: commit)
    try record(.confirmed) {
      $0.step = step.id
      $0.note = "pull request \(merged.text)"
      $0.pullRequest = merged
    }
    terminal.paragraph("merged", merged.text)
  }

  private func ask(
    _ question: String, of step: Step, accepting accepted: (String) -> String?
  ) throws -> String {
    let isCommit = question.hasPrefix("Merge")
    let missing = isCommit ? "its merge commit" : "its URL"
    while terminal.isInteractive {
      let answer = try terminal.ask(question, isHidden: false) ?? ""
      guard !answer.isEmpty else { break }
      if let value = accepted(answer) {
        if try redacted(value) == value { return value }
        terminal.say("  That holds what looks like a secret; give it without.")
      } else {
        terminal.say(
          isCommit
            ? "  It has 40 hex digits; 'git rev-parse' tells it. Enter alone stops here."
            : "  It begins with https:// and has no blanks. Enter alone stops here.")
      }
    }
    throw RunRefusal(
      .person, "the pull request of the step '\(step.id)' isn't recorded: \(missing) is not known",
      hint: "run it again at a terminal once it is merged; what is done stays done")
  }

  /// Nobody takes a merge back but its repository's people.
  func revertMerge(_ step: Step) throws {
    let merged = progress.step(step.id).pullRequest.map { " of \($0.url) (\($0.commit))" } ?? ""
    terminal.paragraph("by hand", "revert the merge\(merged), by a pull request too")
    try confirmByPerson("Is it taken back?", name: step.id)
    try record.step(step.id, .rolledBack, note: "by hand")
  }
}
