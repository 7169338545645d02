#!/usr/bin/env bash
# Runs every fuzzer for an equal share of a time, each from a few real files: `fuzz/short.sh SECONDS`. Building comes on
# top of that. Prints a line for each target, and fails where one finds a crash; what was found stays in artifacts.
#
# Inputs that are only slow or large are told of and fail nothing: readers run in processes with limits of their own.
# CARGO_TARGET_DIR is honoured.
set -euo pipefail
case "${CARGO_TARGET_DIR:-/}" in
/*) ;;
*) export CARGO_TARGET_DIR="$PWD/$CARGO_TARGET_DIR" ;;
esac
cd "$(dirname "${BASH_SOURCE[0]}")"
seconds="${1:?usage: fuzz/short.sh SECONDS}"

command -v c++ >/dev/null || { echo "skipped: no C++ compiler"; exit 0; }

scratch="$(mktemp -d)"
trap 'rm -rf "$scratch"' EXIT
# A grown corpus is not run here: reading it alone would take longer than the share.
python3 seed.py --most 8 --corpus "$scratch/corpus" >/dev/null
# As for the tests and without a sanitizer (there is no unsafe code to watch): the libraries are built already where the
# tests were, and only the crates of the workspace count as code to be reached.
RUSTC_WORKSPACE_WRAPPER="$PWD/instrument.sh" cargo build --package cundang-fuzz --bins
programs="${CARGO_TARGET_DIR:-$PWD/../target}/debug"

targets=()
for file in fuzz_targets/*.rs; do
    name="${file##*/}"
    targets+=("${name%.rs}")
done
share=$((seconds / ${#targets[@]}))
failed=0
for target in "${targets[@]}"; do
    corpus="$scratch/corpus/$target" log="$scratch/$target.log" status=0
    mkdir -p "$corpus"
    mkdir -p "artifacts/$target"
    "$programs/$target" "$corpus" -artifact_prefix="artifacts/$target/" -max_total_time=$((share > 0 ? share : 1)) \
        -timeout=25 -rss_limit_mb=3000 -print_final_stats=1 >"$log" 2>&1 || status=$?
    runs="$(sed -n 's/^stat::number_of_executed_units: *//p' "$log" | tail -n 1)"
    cov="$(grep -o 'cov: [0-9]*' "$log" | tail -n 1 || true)"
    found="$(sed -n 's/.*Test unit written to //p' "$log" | tail -n 1)"
    # Names of its artifacts say what libfuzzer met.
    case "$status ${found##*/}" in
    "0 "*) verdict="ok" ;;
    *" timeout-"* | *" slow-unit-"*) verdict="slow: $found" ;;
    *" oom-"*) verdict="much memory: $found" ;;
    *)
        verdict="CRASH: ${found:-no file}"
        failed=1
        tail -n 60 "$log" >&2
        ;;
    esac
    printf '%-16s %9s runs  %-11s %s\n' "$target" "${runs:-?}" "${cov:-cov: ?}" "$verdict"
done
exit "$failed"
