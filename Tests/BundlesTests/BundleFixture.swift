import Bundles
import Documents
import DurableFiles
import ExternalTools
import TestSupport
import Testing

/// Keys, a list of signers and a small signed bundle, all made by the stock tools.
struct BundleFixture {
  let folder = TemporaryFolder()
  static let author = "author@support.example"
  static let approver = "olga@client.example"

  var signers: String { folder.file("allowed_signers") }
  var bundle: String { folder.file("small.tar.gz") }

  init() async throws {
    for name in ["author", "approver", "stranger"] { try await makeKey(name) }
    let text = try [("author", Self.author), ("approver", Self.approver)].map { name, principal in
      let key = try DurableFile.read(folder.file(name + ".pub"))
      return "\(principal) \(String(decoding: key, as: UTF8.self))"
    }
    try DurableFile.write(text.joined().utf8, to: signers)
  }

  func makeKey(_ name: String, type: String = "ed25519") async throws {
    let made = try await Command.run(
      "ssh-keygen", ["-q", "-t", type, "-N", "", "-C", name, "-f", folder.file(name)])
    guard made.status == 0 else { throw FixtureFailure(text: made.errors) }
  }

  func key(_ name: String) async throws -> SigningKey {
    try await SigningKey(path: folder.file(name), locator: ToolLocator())
  }

  static let files = [
    BundleFile(path: "files/a.txt", text: "hello\n"),
    BundleFile(path: "files/sub/ünï.txt", text: "one\ntwo\n"),
    BundleFile(path: "files/run.sh", text: "#!/bin/sh\n", isExecutable: true),
    BundleFile(path: "files/empty", text: ""),
  ]

  func writer(
    signedBy name: String? = "author", expires: Timestamp? = nil
  ) async throws -> BundleWriter {
    BundleWriter(
      kind: .support, ticket: "ORD-1", client: "acme", created: Timestamp(seconds: 1_795_250_640),
      expires: expires, key: name == nil ? nil : try await key(name ?? ""),
      principal: Self.author, locator: ToolLocator())
  }

  @discardableResult
  func write(_ path: String? = nil, signedBy name: String? = "author") async throws -> Manifest {
    let output = try #require(BundleName(path ?? bundle))
    return try await writer(signedBy: name).write(Self.files, to: output).manifest
  }

  func verifier(settings: ClientSettings = ClientSettings()) throws -> BundleVerifier {
    try BundleVerifier(settings: settings, allowedSigners: signers)
  }

  func verify(_ path: String? = nil) async throws -> VerifiedBundle {
    try await verifier().verify(path ?? bundle)
  }

  /// The bundle, extracted by tar.
  func extract(as name: String = "extracted") async throws -> String {
    let out = folder.file(name)
    let result = try await Command.run(
      "/bin/sh", ["-c", "mkdir \(out) && tar -xf \(bundle) -C \(out) --strip-components=1"])
    guard result.status == 0 else { throw FixtureFailure(text: result.errors) }
    return out
  }
}

struct FixtureFailure: Error {
  let text: String
}
