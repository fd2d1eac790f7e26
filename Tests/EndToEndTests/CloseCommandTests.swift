import TestSupport
import Testing

@Suite struct CloseCommandTests {
  @Test func `a run stays open while a grant stands or an exposed secret isn't rotated`()
    async throws
  {
    let scene = try await CloseScene.make()
    try await scene.shell(
      CloseScene.functions + """
        "$HANDOFF" status run > out; says "open   revoke 'take'"
        says "open   revoke the grant of 'more'"; says 'open   rotate REDACTED_stripe-secret-key_'
        close 2
        says "not confirmed: revoke 'take'"; says "not confirmed: revoke the grant of 'more'"
        for rule in stripe-secret-key smtp-password generic-password; do
          says "not confirmed: rotate REDACTED_${rule}_"
        done
        says 'in files/.env:1, files/app.log:2'; says 'handoff: hint: '
        test -e granted
        # --yes runs what the plan runs, and answers for nothing else.
        close 2 --yes
        silent "not confirmed: revoke 'take'"; says "not confirmed: revoke the grant of 'more'"
        says 'not confirmed: rotate REDACTED_generic-password_'
        test ! -e granted
        # An answer an item, a placeholder, its hex, or a rule.
        hex=$(grep -o 'REDACTED_smtp-password_[0-9a-f]*' out | head -1 | tail -c 17)
        close 2 --waive "more=Sam stays until Friday" --rotated "$hex=the relay refuses the old one"
        silent "'more'"; silent smtp-password
        close 2 --waive 'stripe-secret-key=a key of the sandbox'; silent stripe
        close 0 --rotated 'generic-password=the old one is refused, password=Tr0ub4dor-and-more' --json
        says 'handoff: closed'; says "waived: revoke the grant of 'more': Sam stays until Friday"
        python3 - <<'PY'
        import json
        d = json.load(open("json"))
        assert d["state"] == "closed" and d["open"] == [] and d["closed"], d
        states = {i["item"].rpartition("_")[0] or i["item"]: i["state"] for i in d["items"] if i["demanded"]}
        assert states == {"take": "done", "more": "waived", "REDACTED_stripe-secret-key": "waived",
            "REDACTED_smtp-password": "done", "REDACTED_generic-password": "done"}, states
        rotated = [i for i in d["items"] if i.get("proof")]
        assert [i["by"] for i in rotated] == ["erik@x"] * 2 and all(i["at"] for i in rotated), rotated
        assert all(i["rotate"] and i["docs"].startswith("https://") for i in d["items"] if i["kind"] == "rotate"), d
        PY
        "$HANDOFF" status run > out; says 'closed 20'
        "$HANDOFF" status run --json | grep -q '"state": "closed"'
        "$HANDOFF" journal verify run
        # Twice: nothing is asked, run or written again.
        before=$(lines); close 0 --yes; test "$before" = "$(lines)"; says 'handoff: closed'
        silent '-- rotate'
        "$HANDOFF" ticket note run > out
        says 'afterwards (closed 20'
        says 'revoked: take (Sam may not read the log any more), 20'
        says 'by erik@x: its command, proven by its check'
        says 'waived: the grant of more, 20'; says 'by erik@x: Sam stays until Friday'
        says 'by erik@x: the relay refuses the old one'
        ! grep -rqF Tr0ub4dor run state/handoff/packs out || exit 1
        """)
  }

  @Test func `a task whose check fails, or that has a command, isn't confirmed by --yes`()
    async throws
  {
    let scene = try await CloseScene.make(packs: false)
    try await scene.shell(
      CloseScene.functions + """
        KEPT=nothing close 2 --yes
        says 'its verification failed'; says "not confirmed: revoke 'take' (failed:"
        "$HANDOFF" journal verify run
        close 2 --yes; silent "not confirmed: revoke 'take'"
        # Of a ticket that nothing was packed for here, only what is named is to be rotated.
        silent 'rotate REDACTED_generic'
        close 2 --yes --report s.tar.gz; says 'not confirmed: rotate REDACTED_generic-password_'
        # It stays known, in whatever form it is given again.
        before=$(lines); close 2; says 'not confirmed: rotate REDACTED_generic-password_'
        mkdir s; tar xzf s.tar.gz -C s
        close 2 --report s/*/ --report s/*/redaction-report.json
        test "$(grep -c '"type":"exposed"' run/journal.jsonl)" = 1
        "$HANDOFF" journal verify run
        """)
  }

