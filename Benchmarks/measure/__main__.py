"""Measures handoff; called by Scripts/bench, which says how."""

import argparse
import os
import shutil
import signal
import sys
import tempfile

sys.dont_write_bytecode = True
import goals
import machine
import runs
from session import INPUTS, Session
from tables import size, table

PARTS = (*INPUTS, "formats", "start", "sizes", "rules", "shapes", "vault")
RESULTS = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "RESULTS.md")


def byte_count(text):
    units = {"K": 10, "M": 20, "G": 30}
    unit = units.get(text[-1:].upper(), 0)
    return int(text[:-1] if unit else text) << unit


def parse():
    parser = argparse.ArgumentParser(
        prog="Scripts/bench", allow_abbrev=False,
        description="Builds the release binary, measures it beside cat, kingfisher, rg and sed, "
        "prints the tables and appends them to Benchmarks/RESULTS.md. A full run takes about half "
        "an hour and wants a quiet machine with 12 GB of free memory. Scripts/bench --inner "
        "[ARGUMENTS OF swift package benchmark] runs the inner benchmarks instead.")
    parser.add_argument("--quick", action="store_true",
                        help="16 MB, one round, small tables, nothing appended: to try it out")
    parser.add_argument("--only", action="append", choices=PARTS, metavar="PART",
                        help=f"measure this alone; can repeat: {', '.join(PARTS)}")
    parser.add_argument("--size", type=byte_count, metavar="BYTES",
                        help="of each input; K, M and G are understood (512M)")
    parser.add_argument("--rounds", type=int, help="of all programs in turn (5)")
    parser.add_argument("--slow-rounds", type=int,
                        help="of kingfisher, sed and whatever takes more than 20 s (2)")
    parser.add_argument("--limit", type=int, default=180, metavar="SECONDS",
                        help="after which a program is ended and its time taken as this (180)")
    parser.add_argument("--folder", help="where inputs and outputs go (/dev/shm)")
    parser.add_argument("--seed", default="1", help="another one makes other inputs (1)")
    parser.add_argument("--print", action="store_true", help="append nothing")
    parser.add_argument("--handoff", default=".build/release/handoff", help=argparse.SUPPRESS)
    parser.add_argument("--kingfisher", default="", help=argparse.SUPPRESS)
    options = parser.parse_args()
    options.size = options.size or (16 << 20 if options.quick else 512 << 20)
    options.rounds = options.rounds or (1 if options.quick else 5)
    options.slow_rounds = min(options.slow_rounds or 2, options.rounds)
    options.handoff = os.path.abspath(options.handoff)
    options.rg = shutil.which("rg")
    return options


def folder(options):
    if options.folder:
        return options.folder
    if os.path.isdir("/dev/shm"):
        return "/dev/shm"
    runs.note("no /dev/shm: on a disk cat is slower, and the ratios are kinder than they should be")
    return tempfile.gettempdir()


def measure(options, work):
    parts = options.only or PARTS
    if os.getloadavg()[0] > .3 * os.cpu_count():
        runs.note(f"the machine is busy (load {os.getloadavg()[0]:.1f}): the figures will be noisy")
    for name, path in (("kingfisher", options.kingfisher), ("rg", options.rg)):
        if not path:
            runs.note(f"without {name}: it isn't installed")
    tools = {"handoff": options.handoff}
    tools |= {"kingfisher": options.kingfisher} if options.kingfisher else {}
    tools |= {"rg": options.rg} if options.rg else {}
    about = machine.describe(tools)
    about.append(("inputs", f"{size(options.size)}, {options.rounds} rounds, seed {options.seed}"))
    if options.only:
        about.append(("measured", ", ".join(parts)))
    session = Session(options, work)
    lines = []
    for part in PARTS:
        if part in parts:
            runs.note(f"== {part}")
            lines += session.inputs(part) if part in INPUTS else getattr(session, part)()
    head = [f"## {machine.date()}", "", *table(["", ""], about)]
    return head + goals.judge(session) + lines


def main():
    options = parse()
    def stop(number, _):
        raise SystemExit(128 + number)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
    work = tempfile.mkdtemp(prefix="handoff-bench.", dir=folder(options))
    try:
        text = "\n".join(measure(options, work))
    except runs.Failed as failure:
        sys.exit(f"Scripts/bench: {failure}")
    finally:
        shutil.rmtree(work, ignore_errors=True)
    print(text)
    if not options.quick and not options.print:
        with open(RESULTS, "a") as file:
            file.write("\n" + text.rstrip("\n") + "\n")
        runs.note("appended to Benchmarks/RESULTS.md")


main()
