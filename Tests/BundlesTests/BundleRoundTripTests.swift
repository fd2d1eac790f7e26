import Bundles
import Documents
import DurableFiles
import ExternalTools
import TestSupport
import Testing

@Suite struct BundleRoundTripTests {
  @Test(arguments: ["b.tar.zst", "b.tar.gz"])
  func `what is written verifies and extracts`(name: String) async throws {
    let fixture = try await BundleFixture()
    let path = fixture.folder.file(name)
    let manifest = try await fixture.write(path)
    let verified = try await fixture.verifier().verify(
      path, extractingFor: fixture.folder.file("out"))
    #expect(verified.problems == [])
    #expect(verified.manifest == manifest)
    #expect(verified.signers.map(\.principal) == [BundleFixture.author])
    let folder = try #require(verified.folder)
    try folder.move(to: fixture.folder.file("out"), replacing: false)
    #expect(
      try DurableFile.read(fixture.folder.file("out/files/sub/ünï.txt")) == Array("one\ntwo\n".utf8)
    )
    #expect(try await fixture.verify(fixture.folder.file("out")).problems == [])
  }

  @Test func `the same files and key give the same bytes`() async throws {
    let fixture = try await BundleFixture()
    for name in ["1.tar.zst", "2.tar.zst"] { try await fixture.write(fixture.folder.file(name)) }
    #expect(
      try DurableFile.read(fixture.folder.file("1.tar.zst"))
        == DurableFile.read(fixture.folder.file("2.tar.zst")))
  }

  @Test func `the stock tools verify what is written, as the README says`() async throws {
    let fixture = try await BundleFixture()
    try await fixture.write()
    let folder = try await fixture.extract()
    let readme = String(decoding: try DurableFile.read(folder + "/README.txt"), as: UTF8.self)
    let commands = readme.split(separator: "\n").filter { $0.hasPrefix("    ") }
    #expect(commands.count == 2)
    let script = (["cp ../allowed_signers ."] + commands.map(String.init)).joined(
      separator: " &&\n")
    let result = try await Command.run("/bin/sh", ["-c", script], in: folder)
    #expect(result.status == 0, "\(result.errors)\(result.output)")
    #expect(result.output.contains("Good \"handoff-bundle\" signature for \(BundleFixture.author)"))
  }

  @Test(arguments: ["ed25519", "ecdsa", "rsa"])
  func `what the stock tools make is accepted`(type: String) async throws {
    let fixture = try await BundleFixture()
    try await fixture.makeKey("other", type: type)
    let id = "T-1-support"
    let script = """
      mkdir -p \(id)/files && cd \(id) && echo data > files/x &&
      printf '%s' '{"apiVersion":"handoff/v1","kind":"support","id":"\(id)","ticket":"T-1",' > bundle.json &&
      printf '%s' '"client":"acme","created":"2026-11-21T08:44:00Z","expires":null}' >> bundle.json &&
      LC_ALL=C sha256sum bundle.json files/x > SHA256SUMS &&
      ssh-keygen -q -Y sign -f ../other -n handoff-bundle SHA256SUMS && cd .. &&
      (printf 'other@x namespaces="handoff-bundle" ' && cat other.pub) >> allowed_signers &&
      tar -cf - \(id) | zstd -q > stock.tar.zst
      """
    let made = try await Command.run("/bin/sh", ["-c", script], in: fixture.folder.path)
    #expect(made.status == 0, "\(made.errors)")
    let verified = try await fixture.verify(fixture.folder.file("stock.tar.zst"))
    #expect(verified.problems == [])
    #expect(verified.signers.map(\.principal) == ["other@x"])
  }

  @Test func `an encrypted bundle opens with its identity only`() async throws {
    let fixture = try await BundleFixture()
    let path = fixture.folder.file("b.tar.zst.age")
    var writer = try await fixture.writer()
    writer.recipients = [fixture.folder.file("approver.pub")]
    _ = try await writer.write(BundleFixture.files, to: try #require(BundleName(path)))
    func problems(_ identities: [String]) async throws -> [BundleError.Code] {
      try await BundleVerifier(
        settings: ClientSettings(), allowedSigners: fixture.signers,
        identities: identities.map(fixture.folder.file)
      ).verify(path).problems.map(\.code)
    }
    #expect(try await problems(["approver"]) == [])
    #expect(try await problems(["author"]) == [.encryption])
    #expect(try await problems([]) == [.encryption])
    let bytes = try DurableFile.read(path)
    try DurableFile.write(bytes.dropLast(), to: path, replacing: true)
    #expect(try await problems(["approver"]) == [.encryption])
  }

  @Test func `the name and the recipients must agree`() async throws {
    let fixture = try await BundleFixture()
    var writer = try await fixture.writer()
    let name = try #require(BundleName(fixture.folder.file("b.tar.zst.age")))
    await #expect(throws: BundleError.self) { try await writer.write([], to: name) }
    writer.recipients = ["age1x"]
    let plain = try #require(BundleName(fixture.bundle))
    await #expect(throws: BundleError.self) { try await writer.write([], to: plain) }
  }
}
