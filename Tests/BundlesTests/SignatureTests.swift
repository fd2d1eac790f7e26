import Bundles
import DurableFiles
import ExternalTools
import TestSupport
import Testing

/// Whose signature counts, by lists, certificates and revocations that the stock tools make.
@Suite struct SignatureTests {
  /// A bundle signed by a fixture's key, and the list by which it is judged.
  private func verify(
    signedBy key: String = "author", list: String, revoked: String? = nil,
    setUp: String = "true"
  ) async throws -> (bundle: VerifiedBundle, fixture: BundleFixture) {
    let fixture = try await BundleFixture()
    try await fixture.makeKey("ca")
    let made = try await Command.run(
      "/bin/bash",
      [
        "-euc",
        """
        line() { printf '%s ' "$1"; cat "$2.pub"; }
        \(setUp)
        { \(list); } > list
        """,
      ], in: fixture.folder.path)
    #expect(made.status == 0, "\(made.errors)")
    let writer = try await fixture.writer(signedBy: key)
    _ = try await writer.write(BundleFixture.files, to: try #require(BundleName(fixture.bundle)))
    var settings = ClientSettings()
    settings.revoked = revoked.map(fixture.folder.file)
    let bundle = try await BundleVerifier(
      settings: settings, allowedSigners: fixture.folder.file("list")
    ).verify(fixture.bundle)
    return (bundle, fixture)
  }

  @Test(arguments: [
    ("line a@x author", "a@x"), ("line a@x,b@x author", "a@x"),
    ("line a@x stranger; line b@x author", "b@x"),
    ("line 'a@x namespaces=\"handoff-*\"' author", "a@x"),
    ("line 'a@x namespaces=\"git,handoff-bundle\"' author", "a@x"),
    ("line 'a@x valid-after=\"20200101\",valid-before=\"20990101\"' author", "a@x"),
    ("line 'a@x valid-before=\"20200101\"' author; line 'a@x' author", "a@x"),
    ("line '*@x' author", "*@x"), ("line 'a@x,!b@x' author", "a@x"),
    ("printf '# a comment\\r\\n\\n'; line a@x author", "a@x"),
  ])
  func `a listed key counts under its principal`(list: String, principal: String) async throws {
    let (bundle, _) = try await verify(list: list)
    #expect(bundle.problems == [])
    #expect(bundle.signers.map(\.principal) == [principal])
    #expect(bundle.remarks == [])
  }

  @Test(arguments: [
    ("true", BundleError.Code.signer, "unknown key"),
    ("line a@x stranger", .signer, "unknown key"),
    ("line '# a@x' author", .signer, "unknown key"),
    ("line 'a@x namespaces=\"git\"' author", .signer, "unknown key"),
    ("line 'a@x namespaces=\"handoff-approval\"' author", .signer, "unknown key"),
    ("line 'a@x namespaces=\"handoff\"' author", .signer, "unknown key"),
    ("line 'a@x cert-authority' author", .signer, "unknown key"),
    ("echo; line 'a@x valid-before=\"20200101\"' author", .signature, "/list:2: key has expired"),
    ("line 'a@x valid-after=\"20990101\"' author", .signature, "/list:1: key is not yet valid"),
  ])
  func `a key that isn't listed for this, now, doesn't count`(
    list: String, code: BundleError.Code, message: String
  ) async throws {
    let (bundle, _) = try await verify(list: list)
    #expect(bundle.problems.map(\.code) == [code])
    #expect(bundle.problems[0].message.contains(message), "\(bundle.problems[0].message)")
  }

  @Test(arguments: [
    "echo nonsense", "echo a@x", "line 'a@x frobnicate=\"1\"' author", "echo 'a@x ssh-rsa AAAA'",
    "line a@x author | cut -c 1-40", "printf 'a@x\\0 ssh-ed25519 AAAA\\n'",
  ])
  func `a line that can't be read is named, and the others count`(line: String) async throws {
    let (good, fixture) = try await verify(list: "line z@x stranger; \(line); line b@x author")
    #expect(good.problems == [])
    #expect(good.signers.map(\.principal) == ["b@x"])
    let place = fixture.folder.file("list") + ":2: "
    #expect(good.remarks.count == 1)
    #expect(good.remarks.allSatisfy { $0.hasPrefix(place) }, "\(good.remarks)")
    // Where nobody else is listed it may be the reason.
    let (bad, other) = try await verify(list: "echo; \(line)")
    #expect(bad.problems.map(\.code) == [.signer])
    #expect(bad.problems[0].hint?.hasPrefix(other.folder.file("list") + ":2: ") == true)
  }

  @Test(arguments: [
    "ssh-keygen -q -k -f revoked author.pub", "cp author.pub revoked",
    "ssh-keygen -lf author.pub | awk '{print \"hash: \" $2}' > spec; ssh-keygen -q -k -f revoked spec",
    "cat stranger.pub author.pub > revoked", "echo garbage > revoked",
  ])
  func `a revoked key doesn't count`(revocation: String) async throws {
    let (bundle, fixture) = try await verify(
      list: "line a@x author", revoked: "revoked", setUp: revocation)
    #expect(bundle.problems.map(\.code) == [.signature])
    #expect(
      bundle.problems[0].message.contains(fixture.folder.file("revoked") + " revokes the key"))
  }

