internal import Execution
internal import Plans
internal import Redaction

/// Where a run's parameters come from: the plan, the vault, a person.
enum RunValues {
  static func make(
    _ plan: Plan, secrets: RunSecrets, terminal: any RunTerminal
  ) -> ParameterValues {
    let values = ParameterValues(
      plan: plan, reveal: { try secrets.reveal($0) },
      ask: { parameter in
        guard terminal.isInteractive,
          let answer = try terminal.ask(
            "\(parameter.description ?? parameter.name) (\(parameter.name)):",
            isHidden: parameter.mustStayHidden)
        else {
          throw RunRefusal(
            .person, "the parameter '\(parameter.name)' has no value",
            hint: "run it again at a terminal and enter it")
        }
        return answer
      })
    values.onSecret = { parameter, value in
      try secrets.learned.add(Array(value.utf8), placeholder: parameter.from)
    }
    return values
  }
}
