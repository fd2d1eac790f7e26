"""What is measured: inputs, start, growth, hostile shapes. Each part gives lines of Markdown."""

import json
import os
import shutil
import signal
import subprocess
import sys

import runs
from runs import Program, ratio
from tables import number, size, spread, table

HERE = os.path.dirname(os.path.abspath(__file__))
INPUTS = {"i": "clean", "ii": "sparse", "iii": "dense", "iv": "personal"}
TITLES = {
    "i": "(i) clean log", "ii": "(ii) one secret in 1000 lines",
    "iii": "(iii) one secret in 10 lines", "iv": "(iv) an address or host name on every line",
}
FILES = 5000
# Their titles, the generator's kind and the file's name, by which a job knows the format.
FORMATS = {
    "ndjson-i": ("NDJSON without secrets", "ndjson", "input.ndjson"),
    "ndjson-ii": ("NDJSON, one secret in 1000 lines", "ndjson-sparse", "input.ndjson"),
    "yaml": ("YAML, as a cluster's objects are exported", "yaml", "input.yaml"),
}
MODES = ("filter", "file", "folder")
# As a person would write them who has sed and ten formats in mind.
EXPRESSIONS = (
    r"s/gh[pousr]_[A-Za-z0-9]{36}/REDACTED/g", r"s/A(KI|SI)A[A-Z2-7]{16}/REDACTED/g",
    r"s/sk_live_[A-Za-z0-9]{24}/REDACTED/g", r"s/xox[abp]-[0-9A-Za-z-]{20,}/REDACTED/g",
    r"s/glpat-[A-Za-z0-9_-]{20}/REDACTED/g", r"s/AIza[A-Za-z0-9_-]{35}/REDACTED/g",
    r"s/(Authorization: (Bearer|Basic) )[^ ]+/\1REDACTED/g", r"s/npm_[A-Za-z0-9]{36}/REDACTED/g",
    r"s#(://[^:/@ ]+:)[^@ ]+@#\1REDACTED@#g",
    r"s/([Pp][Aa][Ss][Ss][Ww][Oo][Rr][Dd]=)[^ ]+/\1REDACTED/g",
)


def title(program, sample):
    ours = program.split(",")[0] in MODES
    return ("redact: " if ours else "") + program + (f" ({sample.fault})" if sample.fault else "")


