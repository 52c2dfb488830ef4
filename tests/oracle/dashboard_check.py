#!/usr/bin/env python3
"""Checks that Prometheus can read every query of deploy/grafana.json.

    pip install promql-parser && python3 tests/oracle/dashboard_check.py
"""

import json
import pathlib

import promql_parser

DASHBOARD = pathlib.Path(__file__).parents[2] / "deploy" / "grafana.json"


def main():
    panels = json.loads(DASHBOARD.read_text(encoding="utf-8"))["panels"]
    queries = [target["expr"] for panel in panels for target in panel["targets"]]
    for query in queries:
        # Grafana's variables stand where PromQL wants a span of time or a text.
        promql_parser.parse(query.replace("$__rate_interval", "1m"))
    print(f"{len(queries)} queries of {len(panels)} panels are PromQL")


if __name__ == "__main__":
    main()
