import TestSupport
import Testing

/// Bundles in parts: cut by `pack`, joined by `verify`, `open` and `cat`.
@Suite struct SplitBundleTests {
  /// A scene with a bundle in five parts and as one file.
  private func scene(_ name: String = "b.tar.gz") async throws -> BundleScene {
    let scene = try await BundleScene()
    try await scene.shell("head -c 60000 /dev/urandom > noise; base64 noise > in/noise.txt")
    let epoch = ["SOURCE_DATE_EPOCH": "1700000000"]
    try await scene.pack(name, ["--split", "20kB"], environment: epoch)
    try await scene.pack("whole.\(name)", environment: epoch)
    return scene
  }

  private func verify(_ scene: BundleScene, _ names: [String]) async throws -> Command {
    try await scene.handoff(["verify", "--allowed-signers", "signers"] + names)
  }

  @Test(arguments: ["b.tar.gz", "b.tar.zst"])
  func `parts are joined by handoff in any order, and by cat`(name: String) async throws {
    let scene = try await scene(name)
    try await scene.shell(
      """
      test ! -e \(name); ls \(name).00? > names; test $(wc -l < names) -gt 3
      test $(cat names | xargs stat -c %s | sort -n | tail -1) = 20000
      cat \(name).[0-9][0-9][0-9] > joined; cmp joined whole.\(name)
      cp joined \(name); sha256sum -c --strict --quiet \(name).parts; rm \(name)
      grep -v '^#' \(name).parts | tail -1 | grep -q "^$(sha256sum < joined | cut -d' ' -f1)  "
      """)
    let names = try await scene.shell("cat names").output.split(separator: "\n").map(String.init)
    for paths in [
      ["\(name).parts"], ["\(name).002"], [name], names, names.reversed(),
      [names[1], names[0]] + names.dropFirst(2), names + ["\(name).parts"],
    ] {
      let result = try await verify(scene, paths)
      #expect(result.status == 0, "\(paths): \(result.errors)")
    }
    let opened = try await scene.handoff(
      ["open", "-o", "out", "--allowed-signers", "signers"] + names.reversed())
    #expect(opened.status == 0, "\(opened.errors)")
    try await scene.shell("cmp in/noise.txt out/files/noise.txt")
    // Renamed on their way, they are told by what they hold.
    try await scene.shell("mkdir mail; for i in 1 2 3; do mv \(name).00$i mail/att$i; done")
    let rest = names.dropFirst(3)
    let renamed = try await verify(
      scene, ["mail/att3", "\(name).parts", "mail/att1", "mail/att2"] + rest)
    #expect(renamed.status == 0, "\(renamed.errors)")
  }

  struct Fault: Sendable, CustomTestStringConvertible {
    let script: String
    let paths: [String]
    let message: String
    var testDescription: String { script + " " + paths.joined(separator: " ") }

    init(_ script: String, _ paths: [String], _ message: String) {
      self.script = script
      self.paths = paths
      self.message = message
    }
  }

