"""Logs that hold no secret, and how many of their lines each program touches."""

import os

import services
from inputs import Log
from near_misses import NearMisses
from programs import note

FILE = 20_000


class Clean:
    def __init__(self, programs, folder, count, seed):
        self.programs, self.folder, self.wanted, self.seed = programs, folder, count, seed
        self.inputs = f"{folder}/in"
        # Of what services and tools wrote.
        self.count = 0
        # kind → lines
        self.kinds = {}
        # profile → [(path, line, before, after)]
        self.changed = {}
        # title → lines changed or flagged: of services and tools, generated
        self.figures = {}

    def run(self):
        os.makedirs(self.inputs)
        self.make()
        for profile in ("secrets", "support"):
            note(f"handoff redacts {sum(self.kinds.values())} lines, profile {profile}")
            output = f"{self.folder}/{profile}"
            self.programs.redact(self.inputs, output, profile)
            self.changed[profile] = self.compare(output)
            self.figures[f"handoff, {profile}"] = self.sums(
                record[0] for record in self.changed[profile])
        for name, find in (("kingfisher", self.programs.found_by_kingfisher),
                           ("detect-secrets", self.programs.found_by_detect_secrets)):
            if getattr(self.programs, name.replace("-", "_")):
                note(f"{name} scans {sum(self.kinds.values())} lines")
                self.figures[name] = self.sums(
                    path for path, lines in find(self.inputs).items() for _ in lines)

    @staticmethod
    def sums(names):
        """Of services and tools, of generated lines."""
        places = [name.startswith("generated-") for name in names]
        return places.count(False), places.count(True)

    def make(self):
        note("making logs: services first, then those that are generated")
        # In shares as equal as they can be, so that no one service is all of it.
        real = services.collect(f"{self.folder}/services")
        share = self.wanted
        for place, (kind, lines) in enumerate(sorted(real.items(), key=lambda item: len(item[1]))):
            taken = lines[:share // (len(real) - place)]
            share -= len(taken)
            self.save(kind, taken)
        self.count = sum(self.kinds.values())
        rest = self.wanted // 4
        self.save("generated: mixed services", self.until(
            rest // 4, lambda block: Log(f"{self.seed}", block).lines(1 << 20)))
        rest -= rest // 4
        source = NearMisses(self.seed)
        for place, (kind, make) in enumerate(source.kinds.items()):
            count = rest // (len(source.kinds) - place)
            rest -= count
            self.save(f"generated: {kind}", self.until(
                count, lambda _, make=make: [line for _ in range(1000) for line in make().split("\n")]))

    @staticmethod
    def until(count, make):
        lines, block = [], 0
        while len(lines) < count:
            lines += make(block)
            block += 1
        return lines[:count]

    def save(self, kind, lines):
        if not lines:
            return
        name = kind.replace("generated: ", "generated-").replace(" ", "-")
        for start in range(0, len(lines), FILE):
            with open(f"{self.inputs}/{name}-{start // FILE:03}.log", "w", encoding="utf-8",
                      newline="\n") as file:
                file.writelines(line + "\n" for line in lines[start:start + FILE])
        self.kinds[kind] = self.kinds.get(kind, 0) + len(lines)

    def compare(self, output):
        changed = []
        for name in sorted(os.listdir(self.inputs)):
            with open(f"{self.inputs}/{name}", "rb") as file:
                before = file.read().split(b"\n")
            with open(f"{output}/{name}", "rb") as file:
                after = file.read().split(b"\n")
            for number, (old, new) in enumerate(zip(before, after), 1):
                if old != new:
                    changed.append((name, number, old.decode(errors="replace"),
                                    new.decode(errors="replace")))
        return changed
