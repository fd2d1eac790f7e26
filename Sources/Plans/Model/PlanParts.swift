/// Who must have signed before the plan, or one of its steps, runs.
public struct ApprovalRequirement: Sendable {
  public enum Party: String, CaseIterable, Sendable {
    case author, executor
  }

  public var role: String
  /// Distinct principals.
  public var minimum: Int
  /// Who doesn't count, even with the role.
  public var not: [Party]
  /// The step that waits for it; nil: the whole plan does.
  public var before: String?
  /// What it is given for besides the change itself: `iam`, `dns`; see ``PolicyRule/approval``.
  public var kinds: [String]
  public var place: Place

  package init(
    role: String, minimum: Int, not: [Party], before: String?, kinds: [String] = [], place: Place
  ) {
    self.role = role
    self.minimum = minimum
    self.not = not
    self.before = before
    self.kinds = kinds
    self.place = place
  }
}

/// What must hold before the first step.
public struct Precondition: Sendable {
  public var id: String
  public var title: String?
  /// Nil: a person confirms the title.
  public var command: Command?
  public var expect: Expectation
  public var place: Place
}

public struct Backup: Sendable {
  public var required: Bool
  public var what: String?
  /// Ends 0 where the backup exists and is good.
  public var verify: Command?
  /// In seconds.
  public var maximumAge: Int?
  public var place: Place
}

public struct MonitoringSignal: Sendable {
  public var metric: String
  public var `where`: String?
  /// The observation at which the change is rolled back.
  public var rollbackIf: String?
  public var place: Place
}

/// A patch made from a repository while the bundle is built.
public struct PatchSource: Sendable {
  public var id: String
  /// Path relative to the plan's file.
  public var repository: String
  /// A git range, `BASE..TIP`.
  public var range: String?
  /// What the range is limited to; without a range, the files whose uncommitted changes against
  /// `base` are taken.
  public var files: [String]
  /// The commit that the client's tree must hold.
  public var base: String?
  /// The work tree on the client's machine; the run's working folder where absent.
  public var directory: PlanText?
  public var place: Place
}

/// What is done after the change: grants revoked, exposed values rotated.
public struct PostTask: Sendable {
  public enum Kind: String, CaseIterable, Sendable {
    case revoke, rotate, confirm, reduce, review
  }

  public var id: String
  public var title: String?
  public var kind: Kind
  /// The step, grant or secret it takes back.
  public var what: String?
  public var command: Command?
  public var verify: Command?
  public var place: Place

  package init(id: String, title: String?, kind: Kind, place: Place) {
    self.id = id
    self.title = title
    self.kind = kind
    self.place = place
  }
}

/// A reasoned exception from a policy rule.
public struct Waiver: Sendable {
  public var rule: String
  /// Nil: the whole plan.
  public var step: String?
  public var reason: String
  public var by: String?
  public var place: Place

  /// How an approval names it: `rule`, or `rule@step`.
  public var key: String { step.map { "\(rule)@\($0)" } ?? rule }

  func covers(_ id: String, step other: String?) -> Bool {
    rule == id && (step == nil || step == other)
  }
}
