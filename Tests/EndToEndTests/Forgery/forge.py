"""Rewrites the journal of a run as somebody would who holds the executor's key: every line follows
from the one before it, and every checkpoint is signed.

    forge.py RUN KEY CHANGE     CHANGE is a Python statement about `events`, a list of dictionaries
"""
import hashlib, json, subprocess, sys

run, key, change = sys.argv[1:4]
with open(f"{run}/journal.jsonl") as file:
  events = [json.loads(line) for line in file]


def find(kind, **values):
  """The number of the first such event."""
  return next(n for n, event in enumerate(events)
    if event["type"] == kind and all(event.get(name) == value for name, value in values.items()))


exec(change)
lines, size, digest = [], 0, "0" * 64
for number, event in enumerate(events, 1):
  event.update(seq=number, prev=digest)
  if event["type"] == "checkpoint":
    seal = event["checkpoint"]
    seal.update(lines=number - 1, size=size)
    text = (f"handoff-checkpoint v1 run={event['run']} lines={number - 1} size={size} sha256={digest} "
      f"at={event['ts']} for={seal['occasion']}")
    signed = subprocess.run(["ssh-keygen", "-q", "-Y", "sign", "-f", key, "-n", "handoff-checkpoint"],
      input=text + "\n", capture_output=True, text=True, check=True).stdout
    seal["signature"] = "".join(signed.split("\n")[1:-2])
    with open(f"{run}/checkpoint.txt", "w") as file:
      file.write(f"{text}\n{seal['signature']}\n")
  line = json.dumps(event, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
  digest = hashlib.sha256(line).hexdigest()
  size += len(line) + 1
  lines.append(line)
with open(f"{run}/journal.jsonl", "wb") as file:
  file.write(b"".join(line + b"\n" for line in lines))
with open(f"{run}/head", "w") as file:
  file.write(f"{len(lines):012} {digest}\n")
