import TestSupport
import Testing

/// What `pack` says before it writes, and what it doesn't take.
@Suite struct PackOptionTests {
  private let arguments = ["pack", "--ticket", "ticket.yaml", "in", "-o", "b.tar.zst"]

  @Test func `a dry run tells what would go in and what not, and leaves nothing`() async throws {
    let scene = try await BundleScene()
    try await scene.shell(
      "printf '\\177ELF....' > in/core; head -c 300000 /dev/urandom | base64 > in/noise.txt")
    let before = try await scene.listing()
    let run = try await scene.handoff(
      arguments + ["--sign", "author", "--dry-run", "--split", "100kB"])
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output.contains("  files/logs/app.log\n"))
    #expect(run.output.contains("  ticket.yaml\n"))
    #expect(!run.output.contains("core"))
    #expect(run.errors.contains("left out in/core: a program or core dump"))
    #expect(run.errors.contains("nothing was written"))
    #expect(try await scene.listing() == before)
    try await scene.shell("test ! -e state")
    // Its estimate is what the bundle comes to.
    let json = try await scene.handoff(arguments + ["--sign", "author", "--dry-run", "--json"])
    let real = try await scene.handoff(arguments + ["--sign", "author", "--json"])
    try await scene.shell(
      """
      cat > estimate << 'END'
      \(json.output)
      END
      cat > real << 'END'
      \(real.output)
      END
      python3 - << 'END'
      import json, os
      estimate, real = json.load(open("estimate")), json.load(open("real"))
      assert estimate["dryRun"] and not real["dryRun"] and "entries" not in real
      assert estimate["files"] == real["files"] and estimate["bytes"] in range(
          real["bytes"] - 300, real["bytes"] + 300), (estimate["bytes"], real["bytes"])
      assert real["size"] == os.path.getsize("b.tar.zst")
      assert abs(estimate["size"] - real["size"]) < 600, (estimate["size"], real["size"])
      assert {"path": "files/core"} not in estimate["entries"]
      assert any(e["path"] == "files/noise.txt" and e["bytes"] > 400000
          for e in estimate["entries"])
      assert [l["path"] for l in estimate["redaction"]["leftOut"]] == ["files/core"]
      END
      """)
  }

  @Test func `a bundle that becomes too large is not written`() async throws {
    let scene = try await BundleScene()
    try await scene.shell("head -c 60000 /dev/urandom | base64 > in/noise.txt")
    let before = try await scene.listing()
    for more in [["--dry-run"], [], ["--split", "9kB"]] {
      let refused = try await scene.handoff(arguments + ["--max-size", "20kB"] + more)
      #expect(refused.status == 1)
      #expect(refused.errors.contains("more than 20000 bytes"))
      try await scene.shell("rm -rf state")
      #expect(try await scene.listing() == before)
    }
    #expect(try await scene.handoff(arguments + ["--max-size", "1MiB"]).status == 0)
    for wrong in ["0", "x", "-1", "20", "20XB", "1e3000MB"] {
      let refused = try await scene.handoff(arguments + ["--force", "--split=\(wrong)"])
      #expect(refused.status == 64, "\(wrong)")
    }
  }

  @Test func `a folder that was redacted is proven, not redacted again`() async throws {
    let scene = try await BundleScene()
    let refused = try await scene.handoff(arguments + ["--redacted"])
    #expect(refused.status == 2)
    #expect(refused.errors.contains("files/.env"), "\(refused.errors)")
    #expect(!refused.errors.contains("Tr0ub4dor"))
    try await scene.shell("test ! -e b.tar.zst")
    // By another key, too: a placeholder is told by its form.
    #expect(try await scene.handoff(["redact", "in", "-o", "clean"]).status == 0)
    var clean = arguments
    clean[3] = "clean"
    let packed = try await scene.handoff(clean + ["--redacted"])
    #expect(packed.status == 0, "\(packed.errors)")
    try await scene.shell(
      "mkdir t; tar -xf b.tar.zst -C t --strip-components=1; diff -r clean t/files")
    // What stands in one of its files only is found all the same.
    try await scene.shell("echo 'DB_PASSWORD=An0ther-one-slipped-in' >> clean/logs/app.log")
    #expect(try await scene.handoff(clean + ["--redacted", "--force"]).status == 2)
  }

  @Test func `what opens an account stays behind, or is named`() async throws {
    let scene = try await BundleScene()
    try await scene.shell(
      """
      cd in
      ssh-keygen -q -t rsa -b 2048 -m PEM -N '' -f key
      python3 - << 'END'
      import base64, json
      key = open("key").read()
      json.dump({"type": "service_account", "private_key_id": "0" * 40, "private_key": key},
          open("sa.json", "w"))
      open("kubeconfig", "w").write("users:\\n- user:\\n    client-key-data: "
          + base64.b64encode(key.encode()).decode() + "\\n")
      END
      mkdir a b c d
      for i in 1 2 3 4 5 6; do printf '%05x-%05x\\n' $((i*70001)) $((i*90001)); done > a/recovery-codes.txt
      printf 'Backup codes:\\n1. 4821 9973  2. 5120 8834\\n3. 1029 3847  4. 5555 0101\\n' > b/notes
      printf '["%s", "%s",\\n "%s", "%s"]\\n' a1b2c3d4 e5f6a7b8 c9d0e1f2 a3b4c5d6 > c/backup_codes.json
      printf 'The user printed recovery codes at 12:04.\\nexit code 17\\n' > d/app.log
      printf '{"resources": [{"password": "Tr0ub4dor-and-more"}]}' > x.tfstate
      printf -- '-- PostgreSQL database dump\\nSELECT 1;\\n' > x.sql
      printf '\\376\\355\\376\\355aaaa' > keystore; printf 'xx' > x.p12
      """)
    let packed = try await scene.handoff(arguments)
    #expect(packed.status == 0, "\(packed.errors)")
    for name in ["a/recovery-codes.txt", "b/notes", "c/backup_codes.json"] {
      #expect(packed.errors.contains("left out in/\(name): recovery codes"), "\(packed.errors)")
    }
    for text in [
      "left out in/keystore", "left out in/x.p12", "files/sa.json: a service account's key",
      "files/kubeconfig: a kubeconfig,", "files/x.tfstate: a Terraform state file",
      "files/x.sql: a database dump",
    ] { #expect(packed.errors.contains(text), "\(text)\n\(packed.errors)") }
    try await scene.shell(
      """
      mkdir t; tar -xf b.tar.zst -C t --strip-components=1
      test -f t/files/d/app.log; test ! -e t/files/a/recovery-codes.txt
      line=$(sed -n 5p in/key)
      if grep -rqF -e "$line" -e Tr0ub4dor -e 4821 t; then exit 1; fi
      grep -q recovery-codes t/redaction-report.json
      """)
  }
}
