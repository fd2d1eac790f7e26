/// A command of the plan with what it is there for.
public struct CommandUse: Sendable {
  public enum Purpose: String, Sendable {
    case run, precheck, alreadyDone, verify, dryRun, rollback, precondition, backup, post
  }

  /// Nil outside the steps.
  public var step: String?
  public var purpose: Purpose
  public var command: Command
}

extension Plan {
  /// Every command that the plan holds, in the document's order.
  public var commands: [CommandUse] {
    var all: [CommandUse] = []
    func add(_ command: Command?, _ purpose: CommandUse.Purpose, step: String? = nil) {
      guard let command else { return }
      all.append(CommandUse(step: step, purpose: purpose, command: command))
      add(command.expect?.verify, .verify, step: step)
    }
    for precondition in preconditions {
      add(precondition.command, .precondition)
      if precondition.command?.expect == nil { add(precondition.expect.verify, .verify) }
    }
    add(backup?.verify, .backup)
    for step in steps {
      add(step.precheck?.command, .precheck, step: step.id)
      add(step.precheck?.alreadyDone, .alreadyDone, step: step.id)
      add(step.dryRun, .dryRun, step: step.id)
      add(step.run, .run, step: step.id)
      add(step.expect.verify, .verify, step: step.id)
      if case .command(let command) = step.rollback { add(command, .rollback, step: step.id) }
    }
    for task in post {
      add(task.command, .post)
      add(task.verify, .verify)
    }
    return all
  }
}
