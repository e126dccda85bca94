#!/usr/bin/env bash
# Measures the whole program beside whatever peers are installed, on corpora that it makes, and prints ratios of medians.
#
#   benches/compare.sh [RUNS]     runs of each command, 5 unless told otherwise
#
# Commands take turns (A B A B …), so that a machine that slows down slows all of them. What counts is processor time
# (user and system) of runs that stay on one processor, and time by the clock where threads share the work on all of them;
# seconds differ from machine to machine, ratios hardly do.
set -euo pipefail
cd "$(dirname "$0")/.."
runs=${1:-5}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cargo build --release --quiet
program=$PWD/target/release/hoopspect
make() { cargo bench --quiet --bench make -- "$@" 2>/dev/null; }

# What a JSON Schema says of each payload, by Sourcemeta's validator. Other programs have its second name, too.
validate() {
    local name
    for name in sourcemeta jsonschema; do
        ! "$name" version >/dev/null 2>&1 || { echo "$name validate $work/schema.json"; break; }
    done
}

# Keeps this shell, and what it runs, on these processors, where the system can: whoever moves leaves its caches behind.
all=$(taskset -pc $$ 2>/dev/null | sed 's/.*: //') || true
one=${all##*[,-]}
stay_on() { [ -z "$1" ] || taskset -pc "$1" $$ >/dev/null; }

# Seconds of one run, of the processor or by the $clock; what it prints is thrown away, and so is its exit status.
clock=
seconds() {
    local TIMEFORMAT=${clock:+%R}
    TIMEFORMAT=${TIMEFORMAT:-%U %S}
    { time "$@" >/dev/null 2>&1 </dev/null || true; } 2>&1 | awk '{ print $1 + $2 }'
}
median() { sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }

# compare TITLE FILE -- OURS… : ours beside each peer, on one file.
compare() {
    local title=$1 file=$2; shift 3
    local peers=() names=("$*")
    printf '\n### %s (%s MB)\n\n| command | %s, as a multiple of ours |\n|---|---|\n' \
        "$title" "$(($(stat -c %s "$file") / 1000000))" "${clock:-processor time}"
    command -v jq >/dev/null && peers+=("jq -c .")
    command -v jaq >/dev/null && peers+=("jaq -c .")
    [ "$1" != check ] || [ -z "$validator" ] || peers+=("$validator")
    peers+=("wc -l" "cat")
    : >"$work/0.times"
    for index in "${!peers[@]}"; do : >"$work/$((index + 1)).times"; done
    for ((run = 0; run <= runs; run++)); do
        local took
        took=$(seconds "$program" "$@" "$file"); ((run == 0)) || echo "$took" >>"$work/0.times"
        for index in "${!peers[@]}"; do
            # shellcheck disable=SC2086 # a peer is a command with its flags
            took=$(seconds ${peers[index]} "$file"); ((run == 0)) || echo "$took" >>"$work/$((index + 1)).times"
        done
    done
    local ours; ours=$(median <"$work/0.times")
    printf '| `hoopspect %s` | 1 (%s s) |\n' "${names[0]}" "$ours"
    for index in "${!peers[@]}"; do
        printf '| `%s` | %s |\n' "${peers[index]}" \
            "$(median <"$work/$((index + 1)).times" | awk -v ours="$ours" '{ printf "%.2g", $1 / (ours > 0 ? ours : 0.001) }')"
    done
}

make 100000 >"$work/valid.jsonl"
make 100000 10 >"$work/one-percent.jsonl"
make 100000 1000 >"$work/invalid.jsonl"
make 100000 0 10000 >"$work/history.jsonl"
"$program" schema >"$work/schema.json"
validator=$(validate)
processors=$(nproc)
stay_on "$one"

printf 'Machine: %s, %s processors; %s.\n' \
    "$(awk -F': ' '/model name/ { print $2; exit }' /proc/cpuinfo)" "$processors" "$(jq --version 2>/dev/null || echo 'no jq')"
compare 'check, all valid' "$work/valid.jsonl" -- check -q --threads 1
compare 'check, 1 % invalid' "$work/one-percent.jsonl" -- check -q --threads 1
compare 'check, all invalid, a line a finding' "$work/invalid.jsonl" -- check -q --threads 1 --format concise
compare 'check, all invalid, in full' "$work/invalid.jsonl" -- check -q --threads 1
compare 'show as TSV' "$work/valid.jsonl" -- show --format tsv
compare 'history' "$work/history.jsonl" -- history --summary --threads 1
clock='time by the clock'
stay_on "$all"
compare 'check, all invalid, a line a finding, on all processors' "$work/invalid.jsonl" -- check -q --format concise
compare 'check, all invalid, in full, on all processors' "$work/invalid.jsonl" -- check -q
compare 'history, on all processors' "$work/history.jsonl" -- history --summary
compare 'history, a line a delivery, on all processors' "$work/history.jsonl" -- history
clock=
stay_on "$one"

printf '\n### How time and memory grow\n\n| size | seconds per GB | peak memory (MiB) |\n|---|---|---|\n'
for copies in 1 10 100 1000; do
    for ((copy = 0; copy < copies; copy++)); do head -c 1000000 "$work/valid.jsonl" | sed '$d'; done >"$work/grown.jsonl"
    size=$(stat -c %s "$work/grown.jsonl")
    time=$(for ((run = 0; run < runs; run++)); do seconds "$program" check -q --threads 1 "$work/grown.jsonl"; done | median)
    memory='?'
    if [ -x /usr/bin/time ]; then
        memory=$(/usr/bin/time -f %M "$program" check -q --threads 1 "$work/grown.jsonl" 2>&1 >/dev/null | awk '{ printf "%.1f", $1 / 1024 }')
    fi
    printf '| %s MB | %s | %s |\n' "$((size / 1000000))" \
        "$(awk -v t="$time" -v s="$size" 'BEGIN { printf "%.2f", t / s * 1e9 }')" "$memory"
done

printf '\n### Start-up, one small file\n\n| command | multiple of `/bin/true` |\n|---|---|\n'
small=fixtures/valid/update.json
many() { for ((n = 0; n < 200; n++)); do "$@" >/dev/null 2>&1 </dev/null || true; done; }
true_time=$(for ((run = 0; run < runs; run++)); do seconds many /bin/true; done | median)
for command in "$program check -q $small" "jq empty $small"; do
    # shellcheck disable=SC2086
    command -v ${command%% *} >/dev/null || continue
    # shellcheck disable=SC2086
    time=$(for ((run = 0; run < runs; run++)); do seconds many $command; done | median)
    printf '| `%s` | %s |\n' "${command/$program/hoopspect}" "$(awk -v a="$time" -v b="$true_time" 'BEGIN { printf "%.2g", a / b }')"
done
