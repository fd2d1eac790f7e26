import TestSupport
import Testing

@Suite struct BundleCommandTests {
  @Test func `pack, verify, open: the content is redacted and nothing else lies around`()
    async throws
  {
    let scene = try await BundleScene()
    for suffix in ["tar.gz", "tar.zst"] {
      try await scene.pack("b.\(suffix)")
      #expect(try await scene.verify("b.\(suffix)").status == 0)
      let before = try await scene.listing()
      let opened = try await scene.handoff(
        ["open", "b.\(suffix)", "-o", "out", "--allowed-signers", "signers"])
      #expect(opened.status == 0, "\(opened.errors)")
      #expect(try await scene.listing() != before)
      try await scene.shell(
        """
        cd out
        test -f bundle.json -a -f README.txt -a -f ticket.yaml -a -f files/logs/app.log
        test -f redaction-report.json -a -f redaction-report.html -a -f files/.env
        if grep -rq Tr0ub4dor .; then exit 1; fi
        test $(wc -l < files/logs/app.log) = 3
        """)
      #expect(try await scene.verify("out").status == 0)
      try await scene.shell("rm -r out; test \"$(ls -A)\" = \"\(before.trimmed)\"")
    }
  }

  @Test func `the report of verify is one document, also of what is refused`() async throws {
    let scene = try await BundleScene()
    try await scene.pack()
    let good = try await scene.verify("b.tar.gz", ["--json"])
    #expect(good.status == 0)
    try await scene.shell(
      "head -c 700 b.tar.gz > cut.tar.gz; echo hello > text.tar.gz; : > empty.tar.gz")
    let check = """
      import json, sys
      d = json.load(sys.stdin)
      assert sorted(d) == ["approvals", "client", "expires", "id", "kind", "ok", "problems",
          "signers", "ticket"], d
      assert d["ok"] == (len(d["problems"]) == 0)
      if d["ok"]:
          assert d["kind"] == "support" and d["client"] == "acme" and d["ticket"] == "T-1", d
          assert d["signers"][0]["principal"] == "author@x", d
          assert d["signers"][0]["fingerprint"].startswith("SHA256:"), d
      """
    #expect(try await Command.run("python3", ["-c", check], input: good.output).status == 0)
    for name in ["cut.tar.gz", "text.tar.gz", "empty.tar.gz"] {
      let bad = try await scene.verify(name, ["--json"])
      #expect(bad.status == 3, "\(name)")
      let parsed = try await Command.run("python3", ["-c", check], input: bad.output)
      #expect(parsed.status == 0, "\(name): \(parsed.errors)")
    }
  }

  @Test(
    arguments: [
      (["verify", "nothing.tar.gz"], 1), (["open", "nothing.tar.gz", "-o", "out"], 1),
      (["verify"], 64), (["open", "b.tar.gz"], 64), (["verify", "b.tar.gz", "--nope"], 64),
      (["pack", "in", "-o", "x.tar.gz"], 64),
      (["pack", "--ticket", "ticket.yaml", "-o", "x.tar.gz"], 64),
      (["pack", "--ticket", "ticket.yaml", "in", "-o", "x.zip"], 64),
      (["pack", "--ticket", "ticket.yaml", "in", "-o", "x.tar.gz.age"], 64),
      (["pack", "--ticket", "ticket.yaml", "in", "-o", "x.tar.gz", "--encrypt-to", "age1"], 64),
      (["pack", "--ticket", "nothing.yaml", "in", "-o", "x.tar.gz"], 1),
      (["pack", "--ticket", "ticket.yaml", "nothing", "-o", "x.tar.gz"], 1),
      (["pack", "--ticket", "ticket.yaml", "in", "-o", "b.tar.gz"], 1),
      (["pack", "--ticket", "ticket.yaml", "in", "-o", "x.tar.gz", "--sign", "nothing"], 1),
      (["pack", "--ticket", "ticket.yaml", "in", "-o", "x.tar.gz", "--sign", "ticket.yaml"], 1),
      (["approve", "b.tar.gz", "--sign", "olga"], 64),
      (["approve", "b.tar.gz", "--role", "a"], 64),
      (["approve", "b.tar.gz", "--role", "A B", "--sign", "olga"], 64),
      (["verify", "b.tar.gz"], 3), (["open", "b.tar.gz", "-o", "out"], 3),
      (["approve", "b.tar.gz", "--role", "a", "--sign", "olga"], 3),
      (
        ["approve", "b.tar.gz", "--role", "a", "--sign", "author", "--allowed-signers", "signers"],
        3
      ),
      (
        [
          "approve", "b.tar.gz", "--role", "a", "--sign", "stranger", "--allowed-signers",
          "signers",
        ], 3
      ),
      (["ticket", "check", "ticket.yaml"], 2), (["ticket", "check", "nothing"], 1),
    ] as [([String], Int)])
  func `failures have their exit codes and leave nothing behind`(
    arguments: [String], status: Int
  ) async throws {
    let scene = try await BundleScene()
    try await scene.pack()
    let before = try await scene.listing()
    let result = try await scene.handoff(arguments)
    #expect(result.status == status, "\(arguments): \(result.errors)")
    #expect(result.output == "" || arguments[0] == "ticket")
    #expect(result.errors.hasPrefix("handoff: "))
    #expect(try await scene.listing() == before)
  }

