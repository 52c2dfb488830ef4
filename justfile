# The named jobs. `just --list` shows them.

default:
    @just --list

# what a change must pass
ci:
    .ci/run

# goldens anew; read their diff
golden:
    UPDATE_GOLDEN=1 cargo test --test it golden

# throughput of each stage and of the whole
bench:
    cargo bench

# instructions per case against the baseline
instructions:
    benches/callgrind/check.sh

# ROUGE of all methods on articles with reference bullets, one JSON object a line
eval DATA:
    cargo run --release -- eval --data {{DATA}}

# what flattening articles to one line, Markdown or HTML does to their scores; FILES are data sets
formats FILES BULLETS="3":
    cargo build --release
    tests/quality/formats.py --bullets {{BULLETS}} {{FILES}}

# a gigabyte of generated articles, with peak memory
batch-large:
    tests/batch/large.sh 1000

# the table and plot of docs/performance.md; GLEANER_BENCH_DATA=FILE.jsonl for real articles
bench-report:
    cargo bench --no-default-features --bench stages
    python3 benches/report.py

# what the targets are set in: multiples of unicode_words, and what hostile text costs
ratios:
    cargo bench --no-default-features --bench ratios
    cargo bench --no-default-features --bench hostile

# memory over a million documents; two minutes or so
steady:
    cargo bench --no-default-features --bench steady

# side by side with other summarizers on the articles of a JSONL file
peers file:
    benches/peers/run.sh {{file}}

# the service before real clients
clients:
    tests/clients/run.sh

# overload, idle connections, drain under load; some two minutes
stress:
    cargo build --release
    for job in overload idle drain; do python3 tests/stress/run.py target/release/gleaner $job; done

# ten minutes of mixed traffic with flat memory
soak:
    cargo build --release
    python3 tests/stress/run.py target/release/gleaner soak
