/// One step of a plan.
public struct Step: Sendable {
  public enum Class: String, CaseIterable, Sendable {
    case read, grant, mutate, destroy, manual, patch
    case pullRequest = "pull-request"
  }

  public enum FailureAction: String, CaseIterable, Sendable {
    case stop, rollback, `continue`
  }

  /// Letters, digits, `.`, `_`, `-`; unique in the plan.
  public var id: String
  public var title: String
  /// What and why, in the author's words.
  public var description: String?
  public var `class`: Class
  /// Nil for manual and patch steps. That of a pull-request step may tell where it was merged.
  public var run: Command?
  public var precheck: Precheck?
  public var expect: Expectation
  public var dryRun: Command?
  public var isIdempotent: Bool
  public var rollback: Rollback?
  public var gate: Gate
  public var needs: [String]
  public var onFailure: FailureAction
  /// Extra attempts after a failed one; only where the step is idempotent.
  public var retries: Int
  /// For class patch and pull-request; see ``Plan/patchSource(of:)``.
  public var patch: PatchUse?
  public var pullRequest: PullRequest?
  public var place: Place

  /// Whether the step changes something.
  public var changes: Bool { `class` != .read }
}

/// What a person sees and answers before the step runs.
public struct Gate: Sendable {
  public enum Confirmation: String, CaseIterable, Sendable {
    case notNeeded = "none"
    /// y or N.
    case plain
    /// The step's id is typed.
    case typed
  }

  /// Nil where the plan doesn't say: the class decides.
  public var confirm: Confirmation?
  /// A role whose approval the step waits for.
  public var approval: String?

  public init(confirm: Confirmation? = nil, approval: String? = nil) {
    self.confirm = confirm
    self.approval = approval
  }
}

/// Asked before the step runs.
public struct Precheck: Sendable {
  /// Must meet `expect`, or the step fails before it did anything.
  public var command: Command?
  public var expect: Expectation
  /// Where it meets its own expectations the step is skipped as done.
  public var alreadyDone: Command?
}

/// The way back from a step.
public enum Rollback: Sendable {
  case command(Command)
  /// What a person does.
  case text(String)
  /// There is none, and why.
  case irreversible(reason: String)
}

/// The text of a pull request that the client opens and merges.
public struct PullRequest: Sendable {
  public var repository: String?
  public var branch: String?
  public var base: String?
  public var title: String?
  public var body: String?
}

/// Which of the plan's patches a step applies, and where.
public struct PatchUse: Sendable {
  public var id: String
  /// The work tree on the client's machine, before that of the patch itself.
  public var directory: PlanText?
  public var place: Place
}
