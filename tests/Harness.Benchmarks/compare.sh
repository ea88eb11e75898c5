#!/bin/bash
# CPU of a request: the harness against wrk, ab, hey and h2load.
#   bash tests/Harness.Benchmarks/compare.sh [rounds]     BENCH_SHORT=3 BENCH_LONG=9: seconds of the two runs
exec bash "$(dirname "$0")/launch.sh" compare "taskset nginx wrk ab hey h2load" "$@"
