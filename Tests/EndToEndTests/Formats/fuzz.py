#!/usr/bin/env python3
"""Mutated files of every format through the built program: no crash, no hang, no planted token left.

    fuzz.py HANDOFF [--minutes N] [--seed N] [--keep DIR] [--settled]

Each file is a fixture of formats.py, mutated, with tokens of a strong rule planted between its lines. Per batch one job
redacts a folder and another redacts the result: tokens are gone, the number of lines stays, the second run changes
nothing. A file that breaks one of these is kept in DIR. Exits 1 if there is any; one that only a second run changes is
counted, and is a fault with --settled: a value that was cut in two by a mutation reads otherwise beside a placeholder.
"""
import argparse
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
import time

import formats

BATCH = 40
UNSETTLED = "a second run changes it"
LIMIT = 120  # Seconds for a batch, far beyond what it takes.
ODD = [
    b'"', b"'", b"\\", b"\\\\\"", b"{", b"}", b"[", b"]", b"&quot;", b"%22", b"%", b"\x00", b"\xff\xfe", b"\r", b"\r\n", b"\t",
    b"password=", b'"password": "', b"password: |\n  ", b"<password>", b"<![CDATA[", b'"sensitive": true', b'"after_sensitive":{',
    b"NoEcho: true\n", b"kind: Secret\ndata:\n", b'"data": {', b"-----BEGIN RSA ", b"COPY t (id, password) FROM stdin;\n",
    b"INSERT INTO t (id, password) VALUES (", b"id,password\n", b'"MESSAGE":[1,', b"://a:", b"@", b"''", b"'\\''", b'"""', b"REDACTED_",
    b"REDACTED_generic-password_0123456789abcdef", b"user-0123456789abcdef@redacted.invalid", "密码：".encode(), b"\x1b[1m",
]


def mutations(rng, data, others):
    """The data with one to four changes, and the names of these."""
    names = []
    for _ in range(rng.randint(1, 4)):
        name = rng.choice(["flip", "cut", "double", "splice", "nest", "long", "noise", "odd", "odd", "ends", "quote"])
        at = rng.randrange(len(data) + 1)
        to = min(len(data), at + rng.randrange(1, 400))
        if name == "flip" and data:
            changed = bytearray(data)
            for _ in range(rng.randint(1, 30)):
                changed[rng.randrange(len(changed))] ^= 1 << rng.randrange(8)
            data = bytes(changed)
        elif name == "cut":
            data = data[:at] + data[to:] if rng.random() < 0.7 else data[:at]
        elif name == "double":
            data = data[:to] + data[at:to] * rng.choice([1, 2, 50]) + data[to:]
        elif name == "splice":
            other = rng.choice(others)
            start = rng.randrange(len(other) + 1)
            data = data[:at] + other[start:start + rng.randrange(2000)] + data[at:]
        elif name == "nest":
            opening = rng.choice([b'{"a":', b"[", b"(", b"<a>", b"{", b'\\"', b"- ", b"${", b"  "])
            data = data[:at] + opening * rng.choice([10, 300, 6000]) + data[at:]
        elif name == "long":
            data = data.replace(b"\n", b" ") if rng.random() < 0.4 else data[:at] + data[at:to] * rng.choice([300, 1500]) + data[to:]
        elif name == "noise":
            data = data[:at] + rng.randbytes(rng.randrange(1, 60)) + data[at:]
        elif name == "odd":
            for _ in range(rng.randint(1, 8)):
                at = rng.randrange(len(data) + 1)
                data = data[:at] + rng.choice(ODD) * rng.choice([1, 1, 1, 40]) + data[at:]
        elif name == "ends":
            data = data.replace(b"\n", rng.choice([b"\r\n", b"\r", b"\n\n"]))
        elif name == "quote":
            data = formats.json.dumps(data.decode(errors="replace")).encode()
        names.append(name)
        data = data[:1 << 20]
    return data, names


def planted(rng, data):
    """The data with tokens between its lines."""
    kinds = formats.Kinds(rng.random())
    tokens = []
    for _ in range(rng.randint(1, 3)):
        token = kinds.ghp().encode()
        lines = data.split(b"\n")
        lines.insert(rng.randrange(len(lines) + 1), b"seen " + token + b" here")
        data = b"\n".join(lines)
        tokens.append(token)
    return data, tokens


