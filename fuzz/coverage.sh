#!/bin/sh
# As RUSTC_WRAPPER: coverage for our own crates only. Instrumenting Polars takes 7.8 GB and tells the fuzzer nothing.
rustc=$1
shift
case "$CARGO_PKG_NAME $*" in
    *build_script_build*) exec "$rustc" "$@" ;;
    tongbi\ * | tongbi-fuzz\ *)
        exec "$rustc" "$@" --cfg fuzzing -C passes=sancov-module -C llvm-args=-sanitizer-coverage-level=4 \
            -C llvm-args=-sanitizer-coverage-inline-8bit-counters -C llvm-args=-sanitizer-coverage-pc-table \
            -C llvm-args=-sanitizer-coverage-trace-compares
        ;;
esac
exec "$rustc" "$@"