  @Test func `a revocation list spares the others, and must be there`() async throws {
    for setUp in ["ssh-keygen -q -k -f revoked stranger.pub", ": > revoked"] {
      let (bundle, _) = try await verify(
        list: "line a@x author", revoked: "revoked", setUp: setUp)
      #expect(bundle.problems == [], "\(setUp)")
    }
    let error = await #expect(throws: FileError.self) {
      try await verify(list: "line a@x author", revoked: "nowhere")
    }
    #expect(error?.code == .missing)
  }

  // MARK: Certificates

  private static let certify = "ssh-keygen -q -s ca -I id-1 -n erin@x -V -1d:+1d author.pub"

  @Test(arguments: [
    "line '*@x cert-authority' ca", "line 'erin@x cert-authority,namespaces=\"handoff-*\"' ca",
    "line '*,!olga@x cert-authority' ca",
  ])
  func `a certificate counts for its principal, by the fingerprint of its key`(
    list: String
  ) async throws {
    let (bundle, fixture) = try await verify(
      signedBy: "author-cert.pub", list: list, setUp: Self.certify)
    #expect(bundle.problems == [])
    #expect(bundle.signers.map(\.principal) == ["erin@x"])
    // Who has a certificate of the same key is no second person.
    #expect(
      try await bundle.signers.map(\.fingerprint) == [fixture.key("author").publicKey.fingerprint])
    let shown = try await Command.run(
      "ssh-keygen", ["-lf", fixture.folder.file("author-cert.pub")])
    #expect(shown.output.contains(bundle.signers.first?.fingerprint ?? "nobody"))
  }

  @Test(arguments: ["rsa", "ecdsa", "ed25519"])
  func `certificates of each type have their key's fingerprint`(type: String) async throws {
    let fixture = try await BundleFixture()
    try await fixture.makeKey("k", type: type)
    let made = try await Command.run(
      "ssh-keygen", ["-q", "-s", "author", "-I", "id", "-n", "a@x", "k.pub"],
      in: fixture.folder.path)
    #expect(made.status == 0, "\(made.errors)")
    let certified = try await fixture.key("k-cert.pub").publicKey
    let plain = try await fixture.key("k").publicKey
    #expect(certified.blob != plain.blob)
    #expect(certified.fingerprint == plain.fingerprint)
  }

  struct Refusal: Sendable, CustomTestStringConvertible {
    let setUp: String
    let list: String
    let code: BundleError.Code
    let message: String
    var testDescription: String { "\(setUp); \(list)" }
  }

  @Test(arguments: [
    Refusal(
      setUp: "ssh-keygen -q -s ca -I id-1 -n erin@x -V 20200101:20210101 author.pub",
      list: "line '*@x cert-authority' ca", code: .signature, message: "/list:1: certificate"),
    Refusal(
      setUp: "ssh-keygen -q -s ca -I id-1 -n erin@x -V 20980101:20990101 author.pub",
      list: "line '*@x cert-authority' ca", code: .signature, message: "/list:1: certificate"),
    Refusal(
      setUp: "ssh-keygen -q -h -s ca -I id-1 -n erin@x author.pub",
      list: "line '*@x cert-authority' ca", code: .signature, message: "/list:1: certificate"),
    Refusal(
      setUp: "ssh-keygen -q -s ca -I id-1 author.pub", list: "line '*@x cert-authority' ca",
      code: .signer, message: "unknown key"),
    Refusal(
      setUp: certify, list: "line '*@y cert-authority' ca", code: .signer, message: "unknown key"),
    Refusal(
      setUp: certify, list: "line '*@x,!erin@x cert-authority' ca", code: .signer,
      message: "unknown key"),
    Refusal(
      setUp: certify, list: "line '*@x cert-authority,namespaces=\"git\"' ca", code: .signer,
      message: "unknown key"),
    Refusal(setUp: certify, list: "line '*@x' ca", code: .signer, message: "unknown key"),
    Refusal(
      setUp: certify, list: "line '*@x cert-authority' stranger", code: .signer,
      message: "unknown key"),
    Refusal(
      setUp: "\(certify); ssh-keygen -q -k -f revoked author-cert.pub",
      list: "line '*@x cert-authority' ca", code: .signature, message: "revokes the key"),
    Refusal(
      setUp: "\(certify); echo 'id: id-1' > spec; ssh-keygen -q -k -s ca.pub -f revoked spec",
      list: "line '*@x cert-authority' ca", code: .signature, message: "revokes the key"),
    Refusal(
      setUp: "\(certify); cp ca.pub revoked", list: "line '*@x cert-authority' ca",
      code: .signature, message: "revokes the key"),
  ])
  func `a certificate that isn't good for this, now, doesn't count`(
    refusal: Refusal
  ) async throws {
    let revoked = refusal.setUp.contains("revoked") ? "revoked" : nil
    let (bundle, _) = try await verify(
      signedBy: "author-cert.pub", list: refusal.list, revoked: revoked, setUp: refusal.setUp)
    #expect(bundle.problems.map(\.code) == [refusal.code])
    #expect(
      bundle.problems.first?.message.contains(refusal.message) == true, "\(bundle.problems)")
  }

  /// A pattern stands for many; an approval names one of them.
  @Test func `a pattern's key signs for whoever the pattern names, and for no other`() async throws
  {
    let fixture = try await BundleFixture()
    let line = String(
      decoding: try DurableFile.read(fixture.folder.file("approver.pub")), as: UTF8.self)
    let list = AllowedSigners(text: Array("*@x,!mallory@x \(line)".utf8), path: "list")
    let verifier = try SignatureVerifier(signers: list, locator: ToolLocator())
    let message = Array("message".utf8)
    let signature = try await fixture.key("approver").sign(message, namespace: .approval)
    let signer = try await verifier.verify(
      message, signature: signature, namespace: .approval, principal: "olga@x")
    #expect(signer.principal == "olga@x")
    for name in ["mallory@x", "olga@y", "olga"] {
      await #expect(throws: BundleError.self) {
        try await verifier.verify(
          message, signature: signature, namespace: .approval, principal: name)
      }
    }
    await #expect(throws: BundleError.self) {
      try await verifier.verify(message, signature: signature, namespace: .bundle)
    }
  }
}
