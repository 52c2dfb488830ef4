#!/usr/bin/env bash
# Counts the instructions of each case under callgrind and compares them with baseline.txt.
#
#   check.sh            fails if a case takes over 3 % more instructions than in the baseline
#   check.sh --renew    writes the baseline again
#
# Counts depend on the compiler. If the baseline is from another compiler, they are only shown.
set -euo pipefail
cd "$(dirname "$0")/../.."
baseline=benches/callgrind/baseline.txt
tolerance_percent=3

build() {
    cargo bench --package gleaner --no-default-features --bench cases --no-run --message-format=json |
        python3 -c '
import json, sys
for line in sys.stdin:
    message = json.loads(line)
    if message.get("target", {}).get("name") == "cases" and message.get("executable"):
        print(message["executable"])'
}

count() {
    valgrind --tool=callgrind --callgrind-out-file=/dev/null --collect-atstart=no \
        --toggle-collect='cases::measured' "$1" "$2" 2>&1 |
        sed -n 's/.*Collected : \([0-9]*\).*/\1/p'
}

binary=$(build)
counts=$(for name in $("$binary"); do echo "$name $(count "$binary" "$name")"; done)
if [ "${1:-}" = --renew ]; then
    { echo "# $(rustc --version)"; echo "$counts"; } >"$baseline"
    exit
fi
[ "$(head -n 1 "$baseline")" = "# $(rustc --version)" ] || {
    echo "the baseline is from another compiler, so nothing can fail: $(head -n 1 "$baseline")"
    tolerance_percent=1000
}
echo "$counts" | awk -v tolerance="$tolerance_percent" '
    FNR == NR { if ($1 != "#") before[$1] = $2; next }
    {
        change = before[$1] ? 100 * ($2 / before[$1] - 1) : 0
        printf "%-20s %12d %+6.1f %%\n", $1, $2, change
        if (change > tolerance) { failed = 1; print "  more than 3 % above the baseline; if that is intended, run check.sh --renew" }
    }
    END { exit failed }' "$baseline" -
