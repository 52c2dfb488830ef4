#!/usr/bin/env bash
# Measures gleaner and other summarizers on the same articles in one run, three sentences each.
#
#   run.sh FILE.jsonl     one JSON object with a "text" per line
#
# Builds the crates in target/peers and installs sumy from PyPI into a virtual environment there.
set -euo pipefail
file=$(realpath "$1")
cd "$(dirname "$0")/../.."
export CARGO_TARGET_DIR=target/peers/cargo
cargo build -q --release --manifest-path benches/peers/Cargo.toml
python=target/peers/venv/bin/python
if [ ! -x "$python" ]; then
    python3 -m venv target/peers/venv
    "$python" -m pip install -q sumy numpy
fi
echo "| summarizer | MB/s, one core |"
echo "|---|---|"
RAYON_NUM_THREADS=1 "$CARGO_TARGET_DIR/release/peers" "$file"
"$python" benches/peers/sumy_pass.py "$file" 40
