#!/bin/sh
# Measures the time and peak memory of a large job:
#
#     tests/batch/large.sh [MEGABYTES] [FLAGS OF gleaner batch..]
#
# Writes MEGABYTES (1000) of articles of about 4 KB each, from a fixed seed. Runs a release build over
# them with one thread and with one per CPU core, and prints the last line of each job and the figures
# of /usr/bin/time. Checks that both outputs are the same bytes. Needs free disk space of one and a half
# times MEGABYTES. The environment variable GLEANER names another binary, and TMPDIR another directory.
set -eu

megabytes=${1:-1000}
[ $# -gt 0 ] && shift
gleaner=${GLEANER:-target/release/gleaner}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

awk -v bytes="$((megabytes * 1000000))" '
BEGIN {
    srand(7)
    count = split("council bridge river engineers harvest orchestra winter signal market school found " \
        "closed opened measured promised repaired railway minister budget teachers the a of in and to " \
        "without because near after museum flood summer painting committee neighbours electric quietly " \
        "decided hundred kilometres yesterday hospital pipeline forest archive ferry strike", words, " ")
    for (s = 0; s < 5000; s++) {
        sentence = "The"
        for (w = 8 + int(rand() * 16); w > 0; w--) sentence = sentence " " words[1 + int(rand() * count)]
        sentences[s] = sentence "."
    }
    for (id = 0; written < bytes; id++) {
        text = ""
        while (length(text) < 4000) text = text sentences[int(rand() * 5000)] " "
        line = "{\"id\":\"d" id "\",\"title\":\"" sentences[id % 5000] "\",\"text\":\"" text "\"}"
        print line
        written += length(line) + 1
    }
}' > "$dir/in.jsonl"
ls -l "$dir/in.jsonl" | awk '{ print $5 / 1e6 " MB of articles" }'

for threads in 1 "$(getconf _NPROCESSORS_ONLN)"; do
    echo "threads: $threads"
    /usr/bin/time -f 'peak memory %M KB; %U s user, %S s system, %e s elapsed' \
        "$gleaner" batch "$dir/in.jsonl" -o "$dir/out-$threads.jsonl" --threads "$threads" "$@"
done
cmp "$dir/out-1.jsonl" "$dir/out-$threads.jsonl" && echo "the outputs are the same bytes"
