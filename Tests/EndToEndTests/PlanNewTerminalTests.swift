import TestSupport
import Testing

/// Guided parameters with a person at a terminal of 80 columns, played by tmux. Without tmux these
/// tests fail.
@Suite(.serialized) struct PlanNewTerminalTests {
  private let scene = RedactScene()

  @Test func `a person is asked for each setting, may go back, and gets a plan`() async throws {
    try await scene.shell(
      TerminalPlay.functions + """
        play "$HANDOFF plan new --from kubernetes/rollout-undo --set author=sam@x -o p.yaml"
        await 'id [rollout-undo] >'; answer 'a b'; await "isn't a text like"
        answer '?'; await 'Why: it is a text like'; answer undo-7
        await 'ticket [TICKET-1] >'; answer ORD-7
        await 'client [my-client] >'; answer acm; await 'expires ['; answer '<'
        await 'client [acm] >'; answer acme
        await 'expires ['; answer tomorrow; await "isn't a time like"; answer 2031-01-01T00:00:00Z
        await 'environment [production] >'; await '2) staging'; answer x
        await 'a word of the list'; answer stag
        await 'context [my-context] >'; answer ''
        await 'namespace [my-namespace] >'; answer 'a"b'; await 'holds a quote'; answer shop
        await 'deployment [my-deployment] >'; answer '?'; await 'it goes into'; answer orders
        await 'ended with 0'; look > screen
        if grep -q 'author \\[' screen; then cat screen; exit 1; fi
        if grep -q '.\\{81\\}' screen; then cat screen; exit 1; fi
        "$HANDOFF" plan check p.yaml
        grep -q '^#   my-context: ' p.yaml; if grep -q '^#   my-namespace' p.yaml; then exit 1; fi
        python3 -c '
        import yaml
        plan = yaml.safe_load(open("p.yaml"))
        head, target = plan["metadata"], plan["target"]
        assert (head["id"], head["ticket"], head["client"]) == ("undo-7", "ORD-7", "acme"), head
        assert head["author"] == "sam@x" and target["environment"] == "staging", plan
        assert target["namespace"] == "shop" and target["context"] == "my-context", target
        '
        """)
  }

  @Test func `what the ticket tells isn't asked`() async throws {
    try await scene.shell(
      TerminalPlay.functions + """
        mkdir work
        cat > work/ticket.yaml <<'YAML'
        apiVersion: handoff/v1
        id: ORD-7
        client: acme
        environment: staging
        identifiers: {context: eu-1, namespace: shop, cluster: a}
        YAML
        play "$HANDOFF plan new --from kubernetes/rollout-undo -o work/p.yaml"
        await 'from work/ticket.yaml: ticket ORD-7, client acme, environment staging'
        await 'id [rollout-undo] >'; answer ''; await 'author ['; answer sam@x
        await 'expires ['; answer ''; await 'deployment ['; answer orders; await 'ended with 0'
        grep -q 'context: "eu-1"' work/p.yaml; grep -q 'namespace: "shop"' work/p.yaml
        mux kill-server

        # Without a terminal too; what is set wins, and a broken ticket is told.
        "$HANDOFF" plan new --from kubernetes/rollout-undo --ticket work/ticket.yaml \\
          --set client=other > q.yaml 2> told < /dev/null
        grep -q 'client: "other"' q.yaml; grep -q 'ticket: "ORD-7"' q.yaml
        grep -q 'from work/ticket.yaml: ticket ORD-7, environment' told
        echo 'id: [' > work/ticket.yaml
        "$HANDOFF" plan new --from kubernetes/rollout-undo -o work/r.yaml 2> told < /dev/null
        grep -q "work/ticket.yaml: can't be read as a ticket" told
        grep -q 'ticket: "TICKET-1"' work/r.yaml
        code=0; "$HANDOFF" plan new --from kubernetes/rollout-undo --ticket work/ticket.yaml \\
          2> told > none < /dev/null || code=$?
        [ $code = 1 ]; grep -q 'error: work/ticket.yaml:2:1: ' told; test ! -s none
        """)
  }

  @Test func `who stops before the end leaves nothing behind`() async throws {
    try await scene.shell(
      TerminalPlay.functions + """
        for key in C-c C-d; do
          play "$HANDOFF plan new --from linux/config-change -o p.yaml"
          await 'id [config-change] >'; answer x; await 'ticket ['; press $key
          await 'ended with 1'; look > screen.$key; mux kill-server
          for file in p.yaml .p.yaml*; do if [ -e "$file" ]; then echo "left: $file"; exit 1; fi; done
        done
        grep -q 'ended with 130' screen.C-c; grep -q 'nothing was written' screen.C-d

        # Nothing is asked for a file that can't be written, a value that doesn't fit, or --blank.
        echo mine > p.yaml; play "$HANDOFF plan new --from linux/config-change -o p.yaml"
        await 'exists already'; await 'ended with 1'; grep -qx mine p.yaml; mux kill-server
        play "$HANDOFF plan new --from linux/config-change --set environment=moon -o q.yaml"
        await "the value of 'environment' isn't one of"; await 'ended with 1'; mux kill-server
        play "$HANDOFF plan new --from linux/config-change --blank -o q.yaml"
        await 'fill it in, then'; await 'ended with 0'; grep -q 'TICKET-1' q.yaml
        """)
  }
}
