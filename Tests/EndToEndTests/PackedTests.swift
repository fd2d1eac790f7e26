import TestSupport
import Testing

/// Compressed files and archives, made and read by the tools that people have.
@Suite struct PackedTests {
  private let scene = RedactScene()

  private func begin() async throws {
    try scene.folder.write("a.env", "API_KEY=k7Gf3Qx9Zp2LmW8t\nsaid k7Gf3Qx9Zp2LmW8t\n")
    try scene.folder.write("app.log", "one k7Gf3Qx9Zp2LmW8t\ntwo Zx81mQq7LpWv33Rt\n")
    try await scene.shell(
      """
      for tool in gzip zstd xz bzip2 tar zip unzip python3; do
        command -v $tool > /dev/null || { echo "$tool is needed"; exit 1; }
      done
      """)
  }

  @Test func `compressed texts are read and written as such, and values go both ways`() async throws
  {
    try await begin()
    try await scene.shell(
      """
      mkdir in; cp a.env in
      # One value is known from a plain file, the other one only from a compressed one.
      printf 'TOKEN_SECRET=Zx81mQq7LpWv33Rt\\n' | gzip > in/x.env.gz
      for tool in gzip zstd xz bzip2; do $tool -c app.log > in/app.log.$tool; done
      # Two members are one text.
      (gzip -c app.log; gzip -c app.log) > in/two.gz
      : | gzip > in/empty.gz
      cp app.log in
      "$HANDOFF" redact in -o out
      for tool in gzip zstd xz bzip2; do
        $tool -dc out/app.log.$tool > got; cmp got out/app.log
      done
      gzip -dc out/two.gz | cmp - <(cat out/app.log out/app.log)
      [ "$(gzip -dc out/empty.gz | wc -c)" = 0 ]
      gzip -dc out/x.env.gz | grep -q '^TOKEN_SECRET=REDACTED_'
      [ "$(grep -c REDACTED_ out/app.log)" = 2 ]
      # Neither a name nor a time; a second run changes nothing, nor does the number of jobs.
      python3 -c 'import sys; h = open("out/x.env.gz", "rb").read(10); assert h[3:8] == bytes(5), h'
      "$HANDOFF" redact in -o again --jobs 1; diff -r out again
      "$HANDOFF" redact out -o twice; diff -r out twice
      # A file by itself, and a filter, give the same text.
      "$HANDOFF" redact in/x.env.gz -o one.gz; cmp one.gz out/x.env.gz
      "$HANDOFF" redact < in/x.env.gz | cmp - out/x.env.gz
      (head -c 1 in/x.env.gz; sleep 0.1; tail -c +2 in/x.env.gz) | "$HANDOFF" redact | cmp - out/x.env.gz
      fails 2 '1 found' "$HANDOFF" check in/x.env.gz > found
      [ "$(cat found)" = "in/x.env.gz:1:14: credential: generic-secret" ]
      """)
  }

