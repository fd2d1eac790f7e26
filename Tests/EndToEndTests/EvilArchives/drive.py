"""Runs the program on each archive of a corpus: drive.py HANDOFF FOLDER.

Each run has a folder of its own and must leave nothing in it, nor beside it; it may neither hang nor
grow, and what it says must name what it refuses. Prints what went wrong.
"""

import concurrent.futures
import json
import os
import subprocess
import sys
import tarfile
import tempfile
import threading

HANDOFF, CORPUS = sys.argv[1], os.path.abspath(sys.argv[2])
HERE = os.path.dirname(CORPUS)
# A run that takes as long as this hangs; how long it should take is no matter of a test.
PATIENCE = 120
MEMORY = 200 << 20
faults = []
lock = threading.Lock()


def fault(item, command, text):
    with lock:
        faults.append("%s %s: %s" % (command, item["file"], text))


def run(arguments, room):
    """Exit code, messages and the largest size in memory."""
    environment = {"PATH": "/usr/bin:/bin", "HOME": room, "TMPDIR": os.path.join(room, "tmp"),
        "XDG_CONFIG_HOME": os.path.join(HERE, "cfg"), "XDG_STATE_HOME": os.path.join(HERE, "state")}
    os.makedirs(environment["TMPDIR"], exist_ok=True)
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen([HANDOFF] + arguments, cwd=room, env=environment,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=errors)
        timer = threading.Timer(PATIENCE, process.kill)
        timer.start()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        timer.cancel()
        spent = usage.ru_utime + usage.ru_stime
        if os.environ.get("SLOW") and spent > 1:
            print("%.1f s, %d MB: %s" % (spent, usage.ru_maxrss >> 10, " ".join(arguments)), file=sys.stderr)
        errors.seek(0)
        scale = 1 if sys.platform == "darwin" else 1024
        return process.returncode, errors.read(), usage.ru_maxrss * scale


def listing(room):
    found = []
    for place, folders, files in os.walk(room):
        found += [os.path.relpath(os.path.join(place, name), room) for name in folders + files]
    return sorted(found)


def judge(item, command, code, messages, memory, allowed):
    if code not in allowed:
        fault(item, command, "exit %s: %s" % (code, messages[:300]))
    if memory > MEMORY:
        fault(item, command, "%d MB" % (memory >> 20))
    # Only line ends and what can be printed: a name may not move a terminal.
    if any(byte < 0x20 and byte != 0x0A or byte == 0x7F for byte in messages):
        fault(item, command, "control characters: %r" % messages[:300])


def one(item):
    path = os.path.join(CORPUS, item["file"])
    with tempfile.TemporaryDirectory(dir=HERE, prefix="room") as base:
        room = os.path.join(base, "a", "b", "c")
        os.makedirs(room)
        # The two differ in what is extracted only.
        verify = [["verify", path]] if item["number"] % 4 == 0 or item["kind"] == "bundle" else []
        for command in verify + [["open", path, "-o", "out"]]:
            code, messages, memory = run(command, room)
            judge(item, command[0], code, messages, memory, [3])
            if b"handoff: error: " not in messages:
                fault(item, command[0], "says nothing")
            if item["kind"] != "zip" and item["entry"] and item["entry"].encode() not in messages:
                fault(item, command[0], "doesn't name %s: %s" % (item["entry"], messages[:300]))
        if listing(base) != ["a", "a/b", "a/b/c", "a/b/c/tmp"]:
            fault(item, "open", "left %s" % listing(base))
    if item["kind"] == "zip" or item["number"] % 12 == 0:
        inputs(item, path)


def inputs(item, path):
    """As an input, named by itself."""
    with tempfile.TemporaryDirectory(dir=HERE, prefix="room") as base:
        room = os.path.join(base, "a", "b", "c")
        os.makedirs(room)
        code, messages, memory = run(["check", path], room)
        judge(item, "check", code, messages, memory, [0, 1, 2])
        code, messages, memory = run(["redact", path, "-o", "out"], room)
        judge(item, "redact", code, messages, memory, [0, 1])
        left = [name for name in listing(base) if not name.endswith("tmp")]
        if left != ["a", "a/b", "a/b/c"] + (["a/b/c/out"] if code == 0 else []):
            fault(item, "redact", "left %s" % left)
        if code == 0:
            harmless(item, os.path.join(room, "out"))


def harmless(item, path):
    """What went through has nothing in it that leads out."""
    if not tarfile.is_tarfile(path):
        return
    with tarfile.open(path) as archive:
        for member in archive.getmembers():
            parts = member.name.split("/")
            if member.name.startswith("/") or ".." in parts or member.isdev() or member.mode & 0o7000:
                fault(item, "redact", "let %r through" % member.name)
            target = os.path.normpath(os.path.join(os.path.dirname(member.name), member.linkname))
            if member.issym() and (member.linkname.startswith("/") or target.startswith("..")):
                fault(item, "redact", "let the link %r through" % member.name)


with open(os.path.join(CORPUS, "index.json")) as stream:
    corpus = json.load(stream)
for number, item in enumerate(corpus):
    item["number"] = number
with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
    list(pool.map(one, corpus))

# All at once, as inputs: what can't be read is left out and named, and the rest is there.
everything = {"file": "all"}
with tempfile.TemporaryDirectory(dir=HERE, prefix="room") as room:
    code, messages, memory = run(["check", CORPUS], room)
    judge(everything, "check", code, messages, memory, [0, 2])
    code, messages, memory = run(["redact", CORPUS, "-o", "out"], room)
    judge(everything, "redact", code, messages, memory, [0])
    kept = set(os.listdir(os.path.join(room, "out"))) if code == 0 else set()
    for item in corpus:
        if item["file"] not in kept and item["file"].encode() not in messages:
            fault(item, "redact", "neither redacted nor named")

for name in ["escaped", "x"]:
    if os.path.lexists(os.path.join(HERE, name)):
        faults.append("%s was made outside" % name)
print("\n".join(faults[:40]) if faults else "nothing got through")
print(len(corpus), "archives,", len(faults), "faults")
sys.exit(1 if faults else 0)
