import TestSupport
import Testing

/// Every evil archive that `EvilArchives/corpus.py` makes, through the built program.
@Suite struct EvilArchiveTests {
  @Test func `no evil archive gets anywhere, hangs, grows or stays unnamed`() async throws {
    let scene = try await BundleScene()
    let epoch = ["SOURCE_DATE_EPOCH": "1795250640"]
    try await scene.pack("first.tar.gz", ["--expires", "2099-01-01T00:00:00Z"], environment: epoch)
    try await scene.pack(
      "expired.tar.gz", ["--expires", "2020-01-01T00:00:00Z"], environment: epoch)
    try await scene.shell("echo more >> in/logs/app.log")
    try await scene.pack("second.tar.gz", environment: epoch)
    try await scene.shell("sed -i s/acme/other/ ticket.yaml")
    try await scene.pack("other-client.tar.gz", environment: epoch)
    let folder = Fixture.path("EvilArchives", beside: #filePath)
    let result = try await scene.shell(
      """
      for name in first expired second other-client; do mkdir $name; tar -xf $name.tar.gz -C $name; done
      printf 'client: acme\\nallowedSigners: %s/signers\\n' "$PWD" > cfg/handoff/client.yaml
      test $(python3 \(folder)/corpus.py corpus) -gt 300
      python3 \(folder)/drive.py \(scene.program) corpus || true
      """)
    #expect(result.output.hasPrefix("nothing got through\n"), "\(result.output)")
  }
}