  @Test func `a missing bundle has a hint, and a plan that is no text is refused`() async throws {
    let scene = try await BundleScene()
    let missing = try await scene.verify("nothing.tar.gz")
    #expect(missing.status == 1)
    #expect(missing.errors.contains("handoff: hint: "))
    try await scene.shell("printf '\\377\\376' > plan.yaml")
    #expect(try await scene.handoff(["plan", "check", "plan.yaml"]).status == 2)
    #expect(try await scene.handoff(["plan", "check", "nothing.yaml"]).status == 1)
  }

  @Test func `a tampered bundle is refused, names the file, and opens nothing`() async throws {
    let scene = try await BundleScene()
    try await scene.pack()
    try await scene.shell(
      """
      mkdir t; tar -xf b.tar.gz -C t; cd t; id=$(ls)
      cp -r "$id" keep; echo more >> "$id/files/logs/app.log"; tar -czf ../changed.tar.gz "$id"
      rm -r "$id"; cp -r keep "$id"; echo x > "$id/unlisted"; tar -czf ../unlisted.tar.gz "$id"
      rm "$id/unlisted"; ln -s /etc/passwd "$id/files/link"; tar -czf ../link.tar.gz "$id"
      """)
    let before = try await scene.listing()
    for (name, word) in [
      ("changed", "'files/logs/app.log' was changed"), ("unlisted", "'unlisted' is not listed"),
      ("link", "files/link"),
    ] {
      for command in [["verify"], ["open", "-o", "out"]] {
        let result = try await scene.handoff(
          command + ["\(name).tar.gz", "--allowed-signers", "signers"])
        #expect(result.status == 3)
        #expect(result.errors.contains(word), "\(result.errors)")
      }
    }
    #expect(try await scene.listing() == before)
  }

