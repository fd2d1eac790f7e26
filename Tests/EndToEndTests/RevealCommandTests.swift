import Foundation
import TestSupport
import Testing

@Suite struct RevealCommandTests {
  private let folder = TemporaryFolder()

  private func handoff(_ arguments: [String], input: String = "") async throws -> Command {
    let program = try #require(BuiltProgram.path)
    return try await Command.run(
      program, arguments, in: folder.path, input: input,
      environment: ["XDG_STATE_HOME": folder("state"), "XDG_CONFIG_HOME": folder("config")])
  }

  /// Runs a bash script with the program as `$handoff`.
  private func script(_ text: String) async throws -> Command {
    let program = try #require(BuiltProgram.path)
    return try await Command.run(
      "bash",
      ["-euc", "umask 022; export XDG_STATE_HOME=$PWD/state handoff='\(program)'\n\(text)"],
      in: folder.path)
  }

  private static let text = """
    2026-11-21 login jane.doe@example.com from 10.20.30.40/32 and 10.20.0.0/16 (10.20.30.41).
    fe80::1ff:fe23:4567:890a at 3c:22:fb:90:4d:1a, 3C-22-FB-90-4D-1B, 3c22.fb90.4d1c
    host db-1.eu.internal, password=hunter2hunter
    url=postgres://app:k7Gf3Qx9Zp2LmW8t@db-1.eu.internal/orders

    """

  @Test func `a text comes back as it was, from a file, a pipe, and base64`() async throws {
    let secret = """
      apiVersion: v1
      kind: Secret
      data:
        password: aHVudGVyMmh1bnRlcg==
        url: cG9zdGdyZXM6Ly9hcHA6azdHZjNReDlacDJMbVc4dEBkYi9vcmRlcnM=

      """
    try folder.write("in", Self.text + secret)
    let arguments = ["--profile", "strict", "--vault", "all"]
    #expect(try await handoff(["redact", "in", "-o", "out"] + arguments).status == 0)
    let redacted = try folder.read("out")
    for value in ["jane", "10.20", "fe80", "3c:22", "hunter2", "k7Gf", "aHVudGVy"] {
      #expect(!redacted.contains(value), "\(redacted)")
    }
    let revealed = try await handoff(["reveal", "out"])
    #expect(revealed.status == 0 && revealed.output == Self.text + secret, "\(revealed)")
    #expect(revealed.errors.contains("revealed") && !revealed.errors.contains("stay"))
    let piped = try await handoff(["reveal", "-"], input: redacted)
    #expect(piped.output == Self.text + secret)
    let filtered = try await handoff(["redact", "--ticket", "T-1"] + arguments, input: Self.text)
    let back = try await handoff(["reveal", "-", "--ticket", "T-1"], input: filtered.output)
    #expect(back.output == Self.text)
  }

  @Test func `a placeholder, its hex and a pseudonym give the bare value`() async throws {
    try folder.write("in", "password=hunter2hunter\nto jane.doe@example.com at\n")
    _ = try await handoff(["redact", "in", "-o", "out", "--vault", "all"])
    let lines = try folder.read("out").split(separator: "\n")
    let placeholder = String(lines[0].dropFirst("password=".count))
    let pseudonym = String(lines[1].split(separator: " ")[1])
    for name in [placeholder, String(placeholder.suffix(16))] {
      let result = try await handoff(["reveal", name])
      #expect(result.status == 0 && result.output == "hunter2hunter\n" && result.errors == "")
    }
    let both = try await handoff(["reveal", pseudonym, placeholder])
    #expect(both.output == "jane.doe@example.com\nhunter2hunter\n")
    let json = try await handoff(["reveal", "--json", pseudonym])
    let check = """
      import json, sys
      d = json.load(sys.stdin)
      assert d == {"revealed": [{"substitute": "\(pseudonym)", "rule": "email-address",
        "values": ["jane.doe@example.com"]}]}, d
      """
    let parsed = try await Command.run("python3", ["-c", check], input: json.output)
    #expect(parsed.status == 0, "\(parsed.errors)")
  }

