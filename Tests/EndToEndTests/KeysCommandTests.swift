import TestSupport
import Testing

/// Keys and vaults as files: listed, deleted, and taken to another machine by real `age`.
@Suite struct KeysCommandTests {
  private let scene = RedactScene()

  /// A ticket's key with three values, and what they were redacted from; `there` is another machine.
  private static let begin = """
    keys=.state/handoff/keys
    printf 'to jane@example.com and joe@example.org\\npassword=hunter2hunter2\\n' > in
    "$HANDOFF" redact in -o out --ticket T-1 --vault all --quiet
    age-keygen -o id 2> /dev/null; age-keygen -y id > id.pub
    ssh-keygen -q -t ed25519 -N '' -f ssh
    there() { XDG_STATE_HOME=$PWD/.there "$HANDOFF" "$@"; }
    key() { od -An -tx1 "$1" | tr -d ' \\n'; }

    """

  @Test func `a key and its vault work on another machine`() async throws {
    try await scene.shell(
      Self.begin + """
        "$HANDOFF" keys export T-1 --encrypt-to "$(cat id.pub)" --encrypt-to ssh.pub -o k.age --quiet
        [ "$(ls -l k.age | cut -c1-10)" = -rw------- ]
        for identity in id ssh; do
          rm -rf .there; there keys import k.age --identity $identity --quiet
          there reveal out --ticket T-1 2> /dev/null | cmp - in
          there redact in -o again --ticket T-1 --quiet --force; cmp again out
          [ "$(ls -l .there/handoff/keys | grep -c '^-rw------- ')" = 2 ]
        done
        there keys import k.age -i id --ticket T-2 --quiet
        there reveal out --ticket T-2 2> /dev/null | cmp - in
        there keys import k.age -i id --key "$PWD/own.key" --quiet; cmp own.key $keys/T-1.key
        # The file can be opened without handoff.
        age -d -i id k.age | zstd -dc | tar -xf - ; cmp placeholder.key $keys/T-1.key
        cmp placeholder.vault $keys/T-1.vault; grep -q '"name": "T-1"' key.json
        """)
  }

  @Test func `an import adds to a vault and never loses from it`() async throws {
    try await scene.shell(
      Self.begin + """
        "$HANDOFF" keys export --ticket T-1 --encrypt-to id.pub -o k.age --quiet
        there keys import k.age -i id --quiet
        echo 'to mary@example.net and jane@example.com' > here.in
        echo 'to john@example.net' > there.in
        "$HANDOFF" redact here.in -o here.out --ticket T-1 --quiet
        there redact there.in -o there.out --ticket T-1 --quiet
        "$HANDOFF" keys export T-1 --encrypt-to id.pub -o k.age --quiet --force
        there keys import k.age -i id > /dev/null 2> messages; grep -q ' 1 values are new' messages
        there keys import k.age -i id 2> messages; grep -q ' 0 values are new' messages
        for name in here there; do there reveal $name.out --ticket T-1 2> /dev/null | cmp - $name.in; done
        there reveal out --ticket T-1 2> /dev/null | cmp - in
        # Another key stays, and its vault, unless it is said.
        "$HANDOFF" redact in -o three --ticket T-3 --quiet
        before=$(key $keys/T-3.key)
        fails 1 'T-3.key: is another key' "$HANDOFF" keys import k.age -i id --ticket T-3
        [ "$(key $keys/T-3.key)" = "$before" ]; "$HANDOFF" reveal three --ticket T-3 > /dev/null 2>&1
        "$HANDOFF" keys import k.age -i id --ticket T-3 --force --quiet
        "$HANDOFF" reveal out --ticket T-3 2> /dev/null | cmp - in
        """)
  }

  @Test func `what can't be exported or imported writes nothing`() async throws {
    try await scene.shell(
      Self.begin + """
        mkdir -p .config/handoff; echo 'tools: {age: /none/age}' > .config/handoff/client.yaml
        fails 1 'age' "$HANDOFF" keys export T-1 --encrypt-to id.pub -o k.age; [ ! -e k.age ]
        fails 1 'age' there keys import in; [ ! -e .there ]
        rm .config/handoff/client.yaml
        fails 64 'a key never leaves in the open' "$HANDOFF" keys export T-1 -o k.age
        fails 64 'ends with .age' "$HANDOFF" keys export T-1 --encrypt-to id.pub -o k.tar
        fails 64 'name the key' "$HANDOFF" keys export --encrypt-to id.pub -o k.age
        fails 1 'there is no key' "$HANDOFF" keys export T-9 --encrypt-to id.pub -o k.age
        fails 1 'age could not encrypt' "$HANDOFF" keys export T-1 --encrypt-to age1nobody -o k.age
        [ ! -e k.age ]; [ ! -e $keys/T-9.key ]
        # Not a byte of the key or the vault is in a file that lies about.
        if ls -A | grep -q part; then exit 1; fi
        "$HANDOFF" keys export T-1 --encrypt-to id.pub -o k.age --quiet
        fails 1 'exists already' "$HANDOFF" keys export T-1 --encrypt-to id.pub -o k.age
        age-keygen -o other 2> /dev/null
        fails 1 'no identity matched' there keys import k.age -i other
        fails 1 'missing' there keys import k.age -i missing
        fails 1 'is not encrypted by age' there keys import in -i id
        size=$(wc -c < k.age)
        for cut in $((size - 1)) $((size - 100)) 300; do
          head -c $cut k.age > cut.age
          fails 1 'age could not decrypt' there keys import cut.age -i id
        done
        [ -z "$(ls -A .there/handoff/keys 2> /dev/null)" ]
        """)
  }

