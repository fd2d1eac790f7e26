/// A command of the plan with what it is there for.
public struct CommandUse: Sendable {
  public enum Purpose: String, Sendable {
    case run, precheck, alreadyDone, verify, dryRun, rollback, precondition, backup, post
  }

  /// The id of the step, precondition or post task; `backup` for the backup.
  public var owner: String
  /// Nil outside the steps.
  public var step: String?
  public var purpose: Purpose
  public var command: Command
}

extension Plan {
  /// Every command that the plan holds, in the document's order.
  public var commands: [CommandUse] {
    var all: [CommandUse] = []
    func add(
      _ command: Command?, _ purpose: CommandUse.Purpose, of owner: String, isStep: Bool = false
    ) {
      guard let command else { return }
      all.append(
        CommandUse(owner: owner, step: isStep ? owner : nil, purpose: purpose, command: command))
      if let verify = command.expect?.verify {
        add(verify, .verify, of: owner, isStep: isStep)
      }
    }
    for precondition in preconditions {
      add(precondition.command, .precondition, of: precondition.id)
      if precondition.command?.expect == nil {
        add(precondition.expect.verify, .verify, of: precondition.id)
      }
    }
    add(backup?.verify, .backup, of: "backup")
    for step in steps {
      add(step.precheck?.command, .precheck, of: step.id, isStep: true)
      add(step.precheck?.alreadyDone, .alreadyDone, of: step.id, isStep: true)
      add(step.dryRun, .dryRun, of: step.id, isStep: true)
      add(step.run, .run, of: step.id, isStep: true)
      add(step.expect.verify, .verify, of: step.id, isStep: true)
      if case .command(let command) = step.rollback {
        add(command, .rollback, of: step.id, isStep: true)
      }
    }
    for task in post {
      add(task.command, .post, of: task.id)
      add(task.verify, .verify, of: task.id)
    }
    return all
  }
}
