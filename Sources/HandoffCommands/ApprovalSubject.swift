internal import Bundles
internal import Documents
internal import DurableFiles

/// What of a bundle's plan an approver signs: the target, the parameters, the window.
struct ApprovalSubject {
  private(set) var target: JSONValue?
  private(set) var parameters: JSONValue?
  private(set) var window: JSONValue?

  /// - Parameter plan: the bytes of plan.yaml; nil for a bundle without a plan.
  init(plan: [UInt8]?) throws {
    guard let plan else { return }
    let value = try YAMLValue.parse(String(decoding: plan, as: UTF8.self), file: "plan.yaml")
    guard case .object(let object) = value.json else { return }
    target = object["target"]
    parameters = object["parameters"]
    window = object["window"]
  }
}
