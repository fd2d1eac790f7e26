"""Measures what handoff hides in pictures and what it leaves readable; called by Scripts/bench-images."""

import argparse
import os
import shutil
import signal
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path += [os.path.join(ROOT, "Benchmarks", "quality"), os.path.join(ROOT, "Benchmarks", "measure")]
os.environ["OMP_THREAD_LIMIT"] = "1"
import machine
import report
import rules
from redactors import Handoff, Presidio

RESULTS = os.path.join(ROOT, "Benchmarks", "IMAGES.md")


def note(text):
    print(text, file=sys.stderr, flush=True)


def parse():
    parser = argparse.ArgumentParser(
        prog="Scripts/bench-images", allow_abbrev=False,
        description="Builds the release binary, makes pictures of pages and terminals with planted secrets, and "
        "measures beside Presidio's image redactor how many of them a second reader can't read any more, and how many other "
        "words it still can. Prints tables and appends them to Benchmarks/IMAGES.md.")
    parser.add_argument("--pictures", type=int, default=300, metavar="N", help="how many (300); with fewer nothing is appended")
    parser.add_argument("--misses", metavar="FILE", help="write each secret that was left, and pictures that lost many words")
    parser.add_argument("--seed", default="1", help="another one makes other pictures (1)")
    parser.add_argument("--print", action="store_true", help="append nothing")
    parser.add_argument("--append", action="store_true", help="append though there are fewer pictures")
    parser.add_argument("--at-once", type=int, default=1, metavar="N",
                        help="how many pictures handoff redacts at a time (1): more is sooner done and says nothing of seconds")
    parser.add_argument("--no-peer", action="store_true", help="without Presidio")
    parser.add_argument("--keep", metavar="FOLDER", help="leave pictures and outputs in this new folder")
    parser.add_argument("--handoff", default=".build/release/handoff", help=argparse.SUPPRESS)
    parser.add_argument("--presidio", default="", help=argparse.SUPPRESS)
    options = parser.parse_args()
    options.handoff = os.path.abspath(options.handoff)
    options.load = os.getloadavg()[0]
    if options.pictures < 1:
        parser.error("--pictures: at least one")
    return options


def redacted(redactor, truths, work, suffix, at_once):
    """Of each picture: (its output or None, seconds, CPU seconds, peak, what went wrong)"""
    folder = f"{work}/{redactor.name}"
    os.makedirs(folder)
    def one(item):
        number, truth = item
        if number % 25 == 0:
            note(f"{redactor.name}: picture {number + 1} of {len(truths)}")
        output = f"{folder}/{truth['name'] if suffix is None else os.path.splitext(truth['name'])[0] + suffix}"
        seconds, cpu, peak, wrong = redactor.redact(f"{work}/in/{truth['name']}", output)
        return output if os.path.isfile(output) else None, seconds, cpu, peak, wrong
    with ThreadPoolExecutor(at_once) as pool:
        made = list(pool.map(one, enumerate(truths)))
    redactor.close()
    return made


def judged(judge, truths, made):
    def one(item):
        truth, (output, seconds, cpu, peak, wrong) = item
        verdict = judge.verdict(truth, output)
        verdict.seconds, verdict.cpu, verdict.peak, verdict.failed = seconds, cpu, peak, wrong
        return verdict
    # tesseract has one thread each.
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        return list(pool.map(one, zip(truths, made)))


def in_text(handoff, truths, work):
    """What handoff finds where nothing has to be read first: the pages' own text."""
    source, output = f"{work}/texts", f"{work}/texts-out"
    os.makedirs(source)
    squeezed = lambda text: "".join(text.split())
    for truth in truths:
        with open(f"{source}/{truth['name']}.txt", "w") as file:
            file.write(truth["text"] + "\n")
    handoff.texts(source, output)
    found, missed = {}, set()
    for truth in truths:
        with open(f"{output}/{truth['name']}.txt") as file:
            left = squeezed(file.read())
        for secret in truth["secrets"]:
            value = squeezed(secret["value"])
            if secret["kind"].endswith("QR code") or value not in squeezed(truth["text"]):
                continue
            half = max(6, (len(value) + 1) // 2)
            open_ = any(value[i:i + half] in left for i in range(max(1, len(value) - half + 1)))
            asked, hits = found.get(secret["kind"], (0, 0))
            found[secret["kind"]] = (asked + 1, hits + (not open_))
            if open_:
                missed.add((truth["name"], secret["id"]))
    return found, missed


def measure(options, work):
    # Not needed for --help, and not of the standard library.
    import pictures
    from judge import Judge
    from reading import Reader

    note(f"chromium and tmux draw {options.pictures} pictures")
    truths = pictures.make(work, options.pictures, options.seed, rules.read(f"{ROOT}/redaction-rules"))
    cache = os.path.join(os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"), "handoff-bench", "read-pictures")
    judge = Judge(Reader(cache), work)
    handoff = Handoff(options.handoff, work)
    first = lambda text: text.splitlines()[0] if text else "unknown"
    versions = [("handoff", machine.output(options.handoff, "--version")),
                ("tesseract", first(machine.output("tesseract", "--version")))]
    redactors = [(handoff, None, options.at_once)]
    if options.presidio and not options.no_peer:
        peer = Presidio(options.presidio, work)
        versions.append(("presidio-image-redactor", f"{peer.version}, pattern recognizers, no language model"))
        redactors.append((peer, ".png", 1))
    elif not options.no_peer:
        note("without Presidio: it isn't installed")
    made = {each.name: redacted(each, truths, work, suffix, at_once) for each, suffix, at_once in redactors}
    texts, texts_missed = in_text(handoff, truths, work)
    results = {}
    for name, outputs in made.items():
        note(f"the second reader reads what {name} has left")
        results[name] = judged(judge, truths, outputs)
    if options.misses:
        with open(options.misses, "w") as file:
            file.write(report.misses(truths, results["handoff"], work, texts_missed) + "\n")
    return report.section(options, versions, truths, results, texts)


def main():
    options = parse()
    def stop(number, _):
        raise SystemExit(128 + number)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
    if options.keep:
        os.mkdir(options.keep)
    work = os.path.abspath(options.keep) if options.keep else tempfile.mkdtemp(prefix="handoff-images.")
    try:
        text = "\n".join(measure(options, work))
    finally:
        if not options.keep:
            shutil.rmtree(work, ignore_errors=True)
    print(text)
    if not options.print and (options.pictures >= 300 or options.append):
        with open(RESULTS, "a") as file:
            file.write("\n" + text.rstrip("\n") + "\n")
        note("appended to Benchmarks/IMAGES.md")


main()
