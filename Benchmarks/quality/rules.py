"""Reads the rules' examples; what is marked in an example is the secret.

The rule files are YAML in one regular layout, and only that layout is understood here."""

import glob
import json
import os
import re

OPEN, CLOSE, SPLIT = "⟪", "⟫", "[~]"
FIELD = re.compile(r"    ([a-z]+): ?(.*)")


class Rule:
    def __init__(self, ident, family):
        self.id = ident
        self.family = family
        self.category = ""
        self.keys, self.keywords, self.examples = [], [], []
        self.pattern = self.check = None

    def compile(self):
        """None where Python reads patterns differently."""
        try:
            self.regex = re.compile(self.pattern) if self.pattern else None
        except re.error:
            self.regex = None

    def spans(self, text):
        """What the pattern alone finds; keywords are asked for as handoff does."""
        if not self.regex:
            return []
        if self.keywords and not any(k.lower() in text.lower() for k in self.keywords):
            return []
        return [found.span(1) for found in self.regex.finditer(text)]


def scalar(text):
    text = text.strip()
    if text.startswith("'"):
        return text[1:-1].replace("''", "'")
    return json.loads(text) if text.startswith('"') else text


def flow(text):
    """[a, 'b, c', "d"] of strings."""
    parts = re.findall(r"'(?:[^']|'')*'|\"(?:[^\"\\]|\\.)*\"|[^,\[\]\s][^,\]]*", text.strip()[1:-1])
    return [scalar(part) for part in parts]


def parse(example):
    """(text between secrets, secrets): one piece of text more than there are secrets."""
    pieces = re.split(f"{OPEN}(.*?){CLOSE}", example.replace(SPLIT, ""), flags=re.S)
    return pieces[::2], pieces[1::2]


def read(folder):
    rules = []
    for path in sorted(glob.glob(f"{folder}/*.yaml")):
        family = os.path.basename(path)[:-5]
        where = None
        with open(path, encoding="utf-8") as file:
            for line in file.read().split("\n"):
                if line.startswith("  - id: "):
                    rules.append(Rule(line[8:].strip(), family))
                    continue
                if field := FIELD.fullmatch(line):
                    where, value = field.groups()
                    if where in ("keys", "keywords"):
                        setattr(rules[-1], where, flow(value))
                    elif where in ("pattern", "check", "category"):
                        setattr(rules[-1], where, scalar(value))
                elif line.startswith("      - ") and where == "examples":
                    rules[-1].examples.append(parse(scalar(line[8:])))
    for rule in rules:
        rule.compile()
    return rules
