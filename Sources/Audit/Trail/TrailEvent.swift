package import Documents

/// Whose audit trail an event stands in.
package enum TrailProvider: String, Sendable, CaseIterable, Encodable {
  case aws, google = "google-cloud", azure, kubernetes, postgresql
}

/// One thing that was done, as a provider's trail tells it.
///
/// All texts are a stranger's, and may hold secrets: they are redacted where they are shown.
package struct TrailEvent: Sendable, Hashable {
  package var provider: TrailProvider
  package var time: Timestamp
  /// The name by which the provider knows who did it; empty where it tells none.
  package var identity = ""
  /// From where.
  package var address = ""
  /// The service, in the provider's words: `ecs.amazonaws.com`, `Microsoft.Web`, a database.
  package var service = ""
  /// What was done: `UpdateService`, `patch deployments/scale`, a statement.
  package var action = ""
  /// To what.
  package var resource = ""
  /// Account, project, subscription, region, namespace, database.
  package var scope: [String: String] = [:]
  /// Whether it only reads, where the trail or the action tells.
  package var isReadOnly = false
  /// Empty where it worked; else the provider's code.
  package var failure = ""
  /// Whether the provider itself did it, for a service of the target.
  package var isBackground = false
  /// The provider's own id of the record; empty where it has none.
  package var id = ""
  /// What its events have in common, where one action leaves several.
  package var operation = ""

  package init(provider: TrailProvider, time: Timestamp) {
    self.provider = provider
    self.time = time
  }

  /// Longer texts are cut: bytes.
  package static let longest = 600

  /// The same with texts of bounded length.
  var bounded: TrailEvent {
    var event = self
    for path: WritableKeyPath<TrailEvent, String> in [
      \.identity, \.address, \.service, \.action, \.resource, \.failure, \.id, \.operation,
    ] where event[keyPath: path].utf8.count > Self.longest {
      event[keyPath: path] =
        String(decoding: event[keyPath: path].utf8.prefix(Self.longest), as: UTF8.self) + "…"
    }
    return event
  }
}

/// An event with what only judging it needs.
package struct TrailEntry: Sendable {
  package var event: TrailEvent
  /// Other names of the same identity: a role's ARN, a user's name.
  package var aliases: [String] = []
  /// The program that called, as it named itself.
  package var agent = ""
  /// What was asked for, by the parameter's name without case, hyphens and underscores.
  package var parameters: [String: [String]] = [:]
  /// The object that a Kubernetes event is about.
  package var object: KubernetesObject?
  /// Whole, of a database.
  package var statement: String?

  package init(_ event: TrailEvent) { self.event = event }
}

package struct KubernetesObject: Sendable, Hashable {
  package var verb: String
  /// `deployments`; empty where the request was for no resource.
  package var resource: String
  package var subresource: String
  package var name: String
  package var namespace: String
  /// The path of a request for no resource.
  package var path: String
}

/// Where a record stands.
package struct TrailPlace: Sendable, Hashable, Comparable {
  package var file: String
  /// 1-based; the line on which the record begins.
  package var line: Int

  package static func < (first: TrailPlace, second: TrailPlace) -> Bool {
    (first.file, first.line) < (second.file, second.line)
  }
}