  @Test(arguments: [
    Fault("rm b.tar.gz.002", ["b.tar.gz.parts"], "is missing: b.tar.gz.002"),
    Fault("rm b.tar.gz.001", ["b.tar.gz.002"], "part 1 of "),
    Fault("true", ["b.tar.gz.001", "b.tar.gz.003"], "is missing: b.tar.gz.002"),
    Fault("printf x >> b.tar.gz.002", ["b.tar.gz.parts"], "b.tar.gz.002: part 2 of "),
    Fault(": > b.tar.gz.001", ["b.tar.gz.parts"], "b.tar.gz.001: part 1 of "),
    Fault(
      "printf x | dd of=b.tar.gz.003 bs=1 seek=700 conv=notrunc status=none", ["b.tar.gz.001"],
      "b.tar.gz.003: part 3 of "),
    Fault("cp b.tar.gz.001 b.tar.gz.002", ["b.tar.gz.parts"], "b.tar.gz.002: part 2 of "),
    Fault("true", ["b.tar.gz.001", "b.tar.gz.001"], "name each part once"),
    Fault("cp b.tar.gz.001 twin", ["b.tar.gz.001", "twin"], "twin: is part 1 of "),
    Fault("true", ["b.tar.gz.001", "ticket.yaml"], "ticket.yaml: is no part of b.tar.gz"),
    Fault("rm b.tar.gz.parts", ["b.tar.gz.001"], "the list of the parts is missing"),
    Fault(
      "rm b.tar.gz.parts", ["b.tar.gz.001", "b.tar.gz.002"], "the list of the parts is missing"),
    Fault("sed -i '$d' b.tar.gz.parts", ["b.tar.gz.parts"], "b.tar.gz.parts: part 1 of "),
    Fault("sed -i '/001$/d' b.tar.gz.parts", ["b.tar.gz.parts"], "is not called as such"),
    Fault("sed -i 's/  b/  ..\\/b/' b.tar.gz.parts", ["b.tar.gz.parts"], "b.tar.gz.parts: line "),
    Fault("echo hello > b.tar.gz.parts", ["b.tar.gz.parts"], "b.tar.gz.parts: line 1"),
    Fault(": > b.tar.gz.parts", ["b.tar.gz.parts"], "it lists no parts"),
    Fault(
      "sed -i '$s/^......../00000000/' b.tar.gz.parts", ["b.tar.gz.parts"], "the list is damaged"),
    Fault(
      "cp b.tar.gz.parts c.parts", ["b.tar.gz.parts", "c.parts"],
      "is the list of another bundle's parts"),
  ])
  func `a part that is missing, damaged, foreign or named twice is told`(fault: Fault) async throws
  {
    let scene = try await scene()
    try await scene.shell(fault.script)
    let before = try await scene.listing()
    for command in [["verify"], ["open", "-o", "out"]] {
      let result = try await scene.handoff(
        command + ["--allowed-signers", "signers"] + fault.paths)
      #expect(result.status == 3, "\(result.errors)")
      #expect(result.errors.contains(fault.message), "\(result.errors)")
      #expect(result.errors.contains("handoff: hint: "))
    }
    let json = try await scene.handoff(
      ["verify", "--json", "--allowed-signers", "signers"] + fault.paths)
    #expect(json.output.contains("\"ok\": false"), "\(json.output)")
    #expect(try await scene.listing() == before)
  }

  @Test func `a path that is missing, and several bundles, are errors of the command line's`()
    async throws
  {
    let scene = try await scene()
    #expect(try await verify(scene, ["b.tar.gz.001", "nothing"]).status == 1)
    #expect(try await verify(scene, ["nothing.parts"]).status == 3)
    let several = try await verify(scene, ["whole.b.tar.gz", "ticket.yaml"])
    #expect(several.status == 1)
    #expect(several.errors.contains("one bundle at a time"))
  }

  @Test func `parts of an encrypted bundle are joined before it is decrypted`() async throws {
    let scene = try await BundleScene()
    try await scene.shell("head -c 60000 /dev/urandom | base64 > in/noise.txt")
    try await scene.pack(
      "b.tar.zst.age", ["--split", "20kB", "--encrypt-to", "olga.pub"])
    let good = try await scene.verify("b.tar.zst.age.parts", ["--identity", "olga"])
    #expect(good.status == 0, "\(good.errors)")
    try await scene.shell(
      "cat b.tar.zst.age.00? > joined.age; age -d -i olga joined.age | tar --zstd -t > list")
    #expect(try await scene.verify("b.tar.zst.age.001", ["--identity", "pavel"]).status == 3)
  }

  @Test func `parts replace a bundle and a bundle its parts, by force only`() async throws {
    let scene = try await BundleScene()
    try await scene.shell("head -c 60000 /dev/urandom | base64 > in/noise.txt")
    func pack(_ more: [String]) async throws -> Int {
      try await scene.handoff(
        ["pack", "--ticket", "ticket.yaml", "in", "-o", "b.tar.zst", "--quiet"] + more
      ).status
    }
    func bundles() async throws -> String { try await scene.shell("echo b.*").output }
    #expect(try await pack(["--split", "9kB"]) == 0)
    let nine = try await bundles()
    #expect(try await pack([]) == 1)
    #expect(try await pack(["--split", "30kB"]) == 1)
    #expect(try await bundles() == nine)
    #expect(try await pack(["--split", "30kB", "--force"]) == 0)
    #expect(try await bundles() == "b.tar.zst.001 b.tar.zst.002 b.tar.zst.003 b.tar.zst.parts\n")
    #expect(try await pack(["--force"]) == 0)
    #expect(try await bundles() == "b.tar.zst\n")
    // What fits isn't cut, and a list of checksums that somebody made is left alone.
    try await scene.shell("sha256sum b.tar.zst > b.tar.zst.sha256")
    #expect(try await pack(["--force", "--split", "20MB"]) == 0)
    #expect(try await bundles() == "b.tar.zst b.tar.zst.sha256\n")
    #expect(try await pack(["--force", "--split", "9kB"]) == 0)
    #expect(try await bundles().contains("b.tar.zst.sha256"))
    try await scene.shell("test ! -e b.tar.zst")
  }
}
