import PatternMatching

/// The rules whose values are found by scanners written by hand: their shapes have no literal to
/// look for, or need more than a pattern. By index into the rules; nil where the profile leaves
/// one out.
struct ScannedRules: Sendable {
  let email: Int?
  let ipv4: Int?
  let ipv6: Int?
  let mac: Int?
  let card: Int?
  let iban: Int?
  let phone: Int?
  let kubernetesData: Int?
  /// Names what stands for a picture within a text.
  let picture: Int?
  /// Names what its neighbours call secret.
  let sensitive: Int?
  /// Names `user:password` that stands encoded.
  let basic: Int?
  /// Names what Helm keeps: gzip in base64, in base64 again.
  let release: Int?
  /// Names what alone fills `config/master.key`.
  let railsKey: Int?
  /// Rules of values that their readers decode: what stands for one is base64 too.
  let decoded: Set<Int>
  /// Rules of private keys, whose lines may stand apart.
  let armoured: [Int: ArmouredKey.Kind]
  /// Rules that find host names, whose substitutes are host names again.
  let hosts: Set<Int>

  init(_ rules: [Rule]) {
    hosts = Set(rules.indices.filter { rules[$0].id.hasPrefix("hostname") })
    decoded = Set(rules.indices.filter { Self.decodedIDs.contains(rules[$0].id) })
    armoured = Dictionary(
      uniqueKeysWithValues: rules.indices.compactMap { index in
        Self.armouredIDs[rules[index].id].map { (index, $0) }
      })
    // What stands in for one of them has a pattern of its own.
    func index(_ id: String) -> Int? { rules.firstIndex { $0.id == id && $0.replaces == nil } }
    email = index("email-address")
    ipv4 = index("ipv4-address")
    ipv6 = index("ipv6-address")
    mac = index("mac-address")
    card = index("payment-card")
    iban = index("iban")
    phone = index("phone-number-e164")
    kubernetesData = index("kubernetes-secret-data")
    picture = index(Self.pictureID)
    sensitive = index("generic-secret")
    basic = index("authorization-basic")
    railsKey = index("rails-master-key")
    release = index("helm-release-secret")
  }

  /// Accounts of machines stay where hosts and users' names do.
  var keepsLogins: Bool { hosts.isEmpty }

  /// In every profile: nobody knows what a picture shows.
  static let pictureID = "embedded-picture"

  private static let decodedIDs: Set<String> = [
    "docker-config-auth", "docker-config-json", "npm-registry-auth", "kubeconfig-client-key",
    "private-key-pem-base64",
  ]

  private static let armouredIDs: [String: ArmouredKey.Kind] = [
    "private-key-pem": .pem, "private-key-pgp": .pgp, "private-key-ssh2": .ssh2,
    "private-key-putty": .putty,
  ]

  /// Whether a rule's pattern is replaced by a scanner.
  func holds(_ rule: Int) -> Bool {
    [email, ipv4, ipv6, mac, card, iban, phone, kubernetesData, picture].contains(rule)
  }

  /// What the first look searches for.
  var candidates: CandidateScanner.Kinds {
    var kinds: CandidateScanner.Kinds = []
    if email != nil { kinds.insert(.at) }
    if ipv4 != nil { kinds.insert(.dot) }
    if ipv6 != nil { kinds.insert(.colon) }
    if mac != nil { kinds.formUnion([.colon, .mac]) }
    if card != nil { kinds.insert(.digits) }
    if iban != nil { kinds.insert(.iban) }
    if phone != nil { kinds.insert(.plus) }
    return kinds
  }
}
