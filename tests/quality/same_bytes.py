#!/usr/bin/env python3
"""Whether two builds of gleaner give the same summaries.

    tests/quality/same_bytes.py OLD NEW PATH..

OLD and NEW are gleaner binaries. Each PATH is a .jsonl file of articles or a folder of pages
(.txt, .md, .html; searched at any depth). Every method summarizes every document with reasons and
key phrases, once to three bullets and, by the default method, to 60 words as well; the rows are
compared field by field. What may differ by design is left out: the names of reasons (the sorted
contributions must agree), messages of warnings (their codes must agree), weights_id and
engine_version. Prints a line a path and exits with 1 when any row differs.
"""

import json
import subprocess
import sys
from pathlib import Path

RENAMED = {"term_share": "word_length"}  # was part of the same reason


def comparable(line):
    row = json.loads(line)
    row.pop("weights_id", None)
    row.pop("engine_version", None)
    if isinstance(row.get("error"), dict):
        row["error"].pop("message", None)
    for warning in row.get("warnings", []):
        warning.pop("message")
    for bullet in row.get("bullets", []):
        sums = {}
        for reason in bullet["reasons"]:
            name = RENAMED.get(reason["feature"], reason["feature"])
            sums[name] = sums.get(name, 0.0) + reason["contribution"]
        bullet["reasons"] = sorted(sums.values())
    return row


def rows(binary, path, flags):
    files = [path]
    if path.is_dir():
        files = sorted(f for f in path.rglob("*") if f.suffix in (".txt", ".md", ".html"))
    command = [binary, "batch", *map(str, files), "-o", "-", "--explain", "--keywords", "5", "-q"]
    done = subprocess.run([*command, *flags], capture_output=True, text=True, check=False)
    return [comparable(line) for line in done.stdout.splitlines()]


def same(old, new):
    """Equal; the contributions up to their last digits, since groups are summed after rounding."""
    reasons = [[b.pop("reasons") for b in row.get("bullets", [])] for row in (old, new)]
    return old == new and all(
        len(a) == len(b) and all(abs(x - y) < 5e-6 for x, y in zip(a, b))
        for a, b in zip(*reasons)
    )


def main():
    old, new, paths = sys.argv[1], sys.argv[2], map(Path, sys.argv[3:])
    listed = subprocess.run([new, "methods"], capture_output=True, text=True, check=True).stdout
    methods = [line.split()[0] for line in listed.splitlines() if line.strip()]
    runs = [["--method", method] for method in methods] + [["--words", "60"]]
    different = documents = 0
    for path in paths:
        here = count = 0
        for flags in runs:
            before, after = rows(old, path, flags), rows(new, path, flags)
            count += len(after)
            if len(before) != len(after):
                here += 1
                print(f"{path} {' '.join(flags)}: {len(before)} rows, then {len(after)}")
            for a, b in zip(before, after):
                if not same(a, b):
                    here += 1
                    if here == 1:
                        print(f"{path} {' '.join(flags)}: {a.get('id')} differs")
        print(f"{path}: {count} summaries, {here} differ")
        different += here
        documents += count
    print(f"{documents} summaries by {len(methods)} methods, {different} differ")
    sys.exit(different > 0)


main()
