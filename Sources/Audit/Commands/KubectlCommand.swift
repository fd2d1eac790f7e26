internal import Plans

/// A call of `kubectl`: its verb tells the requests that it makes, its operands the objects.
///
/// Source: https://kubernetes.io/docs/reference/kubectl/generated/
struct KubectlCommand: Sendable {
  /// `rollout restart`, `set image`, `get`.
  let verb: String
  let namespaces: [String]
  private let isEverywhere: Bool
  /// Resources in the plural; empty where a file says them.
  private let types: Set<String>
  private let names: Set<String>

  /// Of what is executed in a pod, its own words taken off.
  static let execution = KubectlCommand(verb: "exec")

  private init(verb: String) {
    self.verb = verb
    (namespaces, isEverywhere, types, names) = ([], false, ["pods"], [])
  }

  init(_ facts: CommandFacts) {
    var words = facts.positionals.map(\.text)[...]
    var verb = words.popFirst() ?? ""
    if ["rollout", "set", "auth", "config", "top", "certificate"].contains(verb),
      let next = words.popFirst()
    {
      verb += " " + next
    }
    self.verb = verb
    namespaces = facts.values(of: ["-n", "--namespace"])
    isEverywhere = facts.flags.contains("-A") || facts.flags.contains("--all-namespaces")
    let hasFile = !facts.flags.isDisjoint(with: [
      "-f", "--filename", "-k", "--kustomize", "--raw",
    ])
    var types: Set<String> = []
    var names: Set<String> = []
    let isOfPods = [
      "logs", "exec", "attach", "port-forward", "cp", "debug", "run", "drain", "top pod",
    ]
    .contains(verb)
    if ["cordon", "uncordon", "drain", "taint", "top node"].contains(verb) { types = ["nodes"] }
    if isOfPods { types.insert("pods") }
    if !hasFile {
      var hasType = !types.isEmpty
      for word in words {
        if Words.isOpen(word) { continue }
        let parts = word.split(separator: "/")
        if parts.count == 2 {
          types.insert(Self.plural(String(parts[0])))
          names.insert(String(parts[1]))
        } else if !hasType, verb != "exec" {
          types.formUnion(word.split(separator: ",").map { Self.plural(String($0)) })
          hasType = true
        } else {
          names.insert(word)
        }
        if parts.count == 2 { hasType = true }
      }
    }
    if types.contains("all") { types = [] }
    self.types = types
    self.names = names
  }

  var callsServer: Bool {
    !verb.isEmpty && !verb.hasPrefix("config") && !verb.hasPrefix("kustomize")
      && !["version", "completion", "help", "plugin", "options"].contains(verb)
  }

  /// Others send nothing where the object is as it should be.
  var mustWrite: Bool {
    ["scale", "delete", "create", "replace", "run", "expose", "autoscale", "rollout restart"]
      .contains(verb)
  }

  private static let reads: Set<String> = ["get", "list", "watch"]
  private static let changes: Set<String> = ["get", "list", "patch", "update"]

  private static let requests: [String: Set<String>] = [
    "get": reads, "describe": reads, "logs": reads, "wait": reads, "events": reads,
    "rollout status": reads, "rollout history": reads, "top pod": reads, "top node": reads,
    "explain": reads, "api-resources": reads, "api-versions": reads, "cluster-info": reads,
    "version": reads, "diff": ["get", "list", "patch"],
    "create": ["create", "get"], "expose": ["get", "create"], "autoscale": ["get", "create"],
    "apply": ["get", "list", "create", "patch"],
    "replace": ["get", "update", "delete", "create"],
    "patch": changes, "label": changes, "annotate": changes, "edit": changes, "scale": changes,
    "set image": changes, "set env": changes, "set resources": changes,
    "set serviceaccount": changes, "set selector": changes, "set subject": changes,
    "taint": changes, "cordon": changes, "uncordon": changes,
    "rollout restart": changes, "rollout undo": changes, "rollout pause": changes,
    "rollout resume": changes, "certificate approve": changes, "certificate deny": changes,
    "delete": ["get", "list", "watch", "delete", "deletecollection"],
    "drain": ["get", "list", "watch", "patch", "create", "delete"],
    "exec": ["get", "list", "create"], "attach": ["get", "list", "create"],
    "port-forward": ["get", "list", "create"], "cp": ["get", "list", "create"],
    "debug": ["get", "list", "watch", "create", "patch", "update"],
    "run": ["create", "get", "list", "watch", "delete"],
    "auth can-i": ["create"], "auth whoami": ["create"],
  ]

