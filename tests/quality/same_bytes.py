#!/usr/bin/env python3
"""Compares the summaries of two builds of gleaner.

    tests/quality/same_bytes.py OLD NEW PATH..

OLD and NEW are gleaner binaries. Each PATH is a .jsonl file of articles or a folder of pages (.txt,
.md or .html, at any depth). Every method summarizes every document to three bullets, with reasons and
key phrases; the default method also to 60 words. The rows must be equal in every field, except:

- the names of reasons (their contributions must be equal);
- the messages of warnings and errors (their codes must be equal);
- weights_id and engine_version.

Prints one line per path. Exits with 1 if any row differs.
"""

import json
import subprocess
import sys
from pathlib import Path

# Reasons that were one reason in older builds.
MERGED = {"term_share": "word_length"}


def comparable(line):
    """A row without what may differ; for each bullet, `reasons` are the sorted contributions."""
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
            name = MERGED.get(reason["feature"], reason["feature"])
            sums[name] = sums.get(name, 0.0) + reason["contribution"]
        bullet["reasons"] = sorted(sums.values())
    return row


def rows(binary, path, flags):
    """The rows of a batch job over `path`."""
    files = [path]
    if path.is_dir():
        files = sorted(f for f in path.rglob("*") if f.suffix in (".txt", ".md", ".html"))
    command = [binary, "batch", *map(str, files), "-o", "-", "--explain", "--keywords", "5", "-q"]
    job = subprocess.run([*command, *flags], capture_output=True, text=True, check=False)
    return [comparable(line) for line in job.stdout.splitlines()]


def same(old, new):
    """Whether two rows are equal.

    Contributions may differ in the last digit, because those of merged reasons are added after rounding.
    """
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
    all_different = all_summaries = 0
    for path in paths:
        different = count = 0
        for flags in runs:
            before, after = rows(old, path, flags), rows(new, path, flags)
            count += len(after)
            if len(before) != len(after) or not after:
                different += 1
                print(f"{path} {' '.join(flags)}: {len(before)} rows, now {len(after)}")
            for a, b in zip(before, after):
                if not same(a, b):
                    different += 1
                    if different == 1:
                        print(f"{path} {' '.join(flags)}: {a.get('id')} differs")
        print(f"{path}: {count} summaries, {different} differ")
        all_different += different
        all_summaries += count
    print(f"{all_summaries} summaries by {len(methods)} methods, {all_different} differ")
    sys.exit(all_different > 0)


main()
