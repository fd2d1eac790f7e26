import Documents
package import Plans

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// Judges whether this is the client, the ticket and the machine that the plan is for.
package enum TargetGate {
  /// - Parameters:
  ///   - client: the one of this machine's settings; nil where they name none.
  ///   - bundle: what the signed manifest says.
  /// - Throws: ``RunRefusal``.
  package static func check(
    _ plan: Plan, client: String?, bundle: (client: String, ticket: String)
  ) throws {
    guard let client else {
      throw RunRefusal(
        .gate, at: .target,
        "this machine's settings name no client, so the bundle's can't be compared",
        hint: "write client.yaml with 'client: \(PrintableText.line(bundle.client))' if that is you"
      )
    }
    if client != bundle.client {
      throw RunRefusal(
        .gate, at: .target, "the bundle is for the client '\(bundle.client)', not '\(client)'")
    }
    if let named = plan.metadata.client, named != bundle.client {
      throw RunRefusal(
        .gate, at: .target,
        "the plan is for the client '\(named)', its bundle for '\(bundle.client)'")
    }
    if let ticket = plan.metadata.ticket, ticket != bundle.ticket {
      throw RunRefusal(
        .gate, at: .target,
        "the plan is for the ticket '\(ticket)', its bundle for '\(bundle.ticket)'")
    }
    try checkHost(of: plan)
  }

  package static func checkHost(of plan: Plan) throws {
    if let host = plan.target.host {
      let own = hostName
      let short = own.split(separator: ".").first.map(String.init) ?? own
      guard host == own || host == short || host == "localhost" else {
        throw RunRefusal(
          .gate, at: .target, "the plan is for the host '\(host)'; this is '\(own)'",
          hint: "run it there; run, rollback and close each act on the machine they run on")
      }
    }
  }

  private static var hostName: String {
    var name = [CChar](repeating: 0, count: 256)
    guard gethostname(&name, name.count - 1) == 0 else { return "" }
    return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
