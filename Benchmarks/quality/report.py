"""Tables and lists, in Markdown."""

import os
import re
from collections import Counter, defaultdict

import machine
from corpus import CONTEXT, OTHER, TOKEN
from recall import PROGRAMS
from tables import table

GOALS = {TOKEN: .99, CONTEXT: .95}
CHANGED = 20


def percent(share):
    """Never rounded up to 100."""
    if share is None:
        return "–"
    return f"{int(share * 10000) / 100:.2f}"


def verdict(reached):
    return "reached" if reached else "**not reached**"


def head(options):
    tools = {"handoff": options.handoff}
    tools |= {"kingfisher": options.kingfisher} if options.kingfisher else {}
    tools |= {"detect-secrets": options.detect_secrets} if options.detect_secrets else {}
    facts = [(name, text) for name, text in machine.describe(tools) if name in ("commit", *tools)]
    return [f"## {machine.date()}", "", *table(["", ""], [*facts, ("seed", options.seed)])]


def recall(result, rule_count):
    def row(title, select):
        count, rates = result.rates(select)
        return [title, str(count), *(percent(rates.get(name)) for name in PROGRAMS)], rates
    lines = [f"### Recall: {len(result.cases)} cases of {rule_count} rules", ""]
    titles = ["", "cases", *(f"{name} %" for name in PROGRAMS)]
    rows, goals = [], []
    for kind in (TOKEN, CONTEXT, OTHER):
        cells, rates = row(kind, lambda case, kind=kind: case.kind == kind)
        rows.append(cells)
        if kind in GOALS and rates["handoff"] is not None:
            goals.append([f"{kind}: {GOALS[kind] * 100:.0f} % or more",
                          verdict(rates["handoff"] >= GOALS[kind])])
    lines += table(titles, rows)
    rows, behind = [], []
    for family in result.families():
        cells, rates = row(family, lambda case: case.family == family)
        rows.append(cells)
        if any(rates["handoff"] < rates[name] or rates["handoff"] == rates[name] < 1
               for name in rates if name != "handoff"):
            behind.append(family)
    lines += table(["category", *titles[1:]], rows)
    if set(PROGRAMS) == set(result.found):
        goals.append(["above the peers in every category", verdict(not behind) + (
            f": {', '.join(behind)}" if behind else "")])
    if "kingfisher" in result.found:
        kinds = Counter(rule for _, _, rule, _ in result.remains)
        goals.append(["kingfisher finds nothing but placeholders in the output",
                      verdict(not result.remains) + (f": {len(result.remains)} findings"
                                                    if result.remains else "")])
    lines += table(["goal", ""], goals)
    if result.left_out:
        lines += [f"{result.left_out} files were left out of the output.", ""]
    if result.remains:
        lines += ["What kingfisher finds in the output:", ""]
        lines += table(["its rule", "findings"], [[k, str(n)] for k, n in kinds.most_common(40)])
    return lines


def short(text, limit=600):
    text = text.rstrip("\n")
    return text if len(text) <= limit else text[:limit] + "…"


def misses(result):
    """Sums by surrounding, then each of them by rule."""
    lines = [f"{len(result.misses)} secrets were left; by kind and surrounding, of how many:"]
    cases = Counter((case.kind, case.surrounding) for case in result.cases)
    left = Counter((case.kind, case.surrounding) for case, _, _ in result.misses)
    for kind in (TOKEN, CONTEXT, OTHER):
        lines.append(f"\n= {kind}")
        lines += [f"{count:6}/{cases[kind, name]:<5} {name}"
                  for (its, name), count in left.most_common() if its == kind]
    for rule, group in result.grouped():
        lines.append(f"\n== {rule}: {len(group)}")
        for case, left, output in group:
            lines += [f"-- {case.surrounding} ({os.path.basename(case.path)}): left {short(left, 80)}",
                      "   " + short(case.text).replace("\n", "\n   "),
                      "   → " + short(output).replace("\n", "\n   → ")]
    if result.remains:
        lines.append(f"\n== kingfisher in the output: {len(result.remains)}")
        for case, line, rule, snippet in result.remains:
            lines.append(f"-- {rule}: {short(snippet, 100)} "
                         f"({case.rule + ', ' + case.surrounding if case else '?'}, line {line})")
    return "\n".join(lines)


def clean(result):
    generated = sum(result.kinds.values()) - result.count
    lines = [f"### Logs without secrets: {result.count} lines of services and tools, "
             f"{generated} generated", ""]
    lines += table(["kind", "lines"], [[k, str(n)] for k, n in sorted(result.kinds.items())])
    rows = []
    for name, (real, made) in result.figures.items():
        rows.append([name, str(real), f"{real / result.count * 1e6:.1f}", str(made),
                     f"{made / generated * 1e6:.1f}"])
    lines += table(["changed or flagged", "services", "per million", "generated", "per million"],
                   rows)
    hit = result.figures["handoff, secrets"][0]
    reached = hit / result.count * 1e6 <= CHANGED
    return lines + table(["goal", ""], [[f"{CHANGED} changed lines per million of services' or "
                                         "less, profile secrets", verdict(reached)]])


def difference(before, after, around=70):
    """Both from shortly before where they begin to differ."""
    start = next((i for i, (a, b) in enumerate(zip(before, after)) if a != b),
                 min(len(before), len(after)))
    start = max(0, start - around)
    return [("…" if start else "") + short(text[start:], 3 * around) for text in (before, after)]


def changed(result):
    """By what changed them, the most first."""
    lines = []
    for profile, records in result.changed.items():
        groups = defaultdict(list)
        for record in records:
            rules = re.findall(r"REDACTED_([a-z0-9-]+)_[0-9a-f]{16}", record[3])
            groups[", ".join(sorted(set(rules))) or "a pseudonym or an encoded value"].append(record)
        lines.append(f"\n== profile {profile}: {len(records)} lines")
        for rules, group in sorted(groups.items(), key=lambda item: -len(item[1])):
            lines.append(f"\n= {rules}: {len(group)}")
            for path, number, before, after in group:
                old, new = difference(before, after)
                lines += [f"-- {path}:{number}", f"   {old}", f"   → {new}"]
    return "\n".join(lines)
