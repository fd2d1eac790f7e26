import Bundles
import Documents
import DurableFiles
import ExternalTools
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

@Suite struct TamperedBundleTests {
  /// Every byte of every file, each by the check that is there for it: files by their checksums,
  /// which need no signer, and only what is signed by its signature.
  @Test func `each changed byte of each listed file is refused`() async throws {
    let fixture = try await BundleFixture()
    try await fixture.write()
    let folder = try await fixture.extract()
    let unsigned = try BundleVerifier(
      settings: ClientSettings(), allowedSigners: fixture.folder.write("nobody", ""))
    #expect(try await unsigned.verify(folder).problems.map(\.code) == [.signer])
    let names = ["README.txt", "bundle.json", "files/a.txt", "files/sub/ünï.txt", "files/run.sh"]
    for name in names {
      let original = try DurableFile.read(folder + "/" + name)
      for (label, changed) in Self.changes(of: original) {
        try fixture.folder.write("extracted/" + name, changed)
        let problems = try await unsigned.verify(folder).problems
        #expect(problems.map(\.code).contains(.checksum), "\(name), \(label)")
      }
      // And by a verifier that knows the signer, who doesn't make up for it.
      #expect(try await fixture.verify(folder).problems.contains { $0.code == .checksum })
      try fixture.folder.write("extracted/" + name, original)
    }
    #expect(try await fixture.verify(folder).problems == [])
  }

  @Test func `approvals are few, small, and looked at only behind the author's signature`()
    async throws
  {
    let fixture = try await BundleFixture()
    try await fixture.write()
    let folder = try await fixture.extract()
    try DurableFile.makeFolders(folder + "/approvals")
    try DurableFile.write(
      [UInt8](repeating: 32, count: 65 << 10), to: folder + "/approvals/a-0.json")
    let large = try await fixture.verify(folder)
    #expect(large.problems.map(\.code) == [.archive])
    try DurableFile.write([], to: folder + "/approvals/a-0.json", replacing: true)
    for number in 1...128 {
      try DurableFile.write([], to: folder + "/approvals/a-\(number).json")
    }
    #expect(try await fixture.verify(folder).problems.map(\.code) == [.archive])
    try DurableFile.write("x".utf8, to: folder + "/SHA256SUMS.sig", replacing: true)
    for number in 10...128 {
      #expect(unlink(folder + "/approvals/a-\(number).json") == 0)
    }
    let unsigned = try await fixture.verify(folder)
    #expect(unsigned.problems.allSatisfy { $0.code != .approval })
    #expect(!unsigned.isVerified)
  }

  @Test(arguments: ["SHA256SUMS", "SHA256SUMS.sig"])
  func `each changed byte of what is signed is refused`(name: String) async throws {
    let fixture = try await BundleFixture()
    try await fixture.write()
    let folder = try await fixture.extract()
    let original = try DurableFile.read(folder + "/" + name)
    for (label, changed) in Self.changes(of: original) {
      try fixture.folder.write("extracted/" + name, changed)
      let problems = try await fixture.verify(folder).problems
      #expect(problems.contains { [.signature, .signer].contains($0.code) }, "\(label)")
    }
    try fixture.folder.write("extracted/" + name, original)
    #expect(try await fixture.verify(folder).problems == [])
  }

