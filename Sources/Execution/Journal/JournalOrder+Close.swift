import Plans

/// After the run: what was revoked and rotated, what was left with a reason, and whether it may
/// count as closed.
extension JournalOrder {
  mutating func checkClosing(_ event: JournalEvent) {
    switch event.type {
    case .exposed:
      guard let report = event.exposure, report.sha256.utf8.count == 64 else {
        return refuse("a redaction report without its digest")
      }
    case .waived: checkWaiver(event)
    default:
      if ![.done, .rolledBack, .failed].contains(progress.state) {
        refuse("the run is closed before it is over")
      }
      for item in CloseOut(plan: plan, progress).open {
        refuse("the run is closed and '\(item.name)' is open: \(item.title)")
      }
    }
  }

  private mutating func checkWaiver(_ event: JournalEvent) {
    guard let name = event.step, event.actor != nil, event.note?.isEmpty == false else {
      return refuse("a waiver without what it is for, its reason, or whose it is")
    }
    if name.hasPrefix(CloseProgress.rotation) {
      if !progress.closing.exposures.contains(id: Self.secret(name)) {
        refuse("'\(name)' is waived, and no report has named it")
      }
    } else if plan != nil {
      let item = CloseOut(plan: plan, progress).items.first { $0.name == name }
      if item?.canBeWaived != true { refuse("'\(name)' is waived, which nobody can") }
    }
  }

  /// A task or a rotation is done when its command and its check say so, or a person where there
  /// is none.
  mutating func checkPost(_ event: JournalEvent) {
    guard event.phase == .post, let name = event.step, event.state == "done" else { return }
    if name.hasPrefix(CloseProgress.rotation) {
      if !progress.closing.exposures.contains(id: Self.secret(name)) {
        refuse("'\(name)' is done, and no report has named it")
      } else if progress.closing.rotations[name] == nil {
        refuse("'\(name)' is done, and nobody has said who rotated it")
      }
      return
    }
    guard plan != nil else { return }
    switch CloseOut(plan: plan, progress).items.first(where: { $0.name == name })?.source {
    case .task(let task)?:
      let isRun = task.command == nil ? confirmed.contains(name) : isMet(name, .post)
      let isProven =
        task.verify == nil || isMet(name, .postVerify) || told.contains(name)
      if !isRun || !isProven {
        refuse("the task '\(name)' is done, but its command or its verification is not")
      }
    case .grant?:
      if !confirmed.contains(name) { refuse("'\(name)' is revoked, and nobody has said so") }
    case .secret?, nil: refuse("the plan has no task '\(name)'")
    }
  }

  private static func secret(_ name: String) -> String {
    String(name.dropFirst(CloseProgress.rotation.count))
  }
}
