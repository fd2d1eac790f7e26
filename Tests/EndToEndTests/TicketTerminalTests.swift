import TestSupport
import Testing

/// Intake with a person at a terminal of 80 columns, played by tmux. Without tmux these tests fail.
@Suite(.serialized) struct TicketTerminalTests {
  private let scene = RedactScene()

  @Test func `a person is asked, may go back, and gets a ticket that is complete`() async throws {
    try await scene.shell(
      TerminalPlay.functions + """
        mkdir -p .config/handoff; echo 'client: acme' > .config/handoff/client.yaml
        play "$HANDOFF ticket new --ticket ORD-7 -o t.yaml"
        await 'What is broken'; answer 'Checkout fails: "502" # since noon'
        await 'Where does it run'; answer '?'; await 'Why: the checklists'; answer a
        await 'a word of the list'; answer 1
        await 'Which environment'; answer prod
        await 'Which resources'; answer 'service/orders'; answer ''
        await 'account >'; answer 1111; await 'It has 12 digits'; answer 111122223333
        await 'region >'; answer eu-central-1; await 'cluster >'; answer ''
        await 'service >'; answer ''
        await 'How does a change'; answer Teraform
        await 'Which repository'; answer '<'
        await 'How does a change' 2; answer Terraform
        await 'Which repository' 2; answer ''; await 'Which branch'; answer 'production=main'; answer ''
        await 'by hand or as code'; answer co
        await 'word for word'; answer '502 Bad Gateway'
        await 'Since when'; answer noon; await 'That is no time'; answer '2026-11-21 08:44'
        await 'Where is it seen'; answer logs; answer ''
        await 'What may the work touch'; answer '1, payments'
        await 'Is there a backup'; answer y; await 'how is it restored'; answer 'snapshot rds-7'
        await 'Of when is it'; answer '2026-11-21 02:00'; await 'Who has confirmed'; answer Olga
        await 'Who may approve'; answer 'Olga Marin'; answer olga@x; answer ''; answer ''; answer ''
        await 'How is the work done'; answer 1
        await 'Is it an emergency'; answer n
        await 'ended with 0'; look > screen
        grep -q 'nothing that is required is missing' screen
        if grep -q '.\\{81\\}' screen; then exit 1; fi
        "$HANDOFF" ticket check t.yaml 2> check; if grep -q warning check; then cat check; exit 1; fi
        python3 -c '
        import yaml
        ticket = yaml.safe_load(open("t.yaml"))
        assert ticket["client"] == "acme" and ticket["id"] == "ORD-7"
        assert ticket["title"] == "Checkout fails: \\"502\\" # since noon", ticket
        assert ticket["identifiers"] == {"account": "111122223333", "region": "eu-central-1"}
        assert ticket["deployment"] == {
            "method": "Terraform", "repository": None, "branches": {"production": "main"}}
        assert [name for name, hit in ticket["impact"].items() if hit] == ["traffic", "payments"]
        assert ticket["approvers"] == [
            {"name": "Olga Marin", "role": "change-approver", "principal": "olga@x"}]
        assert "emergencyReason" not in ticket
        '
        """)
  }

  @Test func `who stops before the end leaves nothing behind`() async throws {
    try await scene.shell(
      TerminalPlay.functions + """
        play "$HANDOFF ticket new -o t.yaml"
        await 'What is broken'; answer x; await 'Where does it run'; press C-c; await 'ended with 130'
        mux kill-server
        play "$HANDOFF ticket new -o t.yaml"
        await 'What is broken'; press C-d; await 'nothing was written'; await 'ended with 1'
        mux kill-server
        for file in t.yaml .t.yaml*; do if [ -e "$file" ]; then echo "left: $file"; exit 1; fi; done

        # Nothing is asked for a file that can't be written.
        echo mine > t.yaml; play "$HANDOFF ticket new -o t.yaml"
        await 'exists already'; await 'ended with 1'; grep -qx mine t.yaml
        """)
  }
}