  @Test func `what can't be revealed has its exit code and its message`() async throws {
    try folder.write("in", "password=hunter2hunter\nto jane.doe@example.com at\n")
    _ = try await handoff(["redact", "in", "-o", "out"])
    let lines = try folder.read("out").split(separator: "\n")
    let placeholder = String(lines[0].dropFirst("password=".count))
    let pseudonym = String(lines[1].split(separator: " ")[1])
    _ = try await handoff(
      ["redact", "--ticket", "none", "--vault", "none"], input: "a@example.com")
    _ = try await handoff(["redact", "--ticket", "other"], input: "a@example.com")
    let cases: [([String], Int, String)] = [
      (
        [placeholder], 2,
        "\(placeholder): the vault doesn't hold it\nhandoff: hint: name its ticket"
      ),
      ([pseudonym, placeholder], 2, "\(placeholder): the vault doesn't hold it"),
      (["nothing"], 1, "nothing: is no placeholder, and no file\nhandoff: hint: a placeholder"),
      (["."], 1, "error: .: "),
      ([pseudonym, "--ticket", "new"], 1, "new.key: there is no key\nhandoff: hint: name"),
      ([pseudonym, "--ticket", "none"], 1, "none.vault: there is no vault"),
      ([pseudonym, "--ticket", "a/b"], 1, "a/b: "),
      ([pseudonym, "--ticket", "other"], 2, "the vault doesn't hold it"),
      ([], 64, "name placeholders, a file, or -"),
      ([pseudonym, "in"], 64, "one of these is no placeholder"),
      (["in", "--json"], 64, "--json goes with placeholders"),
    ]
    for (arguments, status, message) in cases {
      let result = try await handoff(["reveal"] + arguments)
      #expect(result.status == status, "\(arguments): \(result.errors)")
      #expect(result.errors.contains(message), "\(arguments): \(result.errors)")
      #expect(result.output == "" && !result.errors.contains("jane"))
    }
    #expect(!FileManager.default.fileExists(atPath: folder("state/handoff/keys/new.key")))
    let part = try await handoff(["reveal", "out"])
    #expect(part.status == 0)
    #expect(part.output == "password=\(placeholder)\nto jane.doe@example.com at\n")
    #expect(part.errors.contains("1 revealed") && part.errors.contains("1 stay as they are"))
  }

  @Test func `a key or a vault that can't be trusted reveals nothing`() async throws {
    let result = try await script(
      """
      keys=state/handoff/keys
      echo 'to jane.doe@example.com at' > in
      $handoff redact in -o out --quiet
      echo 'to john.doe@example.com at' | $handoff redact --ticket other > other
      try() {
        for subject in out $(cut -d' ' -f2 out); do
          $handoff reveal "$subject" > got 2> err && code=0 || code=$?
          test $code = "$1" && test ! -s got && grep -q -e "$2" err && grep -q 'hint: ' err ||
            { echo "$1 $2: $code"; cat got err; exit 1; }
        done
      }
      chmod 640 $keys/default.vault; try 1 'default.vault: may be read by others'
      chmod 600 $keys/default.vault
      chmod 604 $keys/default.key; try 1 'default.key: may be read by others'
      chmod 600 $keys/default.key
      cp $keys/default.vault kept
      cp $keys/other.vault $keys/default.vault; try 1 'belongs to another key'
      head -c 120 kept > $keys/default.vault; printf x >> $keys/default.vault
      tail -c +122 kept >> $keys/default.vault; try 1 'default.vault: is damaged'
      head -c 50 kept > $keys/default.vault; try 1 'default.vault: is damaged'
      echo hello > $keys/default.vault; try 1 'is not a vault'
      rm $keys/default.vault; ln -s "$PWD/kept" $keys/default.vault
      $handoff reveal out > got 2> err && exit 1
      test ! -s got
      rm $keys/default.vault; try 1 'there is no vault'
      head -c 31 $keys/default.key > short; cp short $keys/default.key; try 1 'is not a key'
      rm $keys/default.key; try 1 'there is no key'
      """)
    #expect(result.status == 0, "\(result.output)\(result.errors)")
  }

