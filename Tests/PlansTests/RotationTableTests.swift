import Redaction
import Testing

@testable import Plans

@Suite struct RotationTableTests {
  private static let credentials: [Rule] = {
    guard let rules = try? RuleSet.builtin().rules else { return [] }
    return rules.filter { $0.category == .credential }
  }()

  @Test func `what each credential rule finds can be rotated by a checklist`() throws {
    #expect(Self.credentials.count > 500)
    let table = try RotationTable()
    for rule in Self.credentials {
      #expect(rule.rotation.map { !$0.how.isEmpty } == true, "\(rule.id)")
      #expect(
        !table.checklists(forRule: rule.id).isEmpty,
        "\(rule.id): name a checklist for it in checklists/close/rotations.yaml")
    }
  }

  @Test func `each checklist of the table is there, and each one for rotating is in it`() throws {
    let names = Set(try TemplateLibrary().names)
    let listed = try RotationTable().checklists
    #expect(listed.subtracting(names) == [])
    #expect(names.filter { $0.hasPrefix("rotate/") }.isSubset(of: listed))
  }

  @Test func `each line of the table fits a rule`() throws {
    for glob in try RotationTable().globs {
      #expect(Self.credentials.contains { glob.matches($0.id) }, "\(glob)")
    }
  }

  @Test(arguments: [
    ("aws-access-key-id", "aws/access-key-rotation"), ("stripe-secret-key", "rotate/vendor-key"),
    ("telegram-bot-token", "rotate/single-key"), ("jwt", "rotate/session"),
    ("slack-webhook", "rotate/webhook-secret"),
    ("mysql-option-file-password", "mysql/user-rotation"),
    ("otpauth-secret", "rotate/second-factor"), ("private-key-pem", "rotate/tls-key"),
    ("hash-bcrypt", "rotate/login"), ("kubernetes-secret-data", "kubernetes/secret"),
    ("google-oauth-refresh-token", "rotate/oauth-client"),
    ("azure-sas-signature", "rotate/signed-link"),
    ("network-device-password", "rotate/device-password"),
    ("laravel-app-key", "rotate/encryption-key"),
  ])
  func `a kind of secret has the checklist of its kind`(rule: String, checklist: String) throws {
    #expect(try RotationTable().checklists(forRule: rule).first == checklist)
  }
}
