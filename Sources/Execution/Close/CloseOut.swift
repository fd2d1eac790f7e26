package import Documents
package import Plans

/// What has to be done before a run is closed, and what was answered, folded from the plan and the
/// journal.
package struct CloseOut: Sendable {
  package enum State: String, Encodable, Sendable {
    case open
    case done
    /// Its command or its check failed.
    case failed
    /// Somebody has left it, with a reason.
    case waived
  }

  package enum Source: Sendable {
    case task(PostTask)
    /// A grant that no task of the plan takes back.
    case grant(Step)
    case secret(ExposedSecret)
  }

  package struct Item: Sendable {
    package var source: Source
    /// What the journal calls it: `post:ID`, `post:grant.STEP`, `rotate:HEX`.
    package var name: String
    package var kind: PostTask.Kind
    /// The run stays open without it.
    package var isDemanded: Bool
    /// The plan forgot it: a person is asked, and nothing waits for it.
    package var isOffered = false
    /// Whether a reason can stand for it.
    package var canBeWaived = true
    package var state = State.open
    /// What answered it.
    package var answer: JournalEvent?
    /// Of a rotation: by whom, when, and how that is known.
    package var rotation: JournalEvent.Rotation?
    /// The exposed secrets that a task of the plan rotates.
    package var secrets: [ExposedSecret] = []
  }

  /// The plan's tasks in its order, then grants, then secrets.
  package private(set) var items: [Item] = []
  package private(set) var closed: Timestamp?

  /// What keeps the run open.
  package var open: [Item] {
    items.filter { $0.isDemanded && $0.isUnanswered }
  }

  /// - Parameter name: the journal's.
  package func item(_ name: String) -> Item? { items.first { $0.name == name } }

  /// - Parameters:
  ///   - plan: nil: only what the journal names.
  ///   - reports: read, and not in the journal yet.
  package init(plan: Plan?, _ progress: RunProgress, reports: [ExposureReport] = []) {
    var secrets = progress.closing.exposures
    for report in reports { secrets.add(report) }
    if let plan { addTasks(plan, progress, secrets.all) }
    let covered = Set(items.flatMap { $0.secrets.map(\.id) })
    items += secrets.all.filter { !covered.contains($0.id) }.map { secret in
      Item(
        source: .secret(secret), name: CloseProgress.rotation + secret.id, kind: .rotate,
        isDemanded: true)
    }
    for index in items.indices { answer(&items[index], progress) }
    closed = open.isEmpty ? progress.closing.closed?.ts : nil
  }

  private mutating func addTasks(_ plan: Plan, _ progress: RunProgress, _ secrets: [ExposedSecret])
  {
    let isEmergency = progress.emergency != nil
    let given = plan.steps.filter { $0.class == .grant && progress.step($0.id).mayHaveGiven }
    var tasks =
      isEmergency ? plan.post.filter { $0.kind != .review } + plan.emergencyReviews : plan.post
    // Nobody takes access for granted, or a secret for rotated, whose use nobody looked at.
    let own = tasks.count
    if !given.isEmpty || !secrets.isEmpty { tasks += Self.offers(besides: tasks) }
    items = tasks.enumerated().map { index, task in
      let covered = task.kind == .rotate ? secrets.filter { task.rotates($0) } : []
      return Item(
        source: .task(task), name: "post:\(task.id)", kind: task.kind,
        isDemanded: [.revoke, .rotate].contains(task.kind) || task.takesBack(a: given)
          || (isEmergency && task.kind == .review), isOffered: index >= own,
        canBeWaived: !(isEmergency && task.kind == .review), secrets: covered)
    }
    items += given.filter { step in !plan.post.contains { $0.takesBack(a: [step]) } }.map {
      Item(source: .grant($0), name: "post:grant.\($0.id)", kind: .revoke, isDemanded: true)
    }
  }

  /// What the plan forgot to ask for.
  private static func offers(besides tasks: [PostTask]) -> [PostTask] {
    CloseChecklist.tasks.filter { offer in
      !tasks.contains { $0.kind == offer.kind || $0.id == offer.id }
    }
  }

  private func answer(_ item: inout Item, _ progress: RunProgress) {
    item.rotation = progress.closing.rotations[item.name]
    let post = progress.closing.ends[item.name]
    let waiver = item.canBeWaived ? progress.closing.waivers[item.name] : nil
    // An emergency is reviewed by somebody who executed nothing of it.
    let isOwnReview =
      !item.canBeWaived && post?.actor.map { progress.executors.contains($0) } == true
    switch post?.state {
    case "done" where !isOwnReview: (item.state, item.answer) = (.done, post)
    case _ where waiver != nil: (item.state, item.answer) = (.waived, waiver)
    case "failed": (item.state, item.answer) = (.failed, post)
    default: break
    }
  }
}