  @Test func `an approval goes into the bundle or beside it, and the author's sums stay`()
    async throws
  {
    let scene = try await BundleScene()
    try await scene.pack("b.tar.zst")
    let approve = ["approve", "b.tar.zst", "--allowed-signers", "signers", "--role"]
    try await scene.shell("tar -xOf b.tar.zst --wildcards '*/SHA256SUMS' > sums1")
    #expect(try await scene.handoff(approve + ["change-approver", "--sign", "olga"]).status == 0)
    #expect(
      try await scene.handoff(approve + ["second", "--sign", "pavel", "--reason", "ok"]).status == 0
    )
    let verified = try await scene.verify("b.tar.zst", ["--json"])
    #expect(verified.status == 0, "\(verified.errors)")
    #expect(verified.output.contains("olga@x"))
    #expect(verified.output.contains("pavel@x"))
    try await scene.shell(
      """
      tar -xOf b.tar.zst --wildcards '*/SHA256SUMS' > sums2; cmp sums1 sums2
      mkdir t; tar -xf b.tar.zst -C t --strip-components=1; cd t/approvals
      hash=$(cut -d' ' -f2 ../../olga.pub | base64 -d | sha256sum | cut -c1-16)
      ssh-keygen -q -Y verify -f ../../signers -I olga@x -n handoff-approval \
        -s change-approver-$hash.json.sig < change-approver-$hash.json
      grep -q "$(sha256sum < ../SHA256SUMS | cut -d' ' -f1)" change-approver-$hash.json
      """)
    let detached = try await scene.handoff(
      approve + ["change-approver", "--sign", "olga", "-o", "ap.json", "--withdraw"])
    #expect(detached.status == 0, "\(detached.errors)")
    try await scene.shell("grep -q withdrawn ap.json; test -s ap.json.sig")
  }

  @Test func `the client's roles decide who may approve`() async throws {
    let scene = try await BundleScene()
    try await scene.pack()
    try await scene.shell(
      """
      printf 'client: acme\\nallowedSigners: %s/signers\\nroles: {lead: [olga@x]}\\n' "$PWD" \
        > cfg/handoff/client.yaml
      """)
    let pavel = try await scene.handoff([
      "approve", "b.tar.gz", "--role", "lead", "--sign", "pavel",
    ])
    #expect(pavel.status == 3)
    let olga = try await scene.handoff(["approve", "b.tar.gz", "--role", "lead", "--sign", "olga"])
    #expect(olga.status == 0, "\(olga.errors)")
    #expect(try await scene.handoff(["verify", "b.tar.gz"]).status == 0)
    try await scene.shell("sed -i s/olga/pavel/ cfg/handoff/client.yaml")
    #expect(try await scene.handoff(["verify", "b.tar.gz"]).status == 3)
    try await scene.shell("sed -i s/acme/other/ cfg/handoff/client.yaml")
    let other = try await scene.handoff(["verify", "b.tar.gz"])
    #expect(other.status == 3)
    #expect(other.errors.contains("for client 'acme'"))
  }

  @Test func `the same inputs give the same bytes under SOURCE_DATE_EPOCH`() async throws {
    let scene = try await BundleScene()
    for suffix in ["tar.gz", "tar.zst"] {
      for number in ["1", "2"] {
        try await scene.pack(
          "\(number).\(suffix)", environment: ["SOURCE_DATE_EPOCH": "1700000000"])
      }
      try await scene.shell("cmp 1.\(suffix) 2.\(suffix)")
      #expect(try await scene.verify("1.\(suffix)").status == 0)
    }
  }

  @Test func `an encrypted bundle is opened with age's or an SSH key`() async throws {
    let scene = try await BundleScene()
    try await scene.shell("age-keygen -o id.txt 2>/dev/null; age-keygen -y id.txt > to.txt")
    try await scene.pack(
      "b.tar.zst.age", ["--encrypt-to", "to.txt", "--encrypt-to", "olga.pub"])
    try await scene.shell("head -c 21 b.tar.zst.age | grep -q age-encryption.org")
    for identity in ["id.txt", "olga"] {
      #expect(try await scene.verify("b.tar.zst.age", ["--identity", identity]).status == 0)
    }
    #expect(try await scene.verify("b.tar.zst.age").status == 3)
    #expect(try await scene.verify("b.tar.zst.age", ["--identity", "pavel"]).status == 3)
    let opened = try await scene.handoff(
      [
        "open", "b.tar.zst.age", "-o", "out", "--identity", "id.txt", "--allowed-signers",
        "signers",
      ])
    #expect(opened.status == 0, "\(opened.errors)")
    // What age itself encrypts is accepted too.
    try await scene.pack("c.tar.gz")
    try await scene.shell("age -a -R olga.pub -o c.age c.tar.gz")
    #expect(try await scene.verify("c.age", ["--identity", "olga"]).status == 0)
  }

  @Test func `without age nothing is written`() async throws {
    let scene = try await BundleScene()
    try await scene.shell("echo 'tools: {age: /nonexistent/age}' > cfg/handoff/client.yaml")
    let before = try await scene.listing()
    for more in [[], ["--split", "20kB"], ["--dry-run"]] {
      let result = try await scene.handoff(
        ["pack", "--ticket", "ticket.yaml", "in", "-o", "b.tar.gz.age", "--encrypt-to", "olga.pub"]
          + more)
      #expect(result.status == 1)
      #expect(result.errors.contains("/nonexistent/age"))
      #expect(result.errors.contains("handoff: hint: "))
      #expect(result.errors.contains("apt-get install age"))
      #expect(try await scene.listing() == before)
    }
  }

  @Test func `an agent signs, for a key and for its certificate`() async throws {
    let scene = try await BundleScene()
    try await scene.shell(
      """
      ssh-keygen -q -s olga -I id -n author@corp -V +1h author.pub
      (printf '*@corp cert-authority '; cat olga.pub) > authority
      ssh-agent -a "$PWD/agent" > started < /dev/null
      SSH_AUTH_SOCK="$PWD/agent" ssh-add -q author; mkdir away; mv author away
      """)
    let environment = ["SSH_AUTH_SOCK": scene.folder.file("agent")]
    for (key, list, name) in [
      ("author.pub", "signers", "author@x"), ("author-cert.pub", "authority", "author@corp"),
    ] {
      let packed = try await scene.handoff(
        ["pack", "--ticket", "ticket.yaml", "in", "-o", "\(name).tar.gz", "--sign", key],
        environment: environment)
      #expect(packed.status == 0, "\(packed.errors)")
      let verified = try await scene.handoff(
        ["verify", "\(name).tar.gz", "--allowed-signers", list])
      #expect(verified.status == 0, "\(verified.errors)")
      #expect(verified.errors.contains("signed    \(name), SHA256:"))
      #expect(verified.errors.contains("ticket    T-1, client acme"))
      #expect(verified.errors.contains("expires   2"))
    }
    try await scene.shell("eval $(head -2 started | grep PID); kill $SSH_AGENT_PID")
    let gone = try await scene.handoff(
      ["pack", "--ticket", "ticket.yaml", "in", "-o", "b.tar.gz", "--sign", "author.pub"],
      environment: environment)
    #expect(gone.status == 1)
    #expect(gone.errors.contains("author.pub: ssh-keygen could not sign"))
    try await scene.shell("test ! -e b.tar.gz")
  }

  @Test func `what an earlier run left when it was killed is cleaned up`() async throws {
    let scene = try await BundleScene()
    try await scene.pack()
    try await scene.shell(
      """
      mkdir tmp; mkdir -m 700 tmp/handoff-private.abc123 .out.handoff-private.abc123
      echo plain > tmp/handoff-private.abc123/plain; echo part > .out.handoff-private.abc123/part
      touch -d '1 hour ago' tmp/handoff-private.abc123 .out.handoff-private.abc123
      """)
    let opened = try await scene.handoff(
      ["open", "b.tar.gz", "-o", "out", "--allowed-signers", "signers"],
      environment: ["TMPDIR": scene.folder.file("tmp")])
    #expect(opened.status == 0, "\(opened.errors)")
    try await scene.shell("test -z \"$(ls -A tmp)\"; test ! -e .out.handoff-private.abc123")
  }

  @Test func `a list of signers with a bad line says which`() async throws {
    let scene = try await BundleScene()
    try await scene.pack()
    try await scene.shell("echo 'olga@x ssh-ed25519 cut-off' | cat - signers > list")
    let verified = try await scene.handoff(["verify", "b.tar.gz", "--allowed-signers", "list"])
    #expect(verified.status == 0)
    #expect(verified.errors.hasPrefix("handoff: warning: list:1: "), "\(verified.errors)")
    #expect(try await scene.handoff(["signers", "check", "--allowed-signers", "list"]).status == 2)
  }

  @Test func `a key is pinned with its fingerprint`() async throws {
    let scene = try await BundleScene()
    try await scene.pack()
    let print = try await scene.shell("ssh-keygen -lf author.pub | cut -d' ' -f2").output.trimmed
    let wrong = try await scene.handoff(
      ["signers", "add", "author@x", "author.pub", "--fingerprint", "SHA256:x"])
    #expect(wrong.status == 2)
    let nothing = try await scene.handoff(["signers", "add", "author@x", "author.pub"])
    #expect(nothing.status == 1 && nothing.errors.contains("compared with nothing"))
    #expect(try await scene.handoff(["signers", "list"]).status != 0)
    let right = try await scene.handoff(
      ["signers", "add", "author@x", "author.pub", "--fingerprint", print])
    #expect(right.status == 0, "\(right.errors)")
    #expect(try await scene.handoff(["signers", "list"]).output.contains(print))
    #expect(try await scene.handoff(["signers", "check"]).status == 0)
    #expect(try await scene.handoff(["verify", "b.tar.gz"]).status == 0)
    let secret = try await scene.handoff(["signers", "add", "olga@x", "olga"])
    #expect(secret.status == 1)
  }

  @Test func `names that not every system can hold are renamed`() async throws {
    let scene = try await BundleScene()
    try await scene.shell(
      """
      cd in; echo 1 > 'back\\slash'; echo 2 > $'new\\nline'; echo 3 > $'bidi\\u202egpj'
      echo 4 > Readme; echo 5 > README; mkdir Dir dir; echo 6 > Dir/a; echo 7 > dir/a
      """)
    try await scene.pack()
    #expect(try await scene.verify().status == 0)
    let names = try await scene.shell("tar -tf b.tar.gz | grep -c files/").output.trimmed
    #expect(names == "9")
  }

  @Test func `an unsigned bundle is made, with a warning, and never verifies`() async throws {
    let scene = try await BundleScene()
    let result = try await scene.handoff(
      ["pack", "--ticket", "ticket.yaml", "in", "-o", "b.tar.gz", "--quiet"])
    #expect(result.status == 0)
    #expect(result.errors.contains("not signed"))
    #expect(try await scene.verify().status == 3)
  }
}

extension String {
  fileprivate var trimmed: String {
    var text = self[...]
    while text.last?.isWhitespace == true { text = text.dropLast() }
    return String(text)
  }
}
