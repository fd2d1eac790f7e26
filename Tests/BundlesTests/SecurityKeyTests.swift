import Bundles
import Documents
import ExternalTools
import Foundation
import TestSupport
import Testing

/// What an approver's key must be, by the client's settings.
@Suite struct SecurityKeyTests {
  private func verify(
    _ key: RecordedKey, demanding settings: String = "{}", signature: [UInt8]? = nil
  ) async throws -> BundleError? {
    let folder = TemporaryFolder()
    let list = try folder.write("list", "olga@x \(key.line)\n")
    let settings = try ClientSettings(
      YAMLValue.parse(settings, file: "client.yaml"), folder: folder.path)
    do {
      _ = try await VerifiedApproval(
        file: Array(RecordedKey.approval.utf8), signature: signature ?? key.armour, name: nil,
        bundleId: "change-T-1", sums: Array("sums\n".utf8),
        verifier: settings.verifier(allowedSigners: list), settings: settings)
      return nil
    } catch let error as BundleError {
      #expect(error.code == .approval)
      return error
    }
  }

  private static let all: [RecordedKey] = [
    .plain, .untouched, .touched, .verified, .touchedECDSA, .verifiedECDSA,
  ]

  @Test func `without a demand any key approves`() async throws {
    for key in Self.all {
      #expect(try await verify(key) == nil)
      #expect(try await verify(key, demanding: "{approvalKeys: any}") == nil)
    }
  }

  @Test func `a security key is one that was touched`() async throws {
    let demand = "{approvalKeys: security-key}"
    for key in [RecordedKey.touched, .verified, .touchedECDSA, .verifiedECDSA] {
      #expect(try await verify(key, demanding: demand) == nil)
    }
    let plain = try await verify(.plain, demanding: demand)
    #expect(plain?.message.contains("the client demands a security key") == true)
    #expect(plain?.hint?.contains("ssh-keygen -t ed25519-sk") == true)
    #expect(
      try await verify(.untouched, demanding: demand)?.message.contains("nobody touched") == true)
  }

  @Test func `user verification is a PIN or a finger at the key, at this signature`() async throws {
    let demand = "{approvalKeys: user-verified}"
    for key in [RecordedKey.verified, .verifiedECDSA] {
      #expect(try await verify(key, demanding: demand) == nil)
    }
    for key in [RecordedKey.plain, .untouched, .touched, .touchedECDSA] {
      #expect(try await verify(key, demanding: demand) != nil)
    }
    #expect(
      try await verify(.touched, demanding: demand)?.message
        .contains("it did not verify who touched it") == true)
  }

  @Test func `flags that were changed make the signature another one`() async throws {
    // The flags stand before the four bytes of the counter, at the end.
    for (key, flags) in [(RecordedKey.touched, 5), (.untouched, 1), (.touchedECDSA, 5)] {
      var blob = try #require(Data(base64Encoded: key.signature))
      blob[blob.count - 5] = UInt8(flags)
      let error = try await verify(
        key, demanding: "{approvalKeys: user-verified}",
        signature: RecordedKey.armour(blob.base64EncodedString()))
      #expect(error?.message.contains("does not hold") == true, "\(error?.message ?? "")")
    }
  }

  @Test func `another demand is refused with the settings`() {
    #expect(throws: Diagnostic.self) {
      try ClientSettings(
        YAMLValue.parse("approvalKeys: fido", file: "client.yaml"), folder: "/")
    }
  }
}
