"""Measures what handoff finds and what it leaves alone; called by Scripts/bench-quality."""

import argparse
import os
import shutil
import signal
import sys
import tempfile

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.append(os.path.join(os.path.dirname(HERE), "measure"))
import report
import rules
from clean import Clean
from corpus import Corpus
from programs import Failed, Programs, note
from recall import Recall

ROOT = os.path.dirname(os.path.dirname(HERE))
RESULTS = os.path.join(ROOT, "Benchmarks", "QUALITY.md")
PARTS = ("recall", "clean")


def parse():
    parser = argparse.ArgumentParser(
        prog="Scripts/bench-quality", allow_abbrev=False,
        description="Builds the release binary and measures it beside kingfisher and "
        "detect-secrets: how many of a generated corpus's secrets each finds, and how many lines "
        "each touches in logs that hold none. Prints tables and appends them to "
        "Benchmarks/QUALITY.md.")
    parser.add_argument("--quick", action="store_true",
                        help="a tenth of the cases and of the lines, nothing appended")
    parser.add_argument("--only", choices=PARTS, help="measure this part alone")
    parser.add_argument("--misses", action="store_true",
                        help="list each secret that handoff left: rule, surrounding, text")
    parser.add_argument("--changed", action="store_true",
                        help="list each line without a secret that handoff changed, before and after")
    parser.add_argument("--rule", action="append", help="cases of this rule alone; can repeat")
    parser.add_argument("--lines", type=int, help="of logs without secrets (1000000)")
    parser.add_argument("--seed", default="1", help="another one makes other values (1)")
    parser.add_argument("--print", action="store_true", help="append nothing")
    parser.add_argument("--keep", metavar="FOLDER",
                        help="leave inputs and outputs in this new folder")
    parser.add_argument("--handoff", default=".build/release/handoff", help=argparse.SUPPRESS)
    parser.add_argument("--kingfisher", default="", help=argparse.SUPPRESS)
    parser.add_argument("--detect-secrets", default="", help=argparse.SUPPRESS)
    options = parser.parse_args()
    options.lines = options.lines or (100_000 if options.quick else 1_000_000)
    options.parts = [options.only] if options.only else PARTS
    options.handoff = os.path.abspath(options.handoff)
    for name in ("kingfisher", "detect_secrets"):
        if not getattr(options, name):
            note(f"without {name.replace('_', '-')}: it isn't installed")
    return options


def measure(options, work):
    programs = Programs(options.handoff, options.kingfisher, options.detect_secrets, work)
    lines = report.head(options)
    if "recall" in options.parts:
        chosen = rules.read(f"{ROOT}/redaction-rules")
        if options.rule:
            chosen = [rule for rule in chosen if rule.id in options.rule]
        share = .1 if options.quick and not options.rule else 1.0
        corpus = Corpus(chosen, options.seed, share, wild=not options.rule)
        corpus.write(f"{work}/in")
        recall = Recall(corpus.cases, programs, work)
        recall.run()
        lines += report.recall(recall, len(chosen))
        if options.misses:
            print(report.misses(recall))
    if "clean" in options.parts:
        clean = Clean(programs, f"{work}/clean", options.lines, options.seed)
        clean.run()
        lines += report.clean(clean)
        if options.changed:
            print(report.changed(clean))
    return lines


def main():
    options = parse()
    def stop(number, _):
        raise SystemExit(128 + number)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
    if options.keep:
        os.mkdir(options.keep)
    work = options.keep or tempfile.mkdtemp(prefix="handoff-quality.")
    try:
        text = "\n".join(measure(options, work))
    except Failed as failure:
        sys.exit(f"Scripts/bench-quality: {failure}")
    finally:
        if not options.keep:
            shutil.rmtree(work, ignore_errors=True)
    print(text)
    if not (options.quick or options.print or options.only or options.rule):
        with open(RESULTS, "a") as file:
            file.write("\n" + text.rstrip("\n") + "\n")
        note("appended to Benchmarks/QUALITY.md")


main()