  /// What a command looks at besides, only reading.
  private static let beside: Set<String> = [
    "pods", "replicasets", "controllerrevisions", "events", "deployments", "statefulsets",
    "daemonsets", "endpoints", "endpointslices", "namespaces", "nodes", "jobs", "services",
    "horizontalpodautoscalers",
  ]

  func strength(of entry: TrailEntry) -> Strength? {
    guard let object = entry.object, callsServer || verb == "version" else { return nil }
    if object.resource.isEmpty {
      let isDiscovery =
        object.verb == "get"
        && ["/api", "/apis", "/openapi", "/version", "/healthz", "/livez", "/readyz"].contains {
          object.path == $0 || object.path.hasPrefix($0 + "/")
        }
      return isDiscovery ? .time : nil
    }
    guard let verbs = Self.requests[verb], verbs.contains(object.verb) else { return nil }
    if !isEverywhere, !object.namespace.isEmpty, let named = namespaces.last,
      !Words.isOpen(named), named != object.namespace
    {
      return nil
    }
    guard subresourceFits(object) else { return nil }
    if verb.hasPrefix("auth ") {
      return object.resource.hasPrefix("selfsubject") ? .action : nil
    }
    // A file, or a selector of everything, says what it is about.
    guard !types.isEmpty else { return .time }
    if types.contains(object.resource) {
      if names.isEmpty || object.name.isEmpty || names.contains(object.name) { return .action }
      // The pods of a deployment that is named instead, or those of a node.
      return object.resource == "pods" && types.count > 1 ? .time : nil
    }
    return entry.event.isReadOnly && Self.beside.contains(object.resource) ? .time : nil
  }

  private func subresourceFits(_ object: KubernetesObject) -> Bool {
    switch object.subresource {
    case "", "status":
      object.verb != "create"
        || !["exec", "attach", "cp", "port-forward", "drain"].contains(verb)
    case "scale": verb == "scale" || verb == "get"
    case "log": verb == "logs"
    case "exec": verb == "exec" || verb == "cp"
    case "attach": verb == "attach" || verb == "run" || verb == "debug"
    case "portforward": verb == "port-forward"
    case "eviction": verb == "drain"
    case "ephemeralcontainers": verb == "debug"
    case "approval": verb.hasPrefix("certificate")
    default: false
    }
  }

  private static let shortNames: [String: String] = [
    "po": "pods", "svc": "services", "deploy": "deployments", "rs": "replicasets",
    "sts": "statefulsets", "ds": "daemonsets", "cm": "configmaps", "ns": "namespaces",
    "no": "nodes", "pv": "persistentvolumes", "pvc": "persistentvolumeclaims",
    "ing": "ingresses", "ingress": "ingresses", "hpa": "horizontalpodautoscalers",
    "cj": "cronjobs", "sa": "serviceaccounts", "ep": "endpoints", "netpol": "networkpolicies",
    "networkpolicy": "networkpolicies", "pdb": "poddisruptionbudgets",
    "crd": "customresourcedefinitions", "ev": "events", "quota": "resourcequotas",
    "sc": "storageclasses", "storageclass": "storageclasses", "pc": "priorityclasses",
    "csr": "certificatesigningrequests", "endpoints": "endpoints", "ingressclass": "ingressclasses",
  ]

  private static func plural(_ name: String) -> String {
    let plain = String(name.lowercased().prefix { $0 != "." })
    if let known = shortNames[plain] { return known }
    return plain.hasSuffix("s") || plain == "all" ? plain : plain + "s"
  }
}
