#!/usr/bin/env python3
"""Checks the example, or a redacted copy of it.

    check.py                  every listed value stands in its files, documents parse, nothing of this machine is in it
    check.py --redacted OUT   no planted value is left in OUT, what must stay is there, line counts are equal, documents parse
"""
import json
import pathlib
import sys

import yaml

EXAMPLES = pathlib.Path(__file__).resolve().parent.parent
FOLDER = EXAMPLES / "orders-outage"


def table(name):
    return [line.split("\t") for line in (EXAMPLES / name).read_text().splitlines()]


def texts(folder):
    return {str(p.relative_to(folder)): p.read_text() for p in sorted(folder.rglob("*")) if p.is_file()}


def main():
    redacted = sys.argv[1:2] == ["--redacted"]
    files = texts(pathlib.Path(sys.argv[2]) if redacted else FOLDER)
    planted, keep, problems = table("orders-outage.planted.tsv"), table("orders-outage.keep.tsv"), []

    for name, text in files.items():
        try:
            if name.endswith(".json"):
                json.loads(text)
            elif name.endswith(".ndjson"):
                for line in text.splitlines():
                    json.loads(line)
            elif name.endswith(".yaml"):
                list(yaml.safe_load_all(text))
        except (ValueError, yaml.YAMLError) as error:
            problems.append(f"{name}: does not parse: {str(error).splitlines()[0]}")

    for text, name in keep:
        if text not in files.get(name, ""):
            problems.append(f"{name}: lost: {text}")
    for value, kind, where in planted:
        if redacted:
            problems += [f"{name}: {kind} is left: {value}" for name, text in files.items() if value in text]
        else:
            problems += [f"{name}: {kind} is not there: {value}" for name in where.split(",") if value not in files[name]]

    if redacted:
        for name, text in texts(FOLDER).items():
            if text.count("\n") != files.get(name, "").count("\n"):
                problems.append(f"{name}: {text.count(chr(10))} lines became {files.get(name, '').count(chr(10))}")
    else:
        for name, text in files.items():
            problems += [f"{name}: {word} of the machine" for word in ("/tmp/", "/root/", "/home/", "/mnt/", "/work/") if word in text]
        problems += [f"keep overlaps a secret: {text}" for text, _ in keep for value, _, _ in planted if value in text]

    print("\n".join(problems) if problems else f"{len(files)} files, {len(planted)} planted values, {len(keep)} to keep: fine")
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
