#!/usr/bin/env python3
"""Checks that every query in deploy/grafana.json is valid PromQL.

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
        # Grafana fills in its variable before Prometheus sees the query; PromQL expects a duration there.
        promql_parser.parse(query.replace("$__rate_interval", "1m"))
    print(f"{len(queries)} queries in {len(panels)} panels are valid PromQL")


if __name__ == "__main__":
    main()