  @Test func `each changed byte of an approval is refused`() async throws {
    let fixture = try await BundleFixture()
    try await fixture.write()
    let folder = try await fixture.extract()
    let path = try await approve(fixture, folder: folder)
    let bundle = try await fixture.verify(folder)
    #expect(bundle.problems == [])
    let verifier = try ClientSettings().verifier(allowedSigners: fixture.signers)
    let (file, signature) = try (
      DurableFile.read(folder + "/" + path), DurableFile.read(folder + "/" + path + ".sig")
    )
    func read(_ file: [UInt8], _ signature: [UInt8]) async throws -> VerifiedApproval {
      try await VerifiedApproval(
        file: file, signature: signature, name: RegularFile.lastComponent(path),
        bundleId: bundle.manifest?.id ?? "", sums: bundle.sums, verifier: verifier,
        settings: ClientSettings())
    }
    _ = try await read(file, signature)
    for (label, changed) in Self.changes(of: file) {
      let error = await #expect(throws: BundleError.self, "\(label)") {
        try await read(changed, signature)
      }
      #expect(error?.code == .approval)
    }
    for (label, changed) in Self.changes(of: signature) {
      let error = await #expect(throws: BundleError.self, "signature, \(label)") {
        try await read(file, changed)
      }
      #expect(error?.code == .approval)
    }
    // The bundle's verifier is the same to the file on disk.
    for (name, bytes) in [(path, file), (path + ".sig", signature)] {
      try fixture.folder.write("extracted/" + name, Array(bytes.dropLast(20)))
      #expect(try await fixture.verify(folder).problems.map(\.code) == [.approval])
      try fixture.folder.write("extracted/" + name, bytes)
    }
  }

  /// One change for each byte, and a byte less or more at each end.
  private static func changes(of original: [UInt8]) -> [(label: String, bytes: [UInt8])] {
    original.indices.map { index in
      var changed = original
      changed[index] ^= [1, 0x20, 0x80][index % 3]
      return ("byte \(index)", changed)
    } + [
      ("cut", Array(original.dropLast())), ("longer", original + [0x0A]),
      ("shifted", [0x20] + original),
    ]
  }

  private func approve(_ fixture: BundleFixture, folder: String) async throws -> String {
    let verified = try await fixture.verify(folder)
    let manifest = try #require(verified.manifest)
    let approval = Approval(
      bundleId: manifest.id, sums: Digest.hex(verified.sums), role: "change-approver",
      principal: BundleFixture.approver, decision: .approved, created: Timestamp(seconds: 0))
    let pair = try await ApprovalPair(approval, key: fixture.key("approver"))
    try pair.write(intoFolder: folder)
    return "approvals/" + pair.name
  }

  struct Tampering: Sendable, CustomTestStringConvertible {
    let script: String
    let code: BundleError.Code
    var testDescription: String { script }
  }

  @Test(arguments: [
    Tampering(script: "echo x > unlisted", code: .unlisted),
    Tampering(script: "echo x > files/.hidden", code: .unlisted),
    Tampering(script: "mkdir -p files/sub/empty", code: .unlisted),
    Tampering(script: "mkdir files2", code: .unlisted),
    Tampering(script: "rm files/a.txt", code: .checksum),
    Tampering(script: "mv files/a.txt files/A.txt", code: .checksum),
    Tampering(script: "rm SHA256SUMS.sig", code: .signature),
    Tampering(script: "rm SHA256SUMS", code: .checksum),
    Tampering(script: "rm bundle.json", code: .manifest),
    Tampering(script: "mv files/sub/ünï.txt files/sub/u\u{308}nï.txt", code: .unlisted),
    Tampering(script: "ln -s a.txt files/link", code: .archive),
    Tampering(script: "ln -sf /etc/passwd files/a.txt", code: .archive),
    Tampering(script: "mkfifo files/fifo", code: .archive),
    Tampering(script: "chmod u+s files/run.sh", code: .archive),
    Tampering(script: "echo x > FILES", code: .archive),
    Tampering(script: "echo x > 'back\\slash'", code: .archive),
    Tampering(script: "echo {} > approvals", code: .unlisted),
    Tampering(
      script: "mkdir approvals; echo {} > approvals/a-0123456789abcdef.json", code: .approval),
    Tampering(script: "mkdir approvals; echo x > approvals/readme", code: .approval),
    Tampering(script: "mkdir -p approvals/sub", code: .approval),
    Tampering(script: "mkdir -p a/approvals; echo x > a/approvals/x", code: .unlisted),
    Tampering(script: "tac SHA256SUMS > s; mv s SHA256SUMS; \(sign)", code: .checksum),
    Tampering(script: "tr a-f A-F < SHA256SUMS > s; mv s SHA256SUMS; \(sign)", code: .checksum),
    Tampering(
      script: "sed 's/  /  .\\//' SHA256SUMS > s; mv s SHA256SUMS; \(sign)", code: .checksum),
    Tampering(script: "sed 's/  / */' SHA256SUMS > s; mv s SHA256SUMS; \(sign)", code: .checksum),
    Tampering(script: "echo >> SHA256SUMS; \(sign)", code: .checksum),
    Tampering(script: "sed p SHA256SUMS > s; mv s SHA256SUMS; \(sign)", code: .checksum),
    Tampering(script: "sed \\$d SHA256SUMS > s; mv s SHA256SUMS; \(sign)", code: .unlisted),
    Tampering(script: "rm SHA256SUMS.sig; \(sign(key: "stranger"))", code: .signer),
    Tampering(script: "rm SHA256SUMS.sig; \(sign(namespace: "git"))", code: .signature),
    Tampering(
      script: "rm SHA256SUMS.sig; \(sign(namespace: "handoff-approval"))", code: .signature),
    Tampering(script: "tr -d '\\n' < SHA256SUMS.sig > s; mv s SHA256SUMS.sig", code: .signature),
    Tampering(script: "sed 's/$/\\r/' SHA256SUMS.sig > s; mv s SHA256SUMS.sig", code: .signature),
    Tampering(
      script:
        "cat SHA256SUMS.sig >> SHA256SUMS.sig2; cat SHA256SUMS.sig2 >> SHA256SUMS.sig; rm SHA256SUMS.sig2",
      code: .signature),
  ])
  func `a tampered folder is refused`(tampering: Tampering) async throws {
    let fixture = try await BundleFixture()
    try await fixture.write()
    let folder = try await fixture.extract()
    let result = try await Command.run("/bin/sh", ["-c", tampering.script], in: folder)
    #expect(result.status == 0, "\(result.errors)")
    let verified = try await fixture.verify(folder)
    #expect(verified.problems.map(\.code).contains(tampering.code), "\(verified.problems)")
  }

  private static var sign: String { sign() }

  private static func sign(key: String = "author", namespace: String = "handoff-bundle") -> String {
    "ssh-keygen -q -Y sign -f ../\(key) -n \(namespace) < SHA256SUMS > SHA256SUMS.sig"
  }

  @Test func `each truncation of the archive is refused`() async throws {
    let fixture = try await BundleFixture()
    for name in ["b.tar.gz", "b.tar.zst"] {
      let path = fixture.folder.file(name)
      try await fixture.write(path)
      let bytes = try DurableFile.read(path)
      for length in 0..<bytes.count {
        try fixture.folder.write(name, Array(bytes.prefix(length)))
        let verified = try await fixture.verify(path)
        #expect(!verified.isVerified, "\(name) cut at \(length)")
      }
    }
  }

  @Test func `a changed container is refused or its content is the same`() async throws {
    let fixture = try await BundleFixture()
    for name in ["b.tar.gz", "b.tar.zst"] {
      let path = fixture.folder.file(name)
      try await fixture.write(path)
      let bytes = try DurableFile.read(path)
      let digests = try await fixture.verify(path).digests
      for index in stride(from: 0, to: bytes.count, by: 3) {
        var changed = bytes
        changed[index] ^= 1 << (index % 8)
        try fixture.folder.write(name, changed)
        let verified = try await fixture.verify(path)
        #expect(!verified.isVerified || verified.digests == digests, "\(name), byte \(index)")
      }
    }
  }

  @Test func `a replay for another client or after the end is refused`() async throws {
    let fixture = try await BundleFixture()
    var writer = try await fixture.writer()
    writer.expires = Timestamp(seconds: 1_000_000_000)
    _ = try await writer.write(BundleFixture.files, to: try #require(BundleName(fixture.bundle)))
    var settings = ClientSettings()
    settings.client = "other"
    let verified = try await fixture.verifier(settings: settings).verify(fixture.bundle)
    #expect(Set(verified.problems.map(\.code)) == [.client, .expired])
  }

  @Test func `an unsigned bundle never verifies, nor does one without known signers`() async throws
  {
    let fixture = try await BundleFixture()
    try await fixture.write(signedBy: nil)
    #expect(try await fixture.verify().problems.map(\.code) == [.signature])
    try await fixture.write(fixture.folder.file("s.tar.gz"), signedBy: "author")
    let nobody = fixture.folder.file("nobody")
    try DurableFile.write([], to: nobody)
    let verified = try await BundleVerifier(settings: ClientSettings(), allowedSigners: nobody)
      .verify(fixture.folder.file("s.tar.gz"))
    #expect(verified.problems.map(\.code) == [.signer])
  }

  @Test func `what is missing is not a problem of the bundle`() async throws {
    let fixture = try await BundleFixture()
    let error = await #expect(throws: FileError.self) {
      try await fixture.verify(fixture.folder.file("nothing"))
    }
    #expect(error?.code == .missing)
  }
}
