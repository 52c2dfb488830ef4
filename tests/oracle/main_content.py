"""Compares the main content that gleaner finds in web pages with that of trafilatura and readability-lxml.

For each page in engine/tests/pages/*.html and each of the two, prints precision (the share of
gleaner's words that the other has too) and recall (the share of the other's words that gleaner has).
Repeated words count each time.

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


def gleaner_content(gleaner, page):
    command = [gleaner, "sentences", "--input-format", "html", page]
    lines = subprocess.run(command, capture_output=True, check=True, text=True).stdout.splitlines()
    roles = ("body", "list_item", "quote", "heading", "table", "caption")
    return "\n".join(s["text"] for s in map(json.loads, lines) if s["role"] in roles)


def other_contents(html):
    yield "trafilatura", trafilatura.extract(html, include_tables=True) or ""
    summary = readability.Document(html).summary()
    yield "readability-lxml", lxml.html.fromstring(summary).text_content()


def main(gleaner):
    pages = sorted((pathlib.Path(__file__).parents[2] / "engine/tests/pages").glob("*.html"))
    for page in pages:
        found = words(gleaner_content(gleaner, page))
        for name, text in other_contents(page.read_text()):
            expected = words(text)
            shared = (found & expected).total()
            precision = shared / max(found.total(), 1)
            recall = shared / max(expected.total(), 1)
            print(f"{page.name:20} {name:18} precision {precision:.2f}  recall {recall:.2f}  words {found.total()}/{expected.total()}")
    if not pages:
        sys.exit("no pages found")


if __name__ == "__main__":
    main(sys.argv[1])
