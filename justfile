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
