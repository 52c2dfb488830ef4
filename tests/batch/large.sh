#!/bin/sh
# A large job with its peak memory: tests/batch/large.sh [MEGABYTES] [FLAGS OF gleaner batch..]
#
# Makes articles of about 4 KB from a fixed seed, runs a release build over them on one thread and
# on all, and prints what the job and /usr/bin/time say. Needs disk for one and a half times the
# size; GLEANER names another binary, TMPDIR another folder.
set -eu

megabytes=${1:-1000}
[ $# -gt 0 ] && shift
gleaner=${GLEANER:-target/release/gleaner}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

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
}' > "$folder/in.jsonl"
ls -l "$folder/in.jsonl" | awk '{ print $5 / 1e6 " MB of articles" }'

for threads in 1 "$(getconf _NPROCESSORS_ONLN)"; do
    echo "threads: $threads"
    /usr/bin/time -f '%M KB at most, %U s user, %S s system, %e s on the clock' \
        "$gleaner" batch "$folder/in.jsonl" -o "$folder/out-$threads.jsonl" --threads "$threads" "$@"
done
cmp "$folder/out-1.jsonl" "$folder/out-$threads.jsonl" && echo "the outputs are the same bytes"