extension CloseOut.Item {
  /// How a person names it.
  package var id: String {
    switch source {
    case .task(let task): task.id
    case .grant(let step): step.id
    case .secret(let secret): secret.placeholder
    }
  }

  /// Whether a person's word for one or several items means this one.
  package func answers(to text: String) -> Bool {
    let own = [id, name, String(name.trimmingPrefix("post:"))]
    switch source {
    case .task: return own.contains(text) || secrets.contains { $0.answers(to: text) }
    case .grant: return own.contains(text)
    case .secret(let secret): return own.contains(text) || secret.answers(to: text)
    }
  }

  /// What it is, in few words.
  package var title: String {
    switch source {
    case .task: "\(kind.rawValue) '\(id)'"
    case .grant: "revoke the grant of '\(id)'"
    case .secret(let secret): "rotate \(secret.placeholder)"
    }
  }

  /// And more of them.
  package var text: String {
    switch source {
    case .task(let task):
      let found = secrets.map { "\($0.placeholder) in \($0.whereabouts)" }
      return ([task.title ?? task.what ?? ""] + found).filter { !$0.isEmpty }
        .joined(separator: "; ")
    case .grant(let step): return step.title
    case .secret(let secret):
      return "\(secret.name), " + (secret.isRest ? "" : "in ") + secret.whereabouts
    }
  }

  package var isUnanswered: Bool { state == .open || state == .failed }

  package var secret: ExposedSecret? {
    if case .secret(let secret) = source { secret } else { nil }
  }

  /// Whether only a person can say that it is done.
  package var needsPerson: Bool {
    if case .task(let task) = source { task.command == nil } else { true }
  }
}

extension ExposedSecret {
  /// By its placeholder, its hex, or its rule.
  fileprivate func answers(to text: String) -> Bool {
    text == placeholder || text == id || text == rule
  }
}

extension PostTask {
  /// Whether it takes back what one of these steps gave.
  fileprivate func takesBack(a steps: [Step]) -> Bool {
    [.revoke, .reduce].contains(kind) && steps.contains { $0.id == what }
  }

  /// Whether the plan's author meant this very secret.
  fileprivate func rotates(_ secret: ExposedSecret) -> Bool {
    !secret.isRest && (what == secret.placeholder || what == secret.id)
  }
}

extension StepProgress {
  /// Whether what it gives may be there now.
  fileprivate var mayHaveGiven: Bool {
    switch state {
    case .done, .unknown, .rollbackFailed, .kept: true
    case .failed: mayHaveRun
    case .pending, .skipped, .rolledBack: false
    }
  }
}

extension Plan {
  /// What an emergency demands afterwards: the plan's own reviews, or one that it doesn't name.
  var emergencyReviews: [PostTask] {
    let own = post.filter { $0.kind == .review }
    guard own.isEmpty else { return own }
    return [
      PostTask(
        id: "emergency-review",
        title: "Review what was done in the emergency, and why it couldn't wait", kind: .review,
        place: root)
    ]
  }
}