  @Test func `an output file is for its owner only`() async throws {
    let result = try await script(
      """
      echo 'to jane.doe@example.com at' > in
      $handoff redact in -o out --quiet
      $handoff reveal out -o back
      test "$(ls -l back | cut -c1-10)" = -rw------- && cmp in back
      $handoff reveal out -o back 2> err && exit 1
      grep -q 'exists already' err
      chmod 644 back
      $handoff reveal out -o back --force
      test "$(ls -l back | cut -c1-10)" = -rw-------
      $handoff reveal $(cut -d' ' -f2 out) -o value
      test "$(ls -l value | cut -c1-10)" = -rw------- && test "$(cat value)" = jane.doe@example.com
      $handoff reveal out > open 2> err
      grep -q 'warning: standard output is a file that others may read' err
      (umask 077; $handoff reveal out > closed 2> err)
      if grep -q warning err; then exit 1; fi
      """)
    #expect(result.status == 0, "\(result.output)\(result.errors)")
  }

  @Test func `jobs that are killed leave a vault that opens`() async throws {
    let result = try await script(
      """
      echo 'to jane.doe@example.com at' > in
      $handoff redact in -o out --quiet
      for round in 1 2 3 4 5 6 7 8; do
        seq -f "user%.0f.$round@example.com" 1 20000 > big
        if [ $((round % 2)) = 0 ]; then $handoff redact < big > piped 2> err &
        else $handoff redact big -o "gone.$round" 2> err & fi
        sleep 0.$((RANDOM % 9))$((RANDOM % 9)); kill -9 $! || true; wait $! || true
        test ! -e "gone.$round" || $handoff reveal "gone.$round" | cmp - big
        $handoff reveal out 2> err | cmp - in
      done
      $handoff redact big -o whole --quiet
      $handoff reveal whole | cmp - big
      """)
    #expect(result.status == 0, "\(result.output)\(result.errors)")
  }

  @Test func `what a stream has shown can be revealed when it is interrupted`() async throws {
    let result = try await script(
      """
      mkfifo pipe
      $handoff redact < pipe > out &
      exec 3> pipe
      echo 'to jane.doe@example.com at' >&3
      for try in $(seq 100); do test -s out && break; sleep 0.1; done
      kill -9 $!; wait $! || true
      test "$($handoff reveal out)" = 'to jane.doe@example.com at'
      """)
    #expect(result.status == 0, "\(result.output)\(result.errors)")
  }

  @Test func `eight processes that write one vault at once lose no entry`() async throws {
    let result = try await script(
      """
      # Each has values of its own, and some that all of them find.
      for job in 1 2 3 4 5 6 7 8; do
        { seq -f "user%.0f@job$job.example" 1 3000; seq -f 'user%.0f@all.example' 1 500; } > in$job
      done
      pids=
      for job in 1 2 3 4; do
        $handoff redact in$job -o out$job --quiet & pids="$pids $!"
        $handoff redact --quiet < in$((job + 4)) > out$((job + 4)) & pids="$pids $!"
      done
      for pid in $pids; do wait $pid; done
      for job in 1 2 3 4 5 6 7 8; do
        $handoff reveal out$job -o back$job --quiet; cmp in$job back$job
        test "$(grep -c @redacted.invalid out$job)" = 3500
      done
      """)
    #expect(result.status == 0, "\(result.output)\(result.errors)")
  }

  @Test func `many values take hardly more memory than few, and each is found`() async throws {
    let result = try await script(
      """
      peak() {
        python3 - "$@" <<'PY'
      import os, resource, subprocess, sys
      subprocess.run([os.environ["handoff"]] + sys.argv[1:], check=True)
      print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
      PY
      }
      seq -f 'user%.0f@example.com' 1 200000 > many
      yes "$(seq -f 'user%.0f@example.com' 1 1000)" | head -n 200000 > few
      few=$(peak redact few -o few.out --quiet --jobs 1)
      many=$(peak redact many -o many.out --quiet --jobs 1)
      unit=$(test "$(uname)" = Darwin && echo 1048576 || echo 1024)
      test $(((many - few) / unit)) -le 20 || { echo "few $few, many $many"; exit 1; }
      for line in 1 100000 200000; do
        test "$($handoff reveal "$(sed -n "${line}p" many.out)")" = "user$line@example.com"
      done
      one=$(peak reveal "$(tail -n 1 many.out)" -o one)
      test $((one / unit)) -le 64 || { echo "reveal: $one"; exit 1; }
      """)
    #expect(result.status == 0, "\(result.output)\(result.errors)")
  }
}