  @Test func `archives are rewritten member by member`() async throws {
    try await begin()
    try await scene.shell(
      """
      mkdir -p src/var/log src/k7Gf3Qx9Zp2LmW8t; cp a.env src; cp app.log src/var/log
      gzip -c app.log > src/var/log/old.gz; cp app.log src/k7Gf3Qx9Zp2LmW8t/k7Gf3Qx9Zp2LmW8t.txt
      printf '#!/bin/sh\\necho k7Gf3Qx9Zp2LmW8t\\n' > src/run.sh; chmod 755 src/run.sh; chmod u+s src/a.env
      ln -s app.log src/var/log/current; ln -s ../../../../etc/passwd src/var/log/out
      ln src/var/log/app.log src/var/log/same; mkfifo src/pipe
      head -c 4000 "$HANDOFF" > src/program; mkdir src/.ssh; cp a.env src/.ssh/id
      touch -d 2024-05-06T07:08:09Z src/run.sh
      mkdir in
      tar cf in/t.tar -C src .; tar czf in/t.tar.gz -C src .; tar cJf in/t.txz -C src .
      tar cjf in/t.tbz2 -C src .; zstd -qc in/t.tar > in/t.tar.zst
      (cd src; zip -qry ../in/z.zip . -x pipe)
      mkdir pair; cp in/z.zip in/t.tar.gz pair; tar czf in/nest.tgz -C pair .
      "$HANDOFF" redact in -o out 2> messages
      for way in gnu python; do
        for archive in t.tar t.tar.gz t.txz t.tbz2 t.tar.zst z.zip; do
          rm -rf got; mkdir got
          case $way-$archive in
            gnu-*.zip) unzip -q out/$archive -d got ;;
            gnu-*) tar xf out/$archive -C got ;;
            *.zip) python3 -m zipfile -e out/$archive got ;;
            # Only the newest one reads zstd.
            *.zst) zstd -qdc out/$archive > plain.tar; python3 -m tarfile -e plain.tar got ;;
            *) python3 -m tarfile -e out/$archive got ;;
          esac
          never grep -rq k7Gf got; gzip -dc got/var/log/old.gz > old; never grep -q k7Gf old
          grep -q 'echo REDACTED_generic-api-key_' got/run.sh
          [ "$(ls got | grep -c '^REDACTED_')" = 1 ]; [ -z "$(find got -name '*k7Gf*')" ]
          [ ! -e got/program ]; [ ! -e got/.ssh/id ]; [ ! -e got/pipe ]; [ ! -L got/var/log/out ]
          case $archive in *.zip) continue ;; esac
          [ "$(readlink got/var/log/current)" = app.log ]; cmp got/var/log/same got/var/log/app.log
          [ -x got/run.sh ]; [ ! -u got/a.env ]
          [ "$(tar tvf out/t.tar --full-time --utc | grep -c '2024-05-06 07:08:09')" = 1 ]
        done
      done
      # The order stays.
      diff <(tar tf in/t.tar | grep -v -e pipe -e program -e ssh -e /out -e k7Gf) <(tar tf out/t.tar | grep -v REDACTED)
      if command -v bsdtar > /dev/null; then bsdtar tf out/nest.tgz > list; bsdtar tf out/z.zip > list; fi
      mkdir nest; tar xzf out/nest.tgz -C nest; cmp nest/z.zip out/z.zip; cmp nest/t.tar.gz out/t.tar.gz
      for what in 'in/t.tar!/var/log/out: a link out of the archive' 'in/t.tar!/pipe: neither a file' \\
        'in/nest.tgz!/t.tar.gz!/program: a program' 'in/z.zip!/program: a program' \\
        'in/t.tar!/.ssh: a folder of credentials'; do grep -qF "left out $what" messages; done
      "$HANDOFF" redact in -o again --jobs 1 --quiet; diff -r out again
      "$HANDOFF" redact out -o twice; diff -r out twice
      fails 2 found "$HANDOFF" check in/nest.tgz > found
      grep -qF 'in/nest.tgz!/t.tar.gz!/a.env:1:9: credential: generic-api-key' found
      tar cf - -C src a.env | "$HANDOFF" redact | tar xf - -O | grep -q '^API_KEY=REDACTED_'
      """)
  }

  @Test func `what is broken, locked or a document is left out and named`() async throws {
    try await begin()
    try await scene.shell(
      """
      mkdir in src; cp a.env app.log src; gzip -k src/app.log
      head -c 20000 "$HANDOFF" | base64 > src/long; tar cf t.tar -C src .; gzip -k t.tar
      (cd src; zip -q ../z.zip *; zip -q -P word ../locked.zip a.env)
      size() { wc -c < "$1"; }
      for n in 11 40 2000 $(($(size t.tar.gz) - 4)); do head -c $n t.tar.gz > in/cut$n.tgz; done
      for n in 40 200 3000; do head -c $n z.zip > in/cut$n.zip; done
      for n in 700 4000 20000; do head -c $n t.tar > in/cut$n.tar; done
      (cat t.tar.gz; echo API_KEY=k7Gf3Qx9Zp2LmW8t) > in/more.tgz
      (cat t.tar; echo API_KEY=k7Gf3Qx9Zp2LmW8t) > in/more.tar
      left=$(ls in | wc -l)
      cp a.env locked.zip in
      mkdir word; echo x > 'word/[Content_Types].xml'; cp a.env word; (cd word; zip -q ../in/doc.docx *)
      "$HANDOFF" redact in -o out --quiet 2> messages; [ ! -s messages ]
      "$HANDOFF" redact in -o out --force 2> messages
      [ "$(ls out | tr '\\n' ' ')" = "a.env locked.zip " ]
      grep -qF 'left out in/locked.zip!/a.env: encrypted' messages
      grep -qF 'left out in/doc.docx: an office document' messages
      [ "$(grep -c 'left out in/\\(cut\\|more\\)' messages)" = $left ]
      fails 1 "in/cut40.tgz: can't be redacted: the compressed data is damaged" "$HANDOFF" redact in/cut40.tgz -o no
      fails 1 "in/doc.docx: can't be redacted: an office document" "$HANDOFF" redact in/doc.docx -o no
      fails 1 "in/cut40.tgz: can't be checked: the compressed data is damaged" "$HANDOFF" check in/cut40.tgz
      fails 1 "standard input: can't be redacted" "$HANDOFF" redact < in/cut40.tgz > no; [ ! -s no ]; rm no
      # A broken member is no reason to leave the others out.
      mkdir some; cp in/cut2000.tgz a.env some; tar czf some.tgz some
      "$HANDOFF" redact some.tgz -o some.out 2> messages
      grep -qF 'left out some.tgz!/some/cut2000.tgz: the compressed data is damaged' messages
      [ "$(tar tzf some.out | tr '\\n' ' ')" = "some/ some/a.env " ]
      never grep -rq k7Gf out messages
      """)
  }

