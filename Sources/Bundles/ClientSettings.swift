public import Documents
internal import DurableFiles
public import ExternalTools

/// The machine owner's own settings, `client.yaml`. They decide; a plan can only ask for more.
public struct ClientSettings: Sendable, Equatable {
  /// The client's id; a bundle for another one is refused.
  public var client: String?
  /// A path.
  public var allowedSigners: String?
  /// Who may approve as what; nil when nothing is said.
  public var roles: [String: [String]]?
  public var minimumApprovals: Int?
  /// What the keys that approve must be.
  public var approvalKeys = ApprovalKeys.any
  /// Paths of policy files.
  public var policy: [String] = []
  /// Absolute paths by tool name.
  public var tools: [String: String] = [:]
  /// Told how runs go.
  public var notify: NotifyCommand?
  /// A key revocation list, a path.
  public var revoked: String?

  public init() {}

  /// Reads `$XDG_CONFIG_HOME/handoff/client.yaml`; without the file nothing is set.
  public static func load() throws -> ClientSettings {
    let folder = ProcessEnvironment.configurationFolder
    let path = folder + "/client.yaml"
    guard RegularFile.exists(path) else { return ClientSettings() }
    let text = String(decoding: try DurableFile.read(path, limit: 1 << 20), as: UTF8.self)
    return try ClientSettings(YAMLValue.parse(text, file: path), folder: folder)
  }

  /// - Parameter folder: what relative paths start from.
  /// - Throws: ``Diagnostic``.
  public init(_ value: YAMLValue, folder: String) throws {
    var mapping = try StrictMapping(value, of: "the client's settings")
    if let version = mapping.optional("apiVersion"), try version.string() != "handoff/v1" {
      throw version.diagnostic("expected handoff/v1")
    }
    client = try mapping.optional("client")?.string()
    allowedSigners = try mapping.optional("allowedSigners").map {
      Self.path(try $0.string(), from: folder)
    }
    roles = try mapping.optional("roles").map { value in
      var roles = try StrictMapping(value, of: "the roles")
      return try Dictionary(
        uniqueKeysWithValues: roles.all().map { ($0.name, try $0.value.strings()) })
    }
    if let value = mapping.optional("minimumApprovals") {
      let count = try value.int()
      guard count >= 0 else { throw value.diagnostic("expected 0 or more") }
      minimumApprovals = count
    }
    approvalKeys = try mapping.optional("approvalKeys")?.choice(ApprovalKeys.self) ?? .any
    policy = try mapping.optional("policy")?.strings().map { Self.path($0, from: folder) } ?? []
    if let value = mapping.optional("tools") {
      var tools = try StrictMapping(value, of: "the tools")
      for tool in tools.all() {
        let path = try tool.value.string()
        guard path.hasPrefix("/") else {
          throw tool.value.diagnostic("expected an absolute path")
        }
        self.tools[tool.name] = path
      }
    }
    notify = try mapping.optional("notify").map { try NotifyCommand($0) }
    revoked = try mapping.optional("revoked").map { Self.path(try $0.string(), from: folder) }
    try mapping.finish()
  }

  public var locator: ToolLocator { ToolLocator(overrides: tools) }

  /// Where `handoff signers` keeps its list, and where it is looked for when nothing is said.
  public static var defaultSigners: String {
    ProcessEnvironment.configurationFolder + "/allowed_signers"
  }

  /// Whether the client lets a principal act in a role. Nobody declares an emergency whom the
  /// client hasn't named for it.
  public func allows(_ principal: String, role: String) -> Bool {
    guard let roles else { return role != Approval.emergencyRole }
    return roles[role]?.contains(principal) ?? false
  }

  /// The verifier by these settings.
  ///
  /// - Parameter path: a list that goes before the settings' own.
  /// - Throws: ``BundleError`` with code `signer` when no list is known.
  public func verifier(allowedSigners path: String? = nil) throws -> SignatureVerifier {
    let fallback = RegularFile.exists(Self.defaultSigners) ? Self.defaultSigners : nil
    guard let path = path ?? allowedSigners ?? fallback else {
      throw BundleError(
        .signer, "no allowed signers are known, so no signature can count",
        hint: "give --allowed-signers FILE, or pin a key: handoff signers add")
    }
    return try SignatureVerifier(
      signers: AllowedSigners(path: path), locator: locator, revoked: revoked)
  }

  private static func path(_ text: String, from folder: String) -> String {
    if text.hasPrefix("/") { return text }
    if text.hasPrefix("~/") { return ProcessEnvironment.home + text.dropFirst(1) }
    return folder + "/" + text
  }
}
