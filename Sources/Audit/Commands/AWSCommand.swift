internal import Plans

/// A call of `aws`: `aws ecs update-service` is `UpdateService` of `ecs.amazonaws.com`, and its
/// options are the request's parameters.
///
/// Sources: https://docs.aws.amazon.com/cli/latest/reference/,
/// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-aws-service-specific-topics.html
struct AWSCommand: Sendable {
  let service: String
  let operation: String
  /// Region options.
  let regions: [String]
  private let options: [(name: String, values: [String])]

  init(_ facts: CommandFacts) {
    let words = facts.positionals.map(\.text)
    service = words.first ?? ""
    operation = words.count > 1 ? words[1] : ""
    regions = facts.values(of: ["--region"])
    options = Words.options(facts.arguments).filter { !Self.global.contains($0.name) }
  }

  /// Options that say how, not what.
  private static let global: Set<String> = [
    "--region", "--profile", "--output", "--query", "--endpoint-url", "--ca-bundle", "--debug",
    "--no-cli-pager", "--no-paginate", "--page-size", "--max-items", "--starting-token", "--color",
    "--cli-read-timeout", "--cli-connect-timeout", "--no-verify-ssl", "--no-sign-request",
    "--cli-input-json", "--cli-input-yaml", "--generate-cli-skeleton", "--cli-binary-format",
  ]

  /// Commands of the CLI's own, which call what they like.
  private static let composed: Set<String> = [
    "s3 *", "* wait", "logs tail", "cloudformation deploy", "cloudformation package",
    "ecs deploy", "ecr get-login-password", "ecr get-login", "eks update-kubeconfig", "emr *",
    "configure *", "sso *", "lambda publish", "deploy push", "ec2-instance-connect ssh",
    "history *", "login *",
  ]

  private var isComposed: Bool {
    ["\(service) \(operation)", "\(service) *", "* \(operation)"].contains(
      where: Self.composed.contains)
  }

  var isMechanical: Bool { !isComposed && !service.isEmpty && !operation.isEmpty }

  var callsService: Bool {
    !operation.isEmpty && !["configure", "sso", "history", "login", "help"].contains(service)
      && operation != "help" && "\(service) \(operation)" != "eks get-token"
  }

  /// The CLI's name of a service where the event source's differs.
  private static let sources: [String: Set<String>] = [
    "elb": ["elasticloadbalancing"], "elbv2": ["elasticloadbalancing"],
    "cloudwatch": ["monitoring"], "stepfunctions": ["states"], "s3api": ["s3"],
    "configservice": ["config"], "deploy": ["codedeploy"], "opensearch": ["es"],
    "application-autoscaling": ["autoscaling", "application-autoscaling"],
    "sesv2": ["ses"], "wafv2": ["wafv2", "waf"], "waf-regional": ["waf-regional", "waf"],
    "apigatewayv2": ["apigateway"], "cognito-identity": ["cognito-identity"],
    "resource-groups": ["resource-groups"], "resourcegroupstaggingapi": ["tagging"],
    "servicecatalog": ["servicecatalog"], "ds": ["ds"], "dms": ["dms"],
    "docdb": ["rds"], "neptune": ["rds"], "s3control": ["s3"], "scheduler": ["scheduler"],
    "service-quotas": ["servicequotas"], "pi": ["pi"], "ecr-public": ["ecr-public"],
  ]

  func strength(of entry: TrailEntry) -> Strength? {
    let source = entry.event.service.prefix { $0 != "." }.lowercased()
    guard (Self.sources[service] ?? [service]).contains(source) else { return nil }
    guard isMechanical else {
      return callsService && (operation != "wait" || entry.event.isReadOnly) ? .time : nil
    }
    guard Self.plain(entry.event.action) == ParameterKey.plain(operation) else { return nil }
    return contradicts(entry) ? nil : .action
  }

  /// `UpdateFunctionCode20150331v2` → `updatefunctioncode`.
  private static func plain(_ action: String) -> String {
    var name = Substring(ParameterKey.plain(action))
    if let digit = name.firstIndex(where: \.isNumber),
      name[digit...].prefix(4).allSatisfy(\.isNumber), name[digit...].count >= 8
    {
      name = name[..<digit]
    }
    return String(name)
  }

  /// Whether the request is about something else than what the command names.
  private func contradicts(_ entry: TrailEntry) -> Bool {
    var isCompared = false
    var words: Set<String> = []
    for (name, values) in options where !values.isEmpty {
      let isPlain = values.allSatisfy {
        !Words.isOpen($0) && !$0.hasPrefix("file") && !$0.contains("=") && !$0.contains("{")
      }
      for value in values where !Words.isOpen(value) && !value.hasPrefix("file") {
        words.insert(value.lowercased())
        words.formUnion(Words.names(in: value))
      }
      guard isPlain, let told = entry.parameters[ParameterKey.plain(String(name.dropFirst(2)))],
        !told.contains("HIDDEN_DUE_TO_SECURITY_REASONS")
      else { continue }
      if Set(told.map { $0.lowercased() }) != Set(values.map { $0.lowercased() }) { return true }
      isCompared = true
    }
    guard !isCompared, let leaves = entry.parameters[""] else { return false }
    words = words.filter { !$0.allSatisfy(\.isNumber) && $0 != "true" && $0 != "false" }
    return !words.isEmpty
      && words.isDisjoint(
        with: leaves.flatMap { [$0.lowercased()] + Words.names(in: $0) })
  }
}