  @Test func `a hostile envelope is refused`() async throws {
    try await scene.shell(
      Self.begin + """
        "$HANDOFF" keys export T-1 --encrypt-to id.pub -o k.age --quiet
        mkdir good; age -d -i id k.age | zstd -dc | tar -xf - -C good
        # hostile TEXT: what `make` leaves in the folder h, as an envelope.
        hostile() {
          want=$1; rm -rf h; cp -r good h; make
          (cd h; tar --format=ustar -cf - --no-recursion $(find . -mindepth 1 | sed 's,^./,,' | sort)) |
            gzip | age -r "$(cat id.pub)" -o bad.age
          fails 1 "$want" there keys import bad.age -i id; rm bad.age
          [ -z "$(ls -A .there/handoff/keys)" ] || { ls -lA .there/handoff/keys; exit 1; }
        }
        make() { echo x > h/more; }; hostile "'more': is no part of a key"
        make() { ln -sf /etc/passwd h/placeholder.vault; }; hostile 'a symbolic link; only files'
        make() { head -c 33 /dev/urandom > h/placeholder.key; }; hostile "'placeholder.key': is no part"
        make() { head -c 32 /dev/urandom > h/placeholder.key; }; hostile "another key's fingerprint"
        make() { rm h/placeholder.key; }; hostile 'its key is missing'
        make() { rm h/key.json; }; hostile 'its key is missing'
        make() { sed -i.old 's,T-1,../../x,' h/key.json; rm h/key.json.old; }; hostile "'key.json': is not what"
        make() { echo '{' > h/key.json; }; hostile "'key.json': can't be read"
        make() { echo junk > h/placeholder.vault; }; hostile 'is damaged, or another'
        "$HANDOFF" redact in -o other --ticket T-2 --quiet
        make() { cp $keys/T-2.vault h/placeholder.vault; }; hostile 'is damaged, or another'
        make() { head -c 20000000 /dev/zero > h/placeholder.vault; }; hostile 'grows by more than 20 times'
        """)
  }

  @Test func `list tells every key and what is wrong with it`() async throws {
    try await scene.shell(
      Self.begin + """
        [ -z "$(there keys list)" ]; [ "$(there keys list --json)" = '[]' ]
        "$HANDOFF" redact in -o two --quiet
        "$HANDOFF" redact in -o three --ticket T-3 --vault none --quiet
        "$HANDOFF" keys list > list 2> messages; [ ! -s messages ]
        [ "$(wc -l < list)" = 3 ]; grep -q '^T-1 .* 3 values, ' list; grep -q '^default .* 2 values, ' list
        grep -q '^T-3 .* no vault$' list
        chmod 640 $keys/T-3.key; printf x >> $keys/default.vault; cp $keys/default.vault $keys/T-4.vault
        chmod 644 $keys/T-1.vault; printf short > $keys/T-5.key
        "$HANDOFF" keys list > list 2> messages
        for text in 'T-3.key: may be read by others' 'T-1.vault: may be read by others' \\
          'T-4.key: there is no key' 'T-5.key: may be read by others'; do
          grep -qF "$text" messages || { echo "$text"; cat messages; exit 1; }
        done
        "$HANDOFF" keys list --json | jq -e 'map(select(.ticket == "T-1"))[0] |
          .vault.entries == null and (.problems | length == 1) and (.fingerprint | length == 16)' > /dev/null
        """)
  }

  @Test func `a forgotten key is gone, and what it sealed can't be read`() async throws {
    try await scene.shell(
      Self.begin + """
        cp $keys/T-1.vault kept; ln $keys/T-1.key link; before=$(key link)
        fails 64 'say --yes' "$HANDOFF" keys forget T-1 < /dev/null; [ -e $keys/T-1.key ]
        fails 64 'name the key' "$HANDOFF" keys forget --yes
        "$HANDOFF" keys forget T-1 --yes 2> messages
        grep -q 'irreversible' messages; [ -z "$(ls -A $keys)" ]
        # Under a second name, too, the key itself is no more.
        [ "$(key link)" != "$before" ] && [ "$(wc -c < link)" = 32 ]
        fails 1 'there is no key' "$HANDOFF" keys forget T-1 --yes
        fails 1 'there is no key' "$HANDOFF" reveal out --ticket T-1
        cp kept $keys/T-1.vault; "$HANDOFF" redact --ticket T-2 < in > two
        cp $keys/T-2.key $keys/T-1.key
        fails 1 'belongs to another key' "$HANDOFF" reveal out --ticket T-1
        "$HANDOFF" keys forget --key $keys/T-2.key --force 2> /dev/null; [ ! -e $keys/T-2.vault ]
        rm $keys/T-1.key; ln -s "$PWD/link" $keys/T-1.key
        fails 1 'is not a regular file' "$HANDOFF" keys forget T-1 --yes; [ -e link ]
        """)
  }

  @Test func `at a terminal the ticket's name is typed`() async throws {
    try await scene.shell(
      Self.begin + """
        typed() {
          python3 - "$1" <<'PY'
        import os, pty, sys
        pid, master = pty.fork()
        if pid == 0:
          os.execv(os.environ["HANDOFF"], ["handoff", "keys", "forget", "T-1"])
        seen = b""
        while b"Type T-1" not in seen: seen += os.read(master, 1000)
        os.write(master, sys.argv[1].encode() + b"\\n")
        try:
          while os.read(master, 1000): pass
        except OSError: pass
        sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
        PY
        }
        for wrong in '' yes t-1; do
          code=0; typed "$wrong" || code=$?; [ $code = 2 ]; [ -e $keys/T-1.key ]
        done
        typed T-1; [ -z "$(ls -A $keys)" ]
        """)
  }
}
