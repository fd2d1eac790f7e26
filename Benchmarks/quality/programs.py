"""Runs handoff and its peers over a folder."""

import json
import os
import subprocess
import sys
from collections import defaultdict


class Failed(Exception):
    pass


def note(text):
    print(text, file=sys.stderr, flush=True)


def call(argv, accept=(0,), **more):
    done = subprocess.run(argv, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **more)
    if done.returncode not in accept:
        raise Failed(f"{os.path.basename(argv[0])} ended {done.returncode}: {done.stderr[-2000:]}")
    return done.stdout


class Programs:
    def __init__(self, handoff, kingfisher, detect_secrets, work):
        self.handoff, self.kingfisher, self.detect_secrets = handoff, kingfisher, detect_secrets
        self.work = work
        self.key = f"{work}/key"
        with open(os.open(self.key, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as file:
            file.write(bytes(range(32)))

    def redact(self, source, output, profile):
        call([self.handoff, "redact", "--quiet", "--vault", "none", "--profile", profile,
              "--key", self.key, source, "-o", output])

    def found_by_kingfisher(self, folder):
        """path → {line: [(rule, snippet)]}"""
        report = f"{self.work}/kingfisher.jsonl"
        call([self.kingfisher, "scan", "--no-validate", "-c", "low", "--no-update-check",
              "--no-dedup", "--no-limits", "--format", "jsonl", "--output", report, folder],
             accept=(0, 200, 205))
        found = defaultdict(lambda: defaultdict(list))
        with open(report, encoding="utf-8", errors="replace") as file:
            for text in file:
                record = json.loads(text)
                if "finding" not in record:
                    continue
                finding = record["finding"]
                path = os.path.relpath(finding["path"], folder)
                last = finding["line"] + finding["snippet"].count("\n")
                for line in range(finding["line"], last + 1):
                    found[path][line].append((record["rule"]["id"], finding["snippet"]))
        os.remove(report)
        return found

    def found_by_detect_secrets(self, folder):
        text = call([self.detect_secrets, "-c", str(os.cpu_count() or 1), "-C", folder, "scan",
                     "--all-files", "-n", "."])
        found = defaultdict(lambda: defaultdict(list))
        for path, findings in json.loads(text)["results"].items():
            for finding in findings:
                found[os.path.normpath(path)][finding["line_number"]].append((finding["type"], ""))
        return found
