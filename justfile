# Tasks. `just --list` lists them with their comments.

default:
    @just --list

# run everything that a change must pass
ci:
    .ci/run

# write all goldens again; read their diff
golden:
    UPDATE_GOLDEN=1 cargo test --test it golden

# run all benchmarks
bench:
    cargo bench

# count instructions and compare them with the baseline
instructions:
    benches/callgrind/check.sh

# measure ROUGE and readability on DATA, a file of articles with reference bullets
eval DATA:
    cargo run --release -- eval --data {{DATA}}

# measure how much one line, Markdown or HTML changes the ROUGE of the articles in FILES
formats FILES BULLETS="3":
    cargo build --release
    tests/quality/formats.py --bullets {{BULLETS}} {{FILES}}

# run a batch job over a gigabyte of generated articles and print its peak memory
batch-large:
    tests/batch/large.sh 1000

# write the table and plot of docs/performance.md; GLEANER_BENCH_DATA=FILE.jsonl for real articles
bench-report:
    cargo bench --no-default-features --bench throughput
    python3 benches/report.py

# measure throughput as multiples of unicode_words, and the time that hostile texts take
ratios:
    cargo bench --no-default-features --bench ratios
    cargo bench --no-default-features --bench hostile

# check that memory stays flat over a million documents (about two minutes)
memory:
    cargo bench --no-default-features --bench memory

# compare throughput with other summarizers on the articles in FILE, JSON lines with a text
peers FILE:
    benches/peers/run.sh {{FILE}}

# call the service with real clients
clients:
    tests/clients/run.sh

# test the service with overload, idle connections, and shutdown under load (about two minutes)
stress:
    cargo build --release
    for job in overload idle drain; do python3 tests/stress/run.py target/release/gleaner $job; done

# load the service with mixed traffic for ten minutes and check that its memory stays flat
soak:
    cargo build --release
    python3 tests/stress/run.py target/release/gleaner soak
