package import Bundles
import Documents
import Plans

extension EvidenceVerifier {
  /// Compares a run with the change bundle that the verifier holds: the same bundle, and every step
  /// accounted for.
  ///
  /// - Parameter path: how messages name the bundle.
  package func compare(
    _ verdict: inout Verdict, with bundle: VerifiedBundle, at path: String
  ) {
    // It has run; that it is too late for another run is no matter here.
    for problem in bundle.problems where problem.code != .expired {
      verdict.refuse("\(path): \(problem.message)", hint: problem.hint)
    }
    guard let manifest = bundle.manifest, manifest.kind == .change, let bytes = bundle.plan,
      let plan = try? Plan.parse(text: String(decoding: bytes, as: UTF8.self), file: path)
    else {
      if bundle.problems.isEmpty { verdict.refuse("\(path) is no change bundle") }
      return
    }
    guard let own = verdict.plan else { return }
    if Digest.hex(bundle.sums) != verdict.sums {
      verdict.refuse(
        "the run is of another bundle: \(Self.difference(own.metadata, plan.metadata, path))",
        hint: "compare with the bundle that was executed; what it is says EVIDENCE.md")
    }
    guard !verdict.isOver else { return }
    let open = verdict.steps.filter { ["pending", "unknown"].contains($0.state) }.map(\.id)
    verdict.refuse(
      "the run is not over (\(verdict.outcome)), so it is no evidence of the whole plan"
        + (open.isEmpty ? "" : "; open: \(open.joined(separator: ", "))"),
      hint: "let the client finish it, or take it back")
  }

  private static func difference(
    _ run: PlanMetadata, _ given: PlanMetadata, _ path: String
  ) -> String {
    guard run.id == given.id else {
      return "it executed the plan '\(run.id)', and \(path) holds '\(given.id)'"
    }
    if run.serial < given.serial {
      return
        "it executed serial \(run.serial) of the plan '\(run.id)', an older one than \(path), which is serial \(given.serial)"
    }
    if run.serial > given.serial {
      return
        "it executed serial \(run.serial) of the plan '\(run.id)', and \(path) is the older serial \(given.serial)"
    }
    return "\(path) is another bundle of the plan '\(run.id)', serial \(run.serial)"
  }
}