def redact(program, state, source, target):
    """The exit status, None after the time limit; and the last lines that were said."""
    environment = {"PATH": os.environ["PATH"], "XDG_STATE_HOME": str(state), "XDG_CONFIG_HOME": str(state), "TMPDIR": str(state)}
    try:
        result = subprocess.run(
            [program, "redact", source, "-o", target, "--quiet", "--vault", "none"], env=environment, capture_output=True, timeout=LIMIT)
    except subprocess.TimeoutExpired:
        return None, ""
    said = [line for line in result.stderr.decode(errors="replace").splitlines() if line.startswith("handoff:")]
    return result.returncode, "; ".join(said[-2:])


def faults(program, state, folder, files):
    """What is wrong, by file; "" names the whole batch."""
    first, second = folder / "out", folder / "again"
    for target in (first, second):
        shutil.rmtree(target, ignore_errors=True)
    for source, target in ((folder / "in", first), (first, second)):
        status, said = redact(program, state, source, target)
        if status != 0:
            run = "a second run " if source == first else ""
            yield "", run + ("hangs" if status is None else f"ends with {status}: {said}")
            return
    for name, (data, tokens) in files.items():
        if not (first / name).exists():
            continue
        once, twice = (first / name).read_bytes(), (second / name).read_bytes() if (second / name).exists() else b""
        if any(token in once for token in tokens):
            yield name, "a token is left"
        before, after = data.count(b"\n"), once.count(b"\n")
        if before != after:
            yield name, f"{before} lines became {after}"
        if once != twice:
            yield name, UNSETTLED


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("handoff")
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--settled", action="store_true")
    parser.add_argument("--keep", type=pathlib.Path, default=pathlib.Path("fuzz-failures"))
    arguments = parser.parse_args()
    rng = random.Random(arguments.seed)
    print(f"seed {arguments.seed}, {arguments.minutes:g} minutes", flush=True)
    counts = dict.fromkeys(["files", "bytes", "tokens", "left out", "unsettled", "faults"], 0)
    changes, slowest, deadline = {}, 0.0, time.monotonic() + 60 * arguments.minutes
    with tempfile.TemporaryDirectory() as scratch:
        folder, state = pathlib.Path(scratch) / "batch", pathlib.Path(scratch) / "state"
        state.mkdir()
        while time.monotonic() < deadline:
            formats.render(folder / "seeds", rng.randrange(1 << 30), "utf-8", False)
            seeds = sorted(p for p in (folder / "seeds").rglob("*") if p.is_file())
            others = [p.read_bytes() for p in seeds]
            shutil.rmtree(folder / "in", ignore_errors=True)
            (folder / "in").mkdir()
            files = {}
            for number in range(BATCH):
                seed = rng.randrange(len(seeds))
                data, names = mutations(rng, others[seed], others)
                data, tokens = planted(rng, data)
                name = f"{number:02}-{seeds[seed].name}"
                (folder / "in" / name).write_bytes(data)
                files[name] = data, tokens
                counts["bytes"] += len(data)
                counts["tokens"] += len(tokens)
                for change in names:
                    changes[change] = changes.get(change, 0) + 1
            began = time.monotonic()
            found = list(faults(arguments.handoff, state, folder, files))
            slowest = max(slowest, time.monotonic() - began)
            counts["files"] += len(files)
            counts["left out"] += sum(not (folder / "out" / name).exists() for name in files)
            for name, what in found:
                if what == UNSETTLED and not arguments.settled:
                    counts["unsettled"] += 1
                    continue
                counts["faults"] += 1
                kept = arguments.keep / f"{arguments.seed}-{counts['files']}-{name or 'batch'}"
                arguments.keep.mkdir(parents=True, exist_ok=True)
                source = folder / "in" / name
                shutil.copytree(source, kept, dirs_exist_ok=True) if source.is_dir() else shutil.copy(source, kept)
                print(f"{name or 'a batch'}: {what}; kept as {kept}", flush=True)
    print(", ".join(f"{count} {name}" for name, count in counts.items()), f"slowest batch {slowest:.1f} s", sep=", ")
    print(", ".join(f"{count} {name}" for name, count in sorted(changes.items())))
    sys.exit(1 if counts["faults"] else 0)


if __name__ == "__main__":
    main()
