"""Writes the table and the plot of docs/performance.md from the results of Criterion.

    cargo bench --bench throughput && python3 benches/report.py

Reads target/criterion. Writes docs/throughput.svg and the part of docs/performance.md between the two
`bench-report` comments. Needs the standard library only.
"""

import json
import math
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs/performance.md"
PLOT = ROOT / "docs/throughput.svg"
START, END = "<!-- bench-report -->", "<!-- /bench-report -->"


def measurements():
    """Group -> name -> (bytes, median seconds)."""
    groups = {}
    for path in sorted((ROOT / "target/criterion").glob("**/new/benchmark.json")):
        benchmark = json.loads(path.read_text())
        size = (benchmark.get("throughput") or {}).get("Bytes")
        estimates = json.loads((path.parent / "estimates.json").read_text())
        if size:
            seconds = estimates["median"]["point_estimate"] / 1e9
            groups.setdefault(benchmark["group_id"], {})[benchmark["function_id"]] = (size, seconds)
    return groups


def rate(measurement):
    """Throughput in MB/s."""
    size, seconds = measurement
    return size / seconds / 1e6


def unicode_words(group, name):
    """The measurement of unicode_words over the same text as `name`."""
    return group.get("unicode_words/" + name.rpartition("/")[2]) or group.get("unicode_words/")


def table(groups):
    lines = ["| group | pass | MB/s | × unicode_words |", "|---|---|---|---|"]
    for title in ("news", "size", "language", "clean", "segment"):
        group = groups.get(title, {})
        for name, measured in sorted(group.items(), key=lambda entry: (entry[1][0], entry[0])):
            words = unicode_words(group, name)
            ratio = f"{rate(measured) / rate(words):.2f}" if words else ""
            lines.append(f"| {title} | {name.strip('/')} | {rate(measured):.0f} | {ratio} |")
    return "\n".join(lines)


def plot(group):
    """An SVG plot of throughput by document size, on logarithmic axes."""
    width, height, left, bottom = 640, 360, 60, 40
    series = {}
    for name, measured in group.items():
        series.setdefault(name.partition("/")[0], []).append((measured[0], rate(measured)))
    points = [point for line in series.values() for point in line]
    sizes, rates = [size for size, _ in points], [value for _, value in points]
    low, high = min(rates) / 1.3, max(rates) * 1.3

    def x(size):
        span = math.log(max(sizes) / min(sizes))
        return left + (width - left - 130) * math.log(size / min(sizes)) / span

    def y(value):
        return height - bottom - (height - bottom - 20) * math.log(value / low) / math.log(high / low)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        'font-family="sans-serif" font-size="12">',
        f'<rect width="{width}" height="{height}" fill="white"/>',
        f'<text x="{left}" y="14">MB/s by size of document, one core</text>',
    ]
    for size in sorted(set(sizes)):
        label = f"{size / 1e6:.0f} MB" if size >= 1e6 else f"{size / 1e3:.1f} KB"
        parts.append(f'<text x="{x(size):.0f}" y="{height - 15}" text-anchor="middle">{label}</text>')
    for value in (10, 20, 50, 100, 200, 500, 1000):
        if low <= value <= high:
            parts.append(
                f'<path d="M{left} {y(value):.1f}H{width - 130}" stroke="#ddd"/>'
                f'<text x="{left - 6}" y="{y(value) + 4:.1f}" text-anchor="end">{value}</text>'
            )
    for colour, (name, line) in zip(("#0b6", "#888", "#06c"), sorted(series.items())):
        line.sort()
        path = " ".join(f"{x(size):.1f},{y(value):.1f}" for size, value in line)
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        end = y(line[-1][1]) + 4
        parts.append(f'<text x="{width - 122}" y="{end:.1f}" fill="{colour}">{name}</text>')
    return "\n".join(parts + ["</svg>", ""])


def main():
    groups = measurements()
    PLOT.write_text(plot(groups["size"]))
    inside = f"{START}\n{table(groups)}\n\n![throughput by size](throughput.svg)\n{END}"
    page = PAGE.read_text()
    pattern = re.compile(f"{re.escape(START)}.*{re.escape(END)}", re.DOTALL)
    PAGE.write_text(pattern.sub(lambda _: inside, page))


if __name__ == "__main__":
    main()
