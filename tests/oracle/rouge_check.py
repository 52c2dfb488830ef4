#!/usr/bin/env python3
"""Checks that the expected figures in tests/fixtures/rouge.jsonl are those of PyPI's rouge-score.

    pip install rouge-score nltk
    python3 tests/oracle/rouge_check.py              # exits with 1 if a figure differs
    python3 tests/oracle/rouge_check.py --update     # writes the figures, after cases were added
"""

import json
import pathlib
import sys

from rouge_score import rouge_scorer

FIXTURE = pathlib.Path(__file__).parent.parent / "fixtures" / "rouge.jsonl"
NAMES = {"one": "rouge1", "two": "rouge2", "lsum": "rougeLsum"}


def main():
    scorer = rouge_scorer.RougeScorer(list(NAMES.values()), use_stemmer=True)
    cases = [json.loads(line) for line in FIXTURE.read_text(encoding="utf-8").splitlines()]
    wrong = 0
    for case in cases:
        scores = scorer.score(case["reference"], case["candidate"])
        expected = {name: round(scores[theirs].fmeasure, 6) for name, theirs in NAMES.items()}
        if case.get("rouge") != expected:
            wrong += 1
            print(f"{case['about']}: {case.get('rouge')} should be {expected}", file=sys.stderr)
        case["rouge"] = expected
    if "--update" in sys.argv:
        lines = [json.dumps(case, ensure_ascii=False) + "\n" for case in cases]
        FIXTURE.write_text("".join(lines), encoding="utf-8")
    elif wrong:
        sys.exit(f"{wrong} of {len(cases)} cases differ")
    print(f"{len(cases)} cases")


if __name__ == "__main__":
    main()