class Session:
    def __init__(self, options, work):
        self.options = options
        self.work = work
        self.runner = runs.Runner(work, options.limit, options.slow_rounds)
        self.out = f"{self.runner.outputs}/out"
        # (input, program) → Sample; what the goals are judged by.
        self.samples = {}
        # Peaks of everything with two jobs: what → MB.
        self.peaks = {}

    # MARK: What is run

    def handoff(self, mode, source, profile="secrets", jobs=2, more=(), name=None):
        """`source` is a folder with the mode `folder`, a file otherwise."""
        argv = [
            self.options.handoff, "redact", "--quiet", "--profile", profile, "--jobs", str(jobs),
            "--key", self.runner.key, *more,
        ]
        name = name or f"{mode}, {profile}, {jobs} job{'s' if jobs > 1 else ''}"
        if mode == "filter":
            return Program(name, argv, stdin=source, stdout=self.out)
        return Program(name, [*argv, source, "-o", self.out])

    def whole_job(self, folder, profile):
        """With everything that a job can do: a value to look for everywhere, proof, vault, report."""
        known = f"{self.work}/known"
        with open(known, "w", encoding="ascii") as file:
            file.write("k7Gf3Qx9Zp2LmW8t\n")
        more = ["--known", known, "--vault", "all",
                "--report", f"{self.runner.outputs}/report.json",
                "--report", f"{self.runner.outputs}/report.html"]
        return self.handoff(
            "folder", folder, profile, 2, more, f"folder, {profile}, 2 jobs, whole job")

    def cat(self, source):
        return Program("cat", ["cat"], stdin=source, stdout=self.out)

    def kingfisher(self, source, is_slow=True):
        argv = [
            self.options.kingfisher, "scan", "--no-validate", "--no-update-check", "--no-limits",
            "--jobs", "2", "--format", "jsonl", "--output", self.out, source,
        ]
        # 200 and 205: it found something.
        return Program("kingfisher, 2 jobs", argv, accept=(0, 200, 205), is_slow=is_slow)

    def peers(self, source):
        peers = []
        if self.options.rg:
            argv = [self.options.rg, "--no-config", "--count", r"\bgh[pousr]_[A-Za-z0-9]{36}\b"]
            peers.append(Program("rg, 1 regex, counts", [*argv, source], accept=(0, 1)))
        argv = ["sed", "-E"] + [part for text in EXPRESSIONS for part in ("-e", text)]
        peers.append(
            Program("sed -E, 10 regexes", argv, stdin=source, stdout=self.out, is_slow=True))
        if self.options.kingfisher:
            peers.append(self.kingfisher(source))
        return peers

    def make(self, *argv):
        """Calls the generator, in a process of its own: memory of this one would count as that of
        what it starts."""
        command = [sys.executable, f"{HERE}/inputs.py", *map(str, argv)]
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, text=True, start_new_session=True)
        try:
            text, _ = process.communicate()
        except BaseException:
            os.killpg(process.pid, signal.SIGKILL)
            raise
        if process.returncode:
            raise runs.Failed(f"the generator ended {process.returncode}")
        return json.loads(text) if text else None

    def input(self, kind, count, name="input.log"):
        path = f"{self.work}/{name}"
        runs.note(f"making {size(count)}: {kind}")
        return path, self.make(kind, count, path, self.options.seed)

    def has_room(self, count):
        status = os.statvfs(self.work)
        room = status.f_bavail * status.f_frsize
        if self.work.startswith("/dev/shm"):
            with open("/proc/meminfo") as file:
                room = min(room, int(file.read().split("MemAvailable:")[1].split()[0]) << 10)
        if room > count + (2 << 30):
            return True
        runs.note(f"left out: no room for {size(count)}")
        return False

    # MARK: Parts

    def inputs(self, name):
        """One input, all programs in turn."""
        path, facts = self.input(INPUTS[name], self.options.size)
        folder = f"{self.work}/folder"
        self.make("folder", path, folder, FILES)
        sources = {"filter": path, "file": path, "folder": folder}
        profile = "strict" if name == "iv" else "secrets"
        programs = [self.cat(path)]
        programs += [
            self.handoff(mode, sources[mode], profile, jobs) for mode in MODES for jobs in (1, 2)]
        if name == "iv":
            programs += [
                self.handoff(mode, sources[mode], "strict", 2, ["--vault", "none"],
                             f"{mode}, strict, 2 jobs, no vault") for mode in MODES]
        else:
            programs.append(self.handoff("filter", path, "strict"))
        programs.append(self.whole_job(folder, profile))
        programs += self.peers(path)
        changed = self.changed(path, profile)
        samples = self.runner.rounds(programs, self.options.rounds)
        for program, sample in samples.items():
            self.samples[name, program] = sample
            if "2 jobs" in program and "kingfisher" not in program:
                self.peaks[f"({name}) {program}"] = sample.peak
        os.remove(path)
        shutil.rmtree(folder)
        cat, finder = samples["cat"], samples.get("kingfisher, 2 jobs")
        rows = [
            [title(program, sample), number(sample.rate(facts["bytes"])),
             number(ratio(cat, sample)), number(ratio(finder, sample)),
             number(sample.median), spread(sample.seconds),
             number(sample.processor_median), number(sample.peak), str(len(sample.seconds))]
            for program, sample in samples.items()]
        head = ["", "MB/s", "× cat", "× kingfisher", "s", "min–max",
                "CPU s", "peak MB", "rounds"]
        return [
            f"### {TITLES[name]}", "",
            f"{size(facts['bytes'])}, {facts['lines']} lines; planted on {facts['planted']}, "
            f"changed by the filter ({profile}): {changed}.", "", *table(head, rows)]

    def changed(self, path, profile):
        """How many lines a filter changes; also what warms everything up."""
        program = self.handoff("filter", path, profile)
        self.runner.once(program)
        count = self.make("changed", path, program.stdout)
        small = f"{self.work}/small.log"
        with open(path, "rb") as file, open(small, "wb") as copy:
            copy.write(file.read(1 << 16))
        if self.options.kingfisher:
            self.runner.once(self.kingfisher(small))
        os.remove(small)
        return count

    def formats(self):
        """Inputs in a format of their own, and one that is compressed."""
        lines = ["### Formats", ""]
        for name, (text, kind, file) in FORMATS.items():
            path, facts = self.input(kind, self.options.size // 2, file)
            programs = [self.cat(path)]
            programs += [self.handoff(mode, path, jobs=jobs)
                         for mode in ("filter", "file") for jobs in (1, 2)]
            lines += self.format(name, text, path, facts, programs, "cat")
        path, facts = self.input("sparse", self.options.size // 4)
        packed = f"{path}.gz"
        self.runner.once(Program("gzip", ["gzip", "-nc6"], stdin=path, stdout=packed))
        os.remove(path)
        peer = Program("zcat to gzip -6", ["sh", "-c", "zcat | gzip -6"], stdin=packed,
                       stdout=self.out)
        programs = [peer] + [self.handoff(mode, packed, jobs=jobs)
                             for mode in ("filter", "file") for jobs in (1, 2)]
        return lines + self.format(
            "gz", "The log with one secret in 1000 lines, gz", packed, facts, programs, peer.name)

    def format(self, name, text, path, facts, programs, peer):
        samples = self.runner.rounds(programs, self.options.rounds)
        os.remove(path)
        for program, sample in samples.items():
            self.samples[name, program] = sample
            if "2 jobs" in program:
                self.peaks[f"{name} {program}"] = sample.peak
        rows = [
            [title(program, sample), number(sample.rate(facts["bytes"])),
             number(ratio(samples[peer], sample)), number(sample.median), spread(sample.seconds),
             number(sample.processor_median), number(sample.peak), str(len(sample.seconds))]
            for program, sample in samples.items()]
        head = [text, "MB/s", f"× {peer}", "s", "min–max", "CPU s", "peak MB", "rounds"]
        return [
            f"{size(facts['bytes'])}, {facts['lines']} lines; planted on {facts['planted']}.", "",
            *table(head, rows)]

    def start(self):
        """How long programs take that have next to nothing to do."""
        path, _ = self.input("sparse", 1000, "start.log")
        many = 20 if self.options.quick else 200
        versions = [
            Program("true", ["true"]), Program("git --version", ["git", "--version"]),
            Program("handoff --version", [self.options.handoff, "--version"])]
        samples = self.runner.rounds(versions, many, quietly=True)
        small = [self.handoff("filter", path, name="redact < 1 KB"),
                 self.handoff("file", path, name="redact 1 KB -o OUT"),
                 self.handoff("file", path, "strict", name="redact 1 KB -o OUT, strict")]
        self.runner.once(small[0])
        samples |= self.runner.rounds(small, many // 4, quietly=True)
        if self.options.kingfisher:
            finder = self.kingfisher(path, is_slow=False)
            finder.name = "kingfisher 1 KB"
            self.runner.once(finder)
            samples |= self.runner.rounds([finder], 3 if self.options.quick else 20, quietly=True)
        for program, sample in samples.items():
            self.samples["start", program] = sample
        git = samples["git --version"]
        finder = samples.get("kingfisher 1 KB")
        rows = [
            [program, f"{sample.median * 1000:.2f}", number(ratio(sample, git)),
             number(ratio(sample, finder)), number(sample.peak),
             str(len(sample.seconds))]
            for program, sample in samples.items()]
        head = ["", "ms", "× git --version", "× kingfisher, 1 KB", "peak MB", "runs"]
        return [
            "### Start", "", "`true` is what starting any program costs.", "", *table(head, rows)]

    def sizes(self):
        """Growth by size: prefixes of one file."""
        counts = [1 << 20, 16 << 20]
        if not self.options.quick:
            counts += [64 << 20, 256 << 20, 1 << 30, 4 << 30]
        counts = [count for count in counts if self.has_room(count * 9 // 4)]
        whole, _ = self.input("sparse", counts[-1], "whole.log")
        rows = []
        for count in counts:
            path = f"{self.work}/prefix.log"
            if count == counts[-1]:
                os.rename(whole, path)
            else:
                self.runner.once(Program("head", ["head", "-c", str(count), whole], stdout=path))
            programs = [self.cat(path), self.handoff("filter", path), self.handoff("file", path)]
            runs.note(f"{size(count)}:")
            samples = self.runner.rounds(programs, min(3, self.options.rounds))
            actual = os.path.getsize(path)
            os.remove(path)
            cat, filtered, file = samples.values()
            self.peaks[f"{size(count)} filter"] = filtered.peak
            self.peaks[f"{size(count)} file"] = file.peak
            faults = [f" ({p.name}: {samples[p.name].fault})" for p in programs
                      if samples[p.name].fault]
            rows.append(
                [size(actual) + "".join(faults)] + [number(sample.rate(actual)) for sample in samples.values()]
                + [number(ratio(cat, filtered)), number(ratio(cat, file)),
                   number(filtered.peak), number(file.peak)])
        head = ["input (ii)", "cat MB/s", "filter MB/s", "file MB/s", "filter × cat", "file × cat",
                "filter peak MB", "file peak MB"]
        return [
            "### Growth by size", "", "Profile `secrets`, 2 jobs. Each figure has the start in it.",
            "", *table(head, rows)]

    def rules(self):
        """Growth by number of rules: synthetic ones beside the built-in ones."""
        counts = (0, 50, 100) if self.options.quick else (0, 50, 100, 250, 500, 1000)
        path, facts = self.input("sparse", self.options.size)
        small, _ = self.input("sparse", 1000, "start.log")
        programs, starts = [], []
        for count in counts:
            more = []
            if count:
                more = ["--rules", f"{self.work}/rules-{count}.yaml"]
                self.make("rules", count, more[1], self.options.seed)
            programs.append(self.handoff("filter", path, more=more, name=f"{count} more rules"))
            starts.append(self.handoff("filter", small, more=more, name=f"{count} more rules"))
        samples = self.runner.rounds(programs, min(3, self.options.rounds))
        small_samples = self.runner.rounds(starts, 10, quietly=True)
        os.remove(path)
        first = samples["0 more rules"]
        rows = [
            [title(program, sample), number(sample.rate(facts["bytes"])),
             number(ratio(first, sample)),
             number(sample.peak), number(small_samples[program].median * 1000)]
            for program, sample in samples.items()]
        head = ["beside the built-in rules", "MB/s", "× none", "peak MB", "1 KB, ms"]
        return [
            "### Growth by number of rules", "",
            "Input (ii), filter, profile `secrets`, 2 jobs. Of ten synthetic rules seven have a "
            "vendor's prefix, two a key name, one a keyword nearby. They are read as YAML at each "
            "start.", "", *table(head, rows)]

    def vault(self):
        """How long a question takes of a vault with a million entries."""
        count = 10_000 if self.options.quick else 1_000_000
        path = f"{self.work}/people.log"
        with open(path, "w", encoding="ascii") as file:
            for index in range(count):
                file.write(f"user person{index:07d}.x@corp{index % 97}.example.org logged in\n")
        # A key of its own, so that no other part of a session has this vault.
        key, vault, out = (f"{self.work}/people.{suffix}" for suffix in ("key", "vault", "out"))
        redact = [self.options.handoff, "redact", "--quiet", "--key", key, "--jobs", "2"]
        jobs = self.runner.rounds([
            Program(f"redact, vault {scope}", [*redact, "--vault", scope, "--force", path, "-o", out])
            for scope in ("none", "default")], 1)
        part, shown = f"{self.work}/part.log", []
        with open(out, encoding="ascii") as file, open(part, "w", encoding="ascii") as copy:
            for index, line in enumerate(file):
                if index in (0, count // 2):
                    shown.append(line.split()[1])
                if index % max(1, count // 1000) == 0:
                    copy.write(line)
        first, middle = shown
        size_of_vault = os.path.getsize(vault)
        def ask(name, *what):
            argv = [self.options.handoff, "reveal", "--quiet", "--key", key, *what]
            return Program(name, argv, stdout=f"{self.work}/answer")
        questions = [ask("reveal, the first value", first), ask("reveal, one in the middle", middle),
                     ask("reveal, a file with 1000 of them", part)]
        answers = self.runner.rounds(questions, 20, quietly=True)
        for left in (path, out, part, key, vault):
            os.remove(left)
        rows = [[title(program, sample), f"{sample.median * 1000:.0f}", number(sample.peak),
                 str(len(sample.seconds))] for program, sample in (jobs | answers).items()]
        return [
            "### A vault of many", "",
            f"{count} different addresses, one a line, {size(size_of_vault)} of vault.", "",
            *table(["", "ms", "peak MB", "runs"], rows)]

    def shapes(self):
        """What a hostile input does to memory."""
        rows = []
        for shape, kind, count in (
            ("one line", "line", 2 * self.options.size),
            ("distinct secrets", "secrets", 40 * (10_000 if self.options.quick else 1_000_000)),
        ):
            if not self.has_room(count * 9 // 4):
                continue
            path, facts = self.input(kind, count)
            if kind == "secrets":
                shape = f"{facts['lines']} {shape}"
            programs = [
                self.handoff("filter", path), self.handoff("file", path),
                self.handoff("filter", path, "strict", more=["--vault", "all"],
                             name="filter, strict, 2 jobs, vault of all"),
            ]
            samples = self.runner.rounds(programs, 1)
            os.remove(path)
            for program, sample in samples.items():
                self.peaks[f"{shape}, {program}"] = sample.peak
                rows.append(
                    [f"{shape}, {size(facts['bytes'])}: {title(program, sample)}",
                     number(sample.rate(facts["bytes"])), number(sample.median),
                     number(sample.peak)])
        return ["### Hostile shapes", "", *table(["", "MB/s", "s", "peak MB"], rows)]
