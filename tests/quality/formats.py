#!/usr/bin/env python3
"""Measures how much the format of articles changes their ROUGE.

Writes each article of the given data sets on one line, as Markdown and as an HTML page, runs
`gleaner eval` on each form, and prints the mean of ROUGE-1, ROUGE-2 and ROUGE-Lsum next to that of the
original articles. The text stays the same. In Markdown and HTML, every line becomes a paragraph, even
if it is a heading. Fails if a form loses too much.

    tests/quality/formats.py --bullets 3,4 cnndm/dev.jsonl ectsum/dev.jsonl
"""

import argparse
import html
import json
import pathlib
import subprocess
import tempfile


def one_line(text, title):
    return " ".join(text.split())


def paragraphs(text):
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


def markdown(text, title):
    # A backslash before everything that Markdown would take as markup.
    def escaped(line):
        for mark in "\\`*_[]<>":
            line = line.replace(mark, "\\" + mark)
        return "\\" + line if line[:1] in "#+-=~|" else line

    heading = [f"# {escaped(title)}"] if title else []
    return "\n\n".join(heading + [escaped(line) for line in paragraphs(text)]) + "\n"


def page(text, title):
    body = "\n".join(f"<p>{html.escape(line)}</p>" for line in paragraphs(text))
    heading = f"<h1>{html.escape(title)}</h1>\n" if title else ""
    return (
        f"<!DOCTYPE html>\n<html><head><title>{html.escape(title)}</title></head><body>\n"
        "<nav><a href='/'>Home</a> <a href='/about'>About</a></nav>\n"
        f"<main>\n{heading}{body}\n</main>\n<footer>Privacy policy</footer></body></html>\n"
    )


# The articles name no format, so the engine has to detect it. It takes Markdown as plain text.
FORMS = {"original": None, "one line": one_line, "Markdown": markdown, "HTML": page}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", nargs="+", type=pathlib.Path)
    parser.add_argument("--bullets", default="3", help="number of bullets per summary: one number, or one per file, separated by commas (default: 3)")
    parser.add_argument("--gleaner", default="target/release/gleaner", help="the binary (default: %(default)s)")
    parser.add_argument("--weights", help="weights file (default: the built-in weights)")
    parser.add_argument(
        "--max-loss", type=float, default=0.5, help="largest loss of a form, in points of ROUGE (default: %(default)s)"
    )
    arguments = parser.parse_args()

    means = {}
    for form, rewrite in FORMS.items():
        with tempfile.TemporaryDirectory() as folder:
            files = []
            for index, source in enumerate(arguments.data):
                file = pathlib.Path(folder, f"{index}.jsonl")
                files.append(file)
                with source.open() as lines, file.open("w") as output:
                    for line in lines:
                        article = json.loads(line)
                        if rewrite:
                            title = article.get("title") or ""
                            article["text"] = rewrite(article["text"], title)
                        output.write(json.dumps(article) + "\n")
            command = [arguments.gleaner, "eval", "--format", "json", "--bullets", arguments.bullets]
            if arguments.weights:
                command += ["--weights", arguments.weights]
            printed = subprocess.run(
                command + ["--data", *files], check=True, capture_output=True, text=True
            ).stdout
            rows = [json.loads(line) for line in printed.splitlines()]
            means[form] = [row["mean"][0] for row in rows if row["method"] == "gleaner"]

    names = [source.parent.name or source.stem for source in arguments.data]
    print(f"{'':10}", *(f"{name:>14}" for name in names), f"{'macro':>7} {'loss':>6}")
    original = sum(means["original"]) / len(names)
    largest_loss = 0.0
    for form, values in means.items():
        macro = sum(values) / len(values)
        largest_loss = max(largest_loss, original - macro)
        print(f"{form:10}", *(f"{value:14.2f}" for value in values), f"{macro:7.2f} {original - macro:6.2f}")
    if largest_loss > arguments.max_loss:
        raise SystemExit(f"a form loses {largest_loss:.2f}, more than {arguments.max_loss}")


if __name__ == "__main__":
    main()
