internal import Documents

/// One rule of a policy.
public struct PolicyRule: Sendable {
  public enum Level: String, CaseIterable, Sendable {
    case block, warn
  }

  /// Who may make an exception.
  public enum Override: String, CaseIterable, Sendable {
    case never
    /// A reasoned waiver, signed by the author and an approver.
    case twoPerson = "two-person"
  }

  public enum Scope: String, CaseIterable, Sendable {
    case all
    /// Not for single commands outside a plan.
    case plan
    /// For commands that may only read: diagnostic plans and steps of class read.
    case reading
    /// For diagnostic plans alone.
    case diagnosis
    /// For what the steps of a change plan change.
    case change
  }

  public let id: String
  public let level: Level
  public let why: String
  /// How a plan is mended.
  public let hint: String?
  public let override: Override
  /// Whether the plan is refused while a warning of the rule stands; a block always refuses.
  public let isAdvice: Bool
  let scope: Scope
  /// The kind of approval that the plan must ask for where the rule matches.
  public let approval: String?
  /// Whether it is for production alone.
  let isForProduction: Bool
  let matches: [CommandMatch]
  /// A check that takes more than one command, by name.
  let check: PolicyCheck?

  /// Whether it says that the plan's window is over, which an emergency doesn't ask.
  package var isAboutWindow: Bool { check == .windowOver }
  package let examples: [String]
  package let counterexamples: [String]
}

/// What a rule looks for in a command; every field that is given must hold.
indirect enum Requirement: Sendable {
  /// Positional words from the first on; each with alternatives.
  case words([[[Glob]]])
  case verb([Glob])
  case anyFlag(Set<String>)
  case allFlags(Set<String>)
  case argument([Glob])
  case text([Glob])
  case option(names: Set<String>, values: [Glob])
  case environment(name: String, values: [Glob])
  case path(Set<PathDanger>)
  case writes(Set<PathDanger>)
  /// What the command writes, by its path.
  case file([Glob])
  case sql(Set<SQLDanger>)
  case feature(CommandFeature)
  case input([Glob])
  case wrapper(Set<String>)
  case unless([Requirement])
}

struct CommandMatch: Sendable {
  /// Names of programs; empty: any.
  let programs: [Glob]
  /// Names without `*`, for the index.
  let names: [String]
  let requirements: [Requirement]
}
