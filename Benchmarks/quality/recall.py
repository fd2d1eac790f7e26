"""Which of the corpus's secrets each program finds, and what is left in handoff's output."""

import base64
import os
import re
from collections import Counter, defaultdict

import corpus
from programs import note

PROGRAMS = ("handoff", "kingfisher", "detect-secrets")
# What a scanner may take for a secret in an output: our own substitutes.
SUBSTITUTES = ("REDACTED_", "@redacted.invalid")


def is_substitute(text):
    """As it is, or in base64."""
    if any(mark in text for mark in SUBSTITUTES):
        return True
    for part in re.findall(r"[A-Za-z0-9+/]{24,}={0,2}", text):
        try:
            if SUBSTITUTES[0].encode() in base64.b64decode(part + "=" * (-len(part) % 4)):
                return True
        except ValueError:
            continue
    return False


class Recall:
    def __init__(self, cases, programs, folder):
        self.cases, self.programs, self.folder = cases, programs, folder
        self.inputs, self.outputs = f"{folder}/in", f"{folder}/out"
        # (case, what is left)
        self.misses = []
        self.left_out = 0
        # program → indexes of the cases whose secret it found
        self.found = {}
        # (case, line, rule, snippet) of kingfisher on the output
        self.remains = []

    def run(self):
        self.redact()
        for name in PROGRAMS[1:]:
            if find := self.finder(name):
                note(f"{name} scans {len(self.cases)} cases")
                self.found[name] = self.hits(find(self.inputs))
        if self.programs.kingfisher:
            note("kingfisher scans the output")
            self.scan_output()

    def finder(self, name):
        if name == "kingfisher" and self.programs.kingfisher:
            return self.programs.found_by_kingfisher
        if name == "detect-secrets" and self.programs.detect_secrets:
            return self.programs.found_by_detect_secrets
        return None

    def redact(self):
        note(f"handoff redacts {len(self.cases)} cases")
        os.makedirs(self.outputs)
        for group, profile in (("plain", "secrets"), ("strict", "strict")):
            if os.path.isdir(f"{self.inputs}/{group}"):
                self.programs.redact(f"{self.inputs}/{group}", f"{self.outputs}/{group}", profile)
        found = set()
        for number, case in enumerate(self.cases):
            path = f"{self.outputs}/{case.path}"
            if case.alone:
                os.makedirs(os.path.dirname(path), exist_ok=True)
                profile = "strict" if case.strict else "secrets"
                self.programs.redact(f"{self.inputs}/{case.path}", path, profile)
            if not os.path.exists(path):
                self.left_out += 1
                found.add(number)
                continue
            with open(path, encoding="utf-8", newline="") as file:
                output = file.read()
            if left := corpus.survives(case, output):
                self.misses.append((case, left, output))
            else:
                found.add(number)
        self.found["handoff"] = found

    def hits(self, findings):
        """A finding anywhere on a line of the secret counts."""
        found = set()
        for number, case in enumerate(self.cases):
            lines = findings.get(case.path, {})
            if any(line in case.lines for line in lines):
                found.add(number)
        return found

    def scan_output(self):
        findings = self.programs.found_by_kingfisher(self.outputs)
        by_path = {case.path: case for case in self.cases}
        for path, lines in sorted(findings.items()):
            seen = set()
            for line, records in sorted(lines.items()):
                for rule, snippet in records:
                    if not is_substitute(snippet) and (rule, snippet) not in seen:
                        seen.add((rule, snippet))
                        self.remains.append((by_path.get(path), line, rule, snippet))

    # MARK: Figures

    def rates(self, select):
        """(cases, {program: share})"""
        numbers = [i for i, case in enumerate(self.cases) if select(case)]
        count = len(numbers)
        return count, {
            name: sum(i in found for i in numbers) / count if count else None
            for name, found in self.found.items()}

    def families(self):
        order = Counter(case.family for case in self.cases)
        return sorted(order)

    def grouped(self):
        """(rule, its misses), the most first."""
        groups = defaultdict(list)
        for case, left, output in self.misses:
            groups[case.rule].append((case, left, output))
        return sorted(groups.items(), key=lambda item: -len(item[1]))
