"""Makes folders of runs whose journals hold: chained, in canonical form, sealed by a key.

Usage: journals.py FOLDER KEY PRINCIPAL < runs.json

Each run of the list: {"name", "start", "approve", "execute", "state", and any of "steps" (list of
[state, …]), "emergency", "refused" (gates), "waivers" (count), "grant" (seconds until it is
revoked, or null), "resumed", "interrupted", "unknown", "rehearsal", "fields" (of `started`)}.
Times are seconds; start is seconds since 1970.
"""

import datetime
import hashlib
import json
import os
import subprocess
import sys
import tempfile

ORIGIN = "0" * 64
PLAN = """apiVersion: handoff/v1
kind: ChangePlan
metadata: {id: p, ticket: %s, client: acme}
steps:
  - {id: change, class: manual, title: Change it, rollback: 'change it back'}
"""
GRANT = """  - {id: reader, class: grant, run: {argv: ['true'], timeout: 1s}}
post: [{id: drop, kind: revoke, what: reader}]
"""


def moment(seconds):
    time = datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc)
    return time.strftime("%Y-%m-%dT%H:%M:%SZ")


class Journal:
    def __init__(self, run, key, principal):
        self.run, self.key, self.principal = run, key, principal
        self.lines, self.time = [], 0

    def add(self, kind, **fields):
        prev = hashlib.sha256(self.lines[-1].encode()).hexdigest() if self.lines else ORIGIN
        event = {
            "v": 1, "seq": len(self.lines) + 1, "ts": moment(self.time), "run": self.run,
            "prev": prev, "type": kind, "actor": self.principal, **fields,
        }
        self.lines.append(json.dumps(event, sort_keys=True, separators=(",", ":"), ensure_ascii=False))

    def seal(self, occasion):
        size = sum(len(line.encode()) + 1 for line in self.lines)
        digest = hashlib.sha256(self.lines[-1].encode()).hexdigest()
        text = (
            f"handoff-checkpoint v1 run={self.run} lines={len(self.lines)} size={size} "
            f"sha256={digest} at={moment(self.time)} for={occasion}\n"
        )
        with tempfile.TemporaryDirectory() as folder:
            path = folder + "/m"
            with open(path, "w") as file:
                file.write(text)
            subprocess.run(
                ["ssh-keygen", "-q", "-Y", "sign", "-f", self.key, "-n", "handoff-checkpoint", path],
                check=True, stderr=subprocess.DEVNULL,
            )
            armour = open(path + ".sig").read().split("\n")
        blob = "".join(armour[1 : armour.index("-----END SSH SIGNATURE-----")])
        self.add("checkpoint", checkpoint={
            "lines": len(self.lines), "size": size, "occasion": occasion, "signature": blob})


def make(folder, entry, key, principal):
    path = f"{folder}/{entry['name']}"
    os.makedirs(path + "/bundle")
    plan = PLAN % ("T-" + entry["name"]) + (GRANT if "grant" in entry else "")
    with open(path + "/bundle/plan.yaml", "w") as file:
        file.write(plan)
    sums = f"{hashlib.sha256(plan.encode()).hexdigest()}  plan.yaml\n"
    with open(path + "/bundle/SHA256SUMS", "w") as file:
        file.write(sums)
    journal = Journal(f"bundle-{entry['name']}.x", key, principal)
    journal.time = entry["start"]
    fields = {"bundle": "bundle-" + entry["name"], "sums": hashlib.sha256(sums.encode()).hexdigest()}
    if entry.get("approve") is not None:
        fields["created"] = moment(entry["start"] - 30 - entry["approve"])
        fields["approved"] = moment(entry["start"] - 30)
    if entry.get("emergency"):
        fields["emergency"] = entry["emergency"]
    journal.add("started", **fields, **entry.get("fields", {}))
    for number in range(entry.get("waivers", 0)):
        journal.add("gate", outcome="passed", note=f"waiver rule-{number}@change countersigned by x")
    journal.seal("start")
    for gate in entry.get("refused", []):
        journal.add("gate", outcome="refused", gate=gate, note="closed")
        journal.add("finished", state="stopped")
        journal.add("resumed", sums=fields["sums"])
    if entry.get("interrupted"):
        journal.add("interrupted", signal=15)
        if entry["state"] == "interrupted":
            return write(path, journal)
        journal.add("resumed", sums=fields["sums"])
    given = journal.time
    journal.time = entry["start"] + (entry.get("execute") or 0)
    for state in entry.get("steps", ["done"]):
        if state in ("done", "rolled-back"):
            journal.add("confirmed", step="change", note="by a person")
        journal.add("step", step="change", state=state, note="why")
        if "grant" in entry and state == "done":
            journal.add("step", step="reader", state="done", outcome="already-done")
            given = journal.time
    if entry["state"] != "interrupted":
        journal.add("finished", state=entry["state"])
        journal.seal("end")
    if entry.get("grant") is not None:
        journal.time = given + entry["grant"]
        journal.add("confirmed", step="post:drop", note="by a person")
        journal.add("step", step="post:drop", phase="post", state="done")
        journal.seal("close")
    write(path, journal)


def write(path, journal):
    with open(path + "/journal.jsonl", "w") as file:
        file.write("\n".join(journal.lines) + "\n")


def main():
    folder, key, principal = sys.argv[1:]
    for entry in json.load(sys.stdin):
        make(folder, entry, key, principal)


main()
