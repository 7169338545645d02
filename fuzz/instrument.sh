#!/usr/bin/env bash
# Compiles a crate of this workspace so that libfuzzer sees which of its code an input reaches. Cargo calls it in place
# of rustc (RUSTC_WORKSPACE_WRAPPER, set by short.sh): `fuzz/instrument.sh RUSTC ARGUMENT…`.
#
# The flags are those of cargo-fuzz, for the crates of the workspace alone: the libraries stay as they were built for the
# tests. What libfuzzer is not linked to, build scripts and macros, stays as it is.
set -euo pipefail
for argument in "$@"; do
    case "$argument" in
    build_script_* | proc-macro | -vV | --print=* | --print) exec "$@" ;;
    esac
done
exec "$@" \
    -C passes=sancov-module \
    -C llvm-args=-sanitizer-coverage-level=4 \
    -C llvm-args=-sanitizer-coverage-inline-8bit-counters \
    -C llvm-args=-sanitizer-coverage-pc-table \
    -C llvm-args=-sanitizer-coverage-trace-compares