  @Test func `what --report, --waive and --rotated can't mean is said, and nothing is done`()
    async throws
  {
    let scene = try await CloseScene.make(packs: false)
    try await scene.shell(
      CloseScene.functions + """
        before=$(lines)
        close 1 --report nothing; says 'nothing: no such file or folder'; says 'handoff: hint: '
        mkdir empty; close 1 --report empty; says 'holds no redaction report'; says 'handoff: hint: '
        close 1 --report plan.yaml; says 'neither a redaction report nor a support bundle'
        echo '{}' > x.json; close 1 --report x.json; says 'is no redaction report'; says 'handoff: hint: '
        close 3 --report b.tar.gz; says 'a change bundle of the ticket T-1'
        sed 's/T-1/T-2/' ticket.yaml > other.yaml
        "$HANDOFF" pack --quiet --ticket other.yaml in -o other.tar.gz --sign erik
        close 3 --report other.tar.gz; says 'of the ticket T-2'
        "$HANDOFF" pack --quiet --ticket ticket.yaml in -o unsigned.tar.gz 2> /dev/null
        rm -r state/handoff/packs; close 3 --report unsigned.tar.gz; says 'it is not signed'
        mkdir s; tar xzf s.tar.gz -C s; sed -i s/stripe/strope/ s/*/redaction-report.json
        close 3 --report s/*/; says "'redaction-report.json' was changed"
        close 64 --waive nix=x; says "nothing to close is called 'nix'; open: take, more"
        close 64 --waive more=; says 'takes ITEM=REASON'
        close 64 --rotated more; says 'takes ITEM=PROOF'
        close 64 --rotated more=gone; says "'more' is no rotation"
        test "$before" = "$(lines)"; test -e granted
        # Records that can't be read hide nothing.
        mkdir -p state/handoff/packs/T-1; echo '{' > state/handoff/packs/T-1/a.json
        close 1 --yes; says 'state/handoff/packs/T-1/a.json'; says 'handoff: hint: '
        test "$before" = "$(lines)"; test -e granted
        """)
  }

  @Test func `a task that names a secret rotates it by its command and its check`() async throws {
    let scene = try await CloseScene.make(
      """
      steps:
        - {id: look, class: read, run: {argv: [cat, log], timeout: 5s}}
      post:
        - id: change
          kind: rotate
          what: @SECRET@
          run: {argv: [touch, "new"], timeout: 5s}
          verify: {argv: [test, -e, proof], timeout: 5s}
        - {id: tell, kind: rotate, title: The mail password is new, what: '@HEX@', verify: {argv: [test, -e, proof], timeout: 5s}}
      """,
      more: """
        mkdir s; tar xzf s.tar.gz -C s --strip-components=1
        find() { grep -o "REDACTED_$1_[0-9a-f]*" s/redaction-report.json | head -1; }
        sed -i "s/@SECRET@/$(find generic-password)/; s/@HEX@/$(find smtp-password | tail -c 17)/" plan.yaml
        """)
    try await scene.shell(
      CloseScene.functions + """
        close 2 --yes
        says "not confirmed: rotate 'change' (failed:"; says "not confirmed: rotate 'tell'"
        says 'secret    REDACTED_generic-password_'; silent 'not confirmed: rotate REDACTED_generic'
        says 'not confirmed: rotate REDACTED_stripe-secret-key_'
        close 64 --rotated change=yes; says "'change' has a command of the plan"
        # A word is not enough where the plan has a check.
        close 2 --rotated tell=mailed --waive stripe-secret-key=sandbox
        says "not confirmed: rotate 'tell' (failed:"
        touch proof; close 0 --yes; "$HANDOFF" journal verify run
        "$HANDOFF" ticket note run > out
        says 'rotated: change (REDACTED_generic-password_'; says 'its command, proven by its check'
        says 'rotated: tell (The mail password is new; REDACTED_smtp-password_'; says ': mailed'
        """)
  }

  @Test func `a plan without grants and a ticket without reports close as they are`() async throws {
    let scene = try await RunScene(
      "steps: [{id: look, class: read, run: {argv: [cat, log], timeout: 5s}}]")
    try await scene.approve()
    #expect(try await scene.run().status == 0)
    let close = try await scene.handoff(["close", "run"])
    #expect(close.status == 0 && close.errors.contains("handoff: closed"), "\(close.errors)")
    #expect(try await scene.handoff(["journal", "verify", "run"]).status == 0)
  }

  @Test func `a close that ended at any line is taken up, and nothing is lost or told twice`()
    async throws
  {
    let scene = try await CloseScene.make()
    try await scene.shell(
      CloseScene.functions + """
        answers=(--yes --waive 'more=stays until Friday' --rotated 'stripe-secret-key=new'
          --rotated 'smtp-password=new' --waive 'generic-password=a test account')
        cp -r state before; first=$(lines)
        close 0 "${answers[@]}"; total=$(lines); mv run whole
        for ((n = first + 1; n < total; n++)); do
          rm -rf run state; cp -r whole run; cp -r before state
          head -n "$n" whole/journal.jsonl > cut; printf '{"half' | cat cut - > run/journal.jsonl
          rm run/head run/checkpoint.txt; rm -r state/handoff/run-places
          if grep -q '"phase":"post".*"type":"intent"' cut; then :; else rm run/marks/post.*; touch granted; fi
          close 0 "${answers[@]}"
          "$HANDOFF" journal verify run > out 2>&1 || { echo "cut at $n"; cat out; exit 1; }
          test ! -e granted
          for type in exposed closed; do
            test "$(grep -c '"type":"'$type'"' run/journal.jsonl)" = 1 || { echo "$n: $type"; exit 1; }
          done
          for name in post:take rotate:; do
            grep '"state":"done"' run/journal.jsonl | grep -q '"step":"'$name || { echo "$n: $name"; exit 1; }
          done
        done
        test "$((total - first))" -gt 15
        """)
  }
}
