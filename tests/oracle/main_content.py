"""Compares what cleaning takes for the article with what two readability ports take for it.

For each page of engine/tests/pages/*.html, prints the share of our body words that a port has too
(precision) and the share of its words that we have (recall). Words are counted with repetition.

    python3 -m venv .venv && .venv/bin/pip install trafilatura readability-lxml lxml_html_clean
    cargo build --release
    .venv/bin/python tests/oracle/main_content.py target/release/gleaner
"""

import collections
import json
import pathlib
import re
import subprocess
import sys

import lxml.html
import readability
import trafilatura


def words(text):
    return collections.Counter(re.findall(r"\w+", text.lower()))


def ours(gleaner, page):
    command = [gleaner, "sentences", "--input-format", "html", page]
    lines = subprocess.run(command, capture_output=True, check=True, text=True).stdout.splitlines()
    taken = ("body", "list_item", "quote", "heading", "table", "caption")
    return "\n".join(s["text"] for s in map(json.loads, lines) if s["role"] in taken)


def ports(html):
    yield "trafilatura", trafilatura.extract(html, include_tables=True) or ""
    summary = readability.Document(html).summary()
    yield "readability-lxml", lxml.html.fromstring(summary).text_content()


def main(gleaner):
    for page in sorted(pathlib.Path(__file__).parent.parent.glob("pages/*.html")):
        mine = words(ours(gleaner, page))
        for name, text in ports(page.read_text()):
            theirs = words(text)
            both = (mine & theirs).total()
            precision = both / max(mine.total(), 1)
            recall = both / max(theirs.total(), 1)
            print(f"{page.name:20} {name:18} precision {precision:.2f}  recall {recall:.2f}  words {mine.total()}/{theirs.total()}")


if __name__ == "__main__":
    main(sys.argv[1])