  @Test func `a changed bit or a lost end leaves nothing in the open, in any format`() async throws
  {
    try await begin()
    let script = Fixture.path("Packed/flip.py", beside: #filePath)
    try await scene.shell("python3 -B '\(script)' \"$HANDOFF\"")
  }

  @Test func `bombs and evil names are left out, within bounds`() async throws {
    try await begin()
    try await scene.shell(
      """
      mkdir in
      (set +o pipefail; yes no | head -c 200000000 | gzip > in/ratio.gz)
      python3 - <<'END'
      import gzip, io, tarfile, zipfile
      def tar(path, names):
          with tarfile.open(path, "w:gz") as archive:
              for name in names:
                  entry = tarfile.TarInfo(name)
                  entry.size = 25
                  archive.addfile(entry, io.BytesIO(b"API_KEY=k7Gf3Qx9Zp2LmW8t\\n"))
      tar("in/names.tgz", ["../up", "/abs", "a/../b", "a//b", "x", "x", "X", "caf\\xe9", "d/./e"])
      with tarfile.open("in/count.tgz", "w:gz") as archive:
          for number in range(200_001): archive.addfile(tarfile.TarInfo(str(number)))
      data = b"API_KEY=k7Gf3Qx9Zp2LmW8t\\n"
      for _ in range(9): data = gzip.compress(data)
      open("in/deep.gz", "wb").write(data)
      data = b"API_KEY=k7Gf3Qx9Zp2LmW8t\\n"
      for _ in range(5): data = gzip.compress(data)
      open("in/fine.gz", "wb").write(data)
      END
      (ulimit -v 4000000; "$HANDOFF" redact in -o out --jobs 2) 2> messages
      [ "$(ls out | tr '\\n' ' ')" = "fine.gz names.tgz " ]
      grep -qF 'left out in/ratio.gz: it grows by more than 200 times when it is unpacked' messages
      grep -qF 'left out in/count.tgz: more than 200000 files and folders in it' messages
      grep -qF 'left out in/deep.gz: packed more than 8 times' messages
      cp out/fine.gz fine.gz; for _ in 1 2 3 4; do gzip -dc fine.gz > fine; mv fine fine.gz; done
      gzip -dc fine.gz | grep -q '^API_KEY=REDACTED_'
      [ "$(tar tzf out/names.tgz | tr '\\n' ' ')" = "abs x x X café " ]
      grep -qF "left out in/names.tgz!/../up: a '.' or '..' in its path" messages
      tar xzf out/names.tgz -O | grep -q '^API_KEY=REDACTED_'; tar xzf out/names.tgz -O > got; never grep -q k7Gf got
      """)
  }

  @Test func `secrets on the borders of pieces go, whatever the number of jobs`() async throws {
    try await begin()
    try await scene.shell(
      """
      # The first value is only known from the last line; pieces have 2 MiB.
      python3 - <<'END'
      line = b"2026-11-21T08:44:00Z INFO served a page in some milliseconds and said nothing else\\n"
      text = bytearray(line * (14_000_000 // len(line)))
      for border in range(2 << 20, len(text), 2 << 20):
          for offset in (-16, -9, -1, 0):
              at = border + offset + 200 * (offset + 16)
              text[at:at + 16] = b"k7Gf3Qx9Zp2LmW8t"
      open("big.log", "wb").write(text + b"API_KEY=k7Gf3Qx9Zp2LmW8t\\n")
      END
      mkdir in; gzip -1k big.log; mv big.log.gz in; tar czf in/big.tgz big.log; cp big.log in
      "$HANDOFF" redact in -o out --jobs 3
      gzip -dc out/big.log.gz | cmp - out/big.log; tar xzf out/big.tgz -O | cmp - out/big.log
      never grep -q k7Gf3Qx9 out/big.log; [ "$(grep -c REDACTED_ out/big.log)" = 25 ]
      "$HANDOFF" redact in -o again --jobs 1; diff -r out again
      fails 2 '1 found' "$HANDOFF" check in/big.log.gz > found
      [ "$(cat found)" = "in/big.log.gz:$(wc -l < big.log):9: credential: generic-api-key" ]
      """)
  }

  @Test func `an interrupt leaves nothing of what was unpacked`() async throws {
    try await begin()
    try await scene.shell(
      """
      set -m
      python3 -c 'import random; print("\\n".join("%x password=hunter2hunter2" % random.getrandbits(200) for _ in range(900000)))' > big
      tar cf - big | gzip -1 > big.tgz; gzip -1 big
      for input in big.gz big.tgz; do
        "$HANDOFF" redact $input -o out 2> .messages & job=$!
        sleep 1; kill -INT $job; code=0; wait $job || code=$?
        [ "$code" = 130 ] || { echo "exit $code"; exit 1; }
        holds a.env app.log big.gz big.tgz
      done
      """)
  }
}
