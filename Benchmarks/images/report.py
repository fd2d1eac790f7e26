"""Tables and lists, in Markdown."""

import os
import statistics
from collections import defaultdict

import machine
import tables

def table(head, rows):
    return tables.table(head, [[str(cell) for cell in row] for row in rows])


def percent(part, whole):
    return f"{100 * part / whole:.1f}" if whole else "–"


def figures(verdicts):
    """Counted over all pictures of one redactor."""
    secrets = [(v, s) for v in verdicts for s in v.secrets]
    hidden = sum(s[1] for _, s in secrets)
    there = [s for v, s in secrets if not v.left_out]
    return {
        "secrets": len(secrets), "hidden": hidden, "in outputs": len(there),
        "readable": sum(bool(s[3]) for s in there), "open": sum(not s[1] for s in there),
        "words": sum(v.words for v in verdicts), "kept": sum(v.kept for v in verdicts),
        "words in outputs": sum(v.words for v in verdicts if not v.left_out),
        "left out": sum(v.left_out for v in verdicts)}


def kinds(verdicts):
    """kind → [secrets, hidden, readable, left out]"""
    made = defaultdict(lambda: [0, 0, 0, 0])
    for verdict in verdicts:
        for kind, hidden, _, seen in verdict.secrets:
            row = made[kind]
            row[0] += 1
            row[1] += hidden
            row[2] += bool(seen)
            row[3] += verdict.left_out
    return made


def section(options, versions, truths, results, texts):
    """`results`: name → verdicts; `texts`: kind → (secrets, found) in the pages' own text."""
    rows = [("commit", machine.output("git", "rev-parse", "--short=12", "HEAD")), ("pictures", len(truths)),
            ("secrets", sum(len(t["secrets"]) for t in truths)), ("kinds", len({s["kind"] for t in truths for s in t["secrets"]})),
            ("seed", options.seed), *versions,
            ("processor", f"{machine.processor()}, {os.cpu_count()} cores"), ("load before", f"{options.load:.1f}")]
    if options.at_once > 1:
        rows.append(("pictures at a time", f"{options.at_once}: seconds say little"))
    lines = [f"## {machine.date()}", "", *table(["", ""], rows)]
    names = list(results)
    counted = {name: figures(results[name]) for name in names}
    row = lambda title, text: (title, *(text(counted[name], results[name]) for name in names))
    used = lambda verdicts, what: [getattr(v, what) for v in verdicts]
    lines += table(["", *names], [
        row("secrets hidden, of all, % (goal 97)", lambda c, _: percent(c["hidden"], c["secrets"])),
        row("secrets hidden, in pictures that came out, %", lambda c, _: percent(c["in outputs"] - c["open"], c["in outputs"])),
        row("secrets that the second reader reads (goal 0)", lambda c, _: c["readable"]),
        row("not read, but not all painted", lambda c, _: c["open"] - c["readable"]),
        row("other words still readable, of all, % (goal 90)", lambda c, _: percent(c["kept"], c["words"])),
        row("other words still readable, in pictures that came out, %", lambda c, _: percent(c["kept"], c["words in outputs"])),
        row("pictures left out", lambda c, _: c["left out"]),
        row("seconds a picture, median", lambda _, v: f"{statistics.median(used(v, 'seconds')):.2f}"),
        row("seconds a picture, the slowest", lambda _, v: f"{max(used(v, 'seconds')):.2f}"),
        row("CPU seconds a picture, mean", lambda _, v: f"{statistics.mean(used(v, 'cpu')):.2f}"),
        row("memory with children, median, MB", lambda _, v: f"{statistics.median(used(v, 'peak')) / 1e6:.0f}"),
        row("memory with children, peak, MB", lambda _, v: f"{max(used(v, 'peak')) / 1e6:.0f}"),
    ])
    lines += [*by_kind(names, results, texts), *by_screen(names, truths, results)]
    if left := [(t, v) for t, v in zip(truths, results["handoff"]) if v.left_out]:
        lines += ["Left out by handoff: " + ", ".join(f"{t['name']} ({t['layout']}, {t['scale']}×)" for t, _ in left), ""]
    return lines


def by_kind(names, results, texts):
    tables = {name: kinds(results[name]) for name in names}
    rows = []
    for kind in sorted(tables[names[0]], key=str.lower):
        cells = []
        for name in names:
            count, hidden, seen, left = tables[name][kind]
            cells += [percent(hidden, count), seen]
        asked, found = texts.get(kind, (0, 0))
        rows.append((kind, tables[names[0]][kind][0], *cells, tables["handoff"][kind][3], percent(found, asked)))
    heads = [head for name in names for head in (f"{name} %", "read")]
    return table(["kind", "secrets", *heads, "left out", "text %"], rows)


def by_screen(names, truths, results):
    groups = defaultdict(list)
    for i, truth in enumerate(truths):
        groups["dark" if truth["dark"] else "light"].append(i)
        groups[f"{truth['scale']}×"].append(i)
        groups["mobile" if truth["cssWidth"] < 500 else "desktop"].append(i)
        if truth["layout"].startswith(("shell", "kubectl")):
            groups["terminal"].append(i)
        if not truth["name"].endswith(".png"):
            groups["JPEG, WebP"].append(i)
    rows = []
    for group in ("1×", "1.25×", "2×", "light", "dark", "desktop", "mobile", "terminal", "JPEG, WebP"):
        cells = []
        for name in names:
            made = figures([results[name][i] for i in groups[group]])
            cells += [percent(made["hidden"], made["secrets"]), percent(made["kept"], made["words"])]
        rows.append((group, len(groups[group]), *cells))
    heads = [head for name in names for head in (f"{name} secrets %", "words %")]
    return table(["pictures", "count", *heads], rows)


def misses(truths, verdicts, folder, texts_missed):
    """What handoff left, for who mends it."""
    lines = []
    for truth, verdict in zip(truths, verdicts):
        where = f"{folder}/in/{truth['name']} ({truth['layout']}, {truth['scale']}×, {'dark' if truth['dark'] else 'light'}, {truth['width']}×{truth['height']})"
        if verdict.left_out:
            lines.append(f"LEFT OUT {where}: {verdict.failed}")
            continue
        if verdict.failed:
            lines.append(f"FAILED {where}: {verdict.failed}")
        for secret, (kind, hidden, painted, seen) in zip(truth["secrets"], verdict.secrets):
            if not hidden:
                box = [round(v) for v in secret["boxes"][0]]
                also = "; in the page's text it is missed, too" if (truth["name"], secret["id"]) in texts_missed else ""
                lines.append(f"{'READ' if seen else 'PART'} {where}: {kind} {secret['value']!r} at {box} in {len(secret['boxes'])} "
                             f"pieces, {painted:.0%} painted, read {seen[:90]!r}{also}")
        if verdict.lost and verdict.kept < .9 * verdict.words:
            lines.append(f"WORDS {where}: {verdict.kept} of {verdict.words} left; went: {' '.join(verdict.lost[:25])}")
    return "\n".join(lines)
