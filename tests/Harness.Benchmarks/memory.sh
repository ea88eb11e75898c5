#!/bin/bash
# Allocated for a request, held for a virtual user, held after a while.
#   bash tests/Harness.Benchmarks/memory.sh               BENCH_STEADY=60: seconds of the long run; BENCH_REQUESTS=100000; BENCH_VUS=10000
exec bash "$(dirname "$0")/launch.sh" memory "taskset nginx" "$@"
