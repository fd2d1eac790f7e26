"""Compares what was measured with what is wanted."""

from runs import ratio
from session import MODES
from tables import number, table


def judge(session):
    """A table of what was measured."""
    rows = []

    def sample(name, program):
        return session.samples.get((name, program))

    def row(text, wanted, stretch, figures, at_most=False):
        if all(figure is None for figure in figures):
            return
        def mark(figure):
            if figure is None:
                return "–"
            reached = figure <= wanted if at_most else figure >= wanted
            beyond = stretch and (figure <= stretch if at_most else figure >= stretch)
            sign = "✓✓" if beyond else "✓" if reached else "✗"
            return f"{number(figure)} {sign}"
        sign = "≤" if at_most else "≥"
        limit = f"{sign} {number(wanted)}" + (f" ({number(stretch)})" if stretch else "")
        cells = [mark(figure) for figure in figures]
        rows.append([text, limit, *cells, *[""] * (3 - len(cells))])

    for name, wanted, stretch, peer in (
        ("i", .6, 1.0, 10), ("ii", .6, None, 30), ("iii", .45, None, 60), ("iv", .15, .25, None)
    ):
        profile = "strict" if name == "iv" else "secrets"
        ours = [sample(name, f"{mode}, {profile}, 2 jobs") for mode in MODES]
        slow = [sample(name, f"{mode}, {profile}, 1 job") for mode in MODES]
        cat, finder = sample(name, "cat"), sample(name, "kingfisher, 2 jobs")
        row(f"({name}) × cat", wanted, stretch, [ratio(cat, one) for one in ours])
        if name == "iv":
            bare = [sample(name, f"{mode}, strict, 2 jobs, no vault") for mode in MODES]
            row("(iv) × cat, no vault", wanted, stretch, [ratio(cat, one) for one in bare])
        whole = sample(name, f"folder, {profile}, 2 jobs, whole job")
        row(f"({name}) × cat, folder with known values, proof, vault and report", {
            "i": .3, "ii": .25, "iii": .2, "iv": .1}[name], None, [None, None, ratio(cat, whole)])
        if peer:
            row(f"({name}) × kingfisher", peer, None, [ratio(finder, one) for one in ours])
        row(f"({name}) speed-up by the second job", 1.7, None, [
            None if one and one.fault else ratio(one, two) for one, two in zip(slow, ours)])
    for name, text in (("ndjson-i", "NDJSON (i)"), ("ndjson-ii", "NDJSON (ii)")):
        row(f"{text} × cat", .35, None, [
            ratio(sample(name, "cat"), sample(name, f"{mode}, secrets, 2 jobs")) for mode in MODES])
    row("gz × zcat to gzip -6", .8, None, [
        ratio(sample("gz", "zcat to gzip -6"), sample("gz", f"{mode}, secrets, 2 jobs"))
        for mode in MODES])
    for mode in MODES:
        peaks = [
            (peak, what) for what, peak in session.peaks.items()
            if peak and mode in what.replace(",", " ").split()]
        if peaks:
            peak, what = max(peaks)
            figures = [peak if mode == other else None for other in MODES]
            row(f"peak MB with 2 jobs, most: {what}", 64 + 2 * 16, None, figures, at_most=True)
    row("`handoff --version` × `git --version`", 6, 3,
        [ratio(sample("start", "handoff --version"), sample("start", "git --version"))],
        at_most=True)
    finder = sample("start", "kingfisher 1 KB")
    row("1 KB × kingfisher", .15, None, [
        ratio(sample("start", "redact < 1 KB"), finder),
        ratio(sample("start", "redact 1 KB -o OUT"), finder)], at_most=True)
    if not rows:
        return []
    head = ["goal", "wanted (stretch)", *MODES]
    return [
        "### Goals", "", "✓ reached, ✓✓ the stretch too, ✗ not reached, – failed or not measured.",
        "", *table(head, rows)]
