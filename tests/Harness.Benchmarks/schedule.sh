#!/bin/bash
# How late requests start at 2,000/s and 20,000/s, and what a second event loop costs.
#   bash tests/Harness.Benchmarks/schedule.sh [rounds]    BENCH_LENGTH=15: seconds of a run; BENCH_LOOPS_KEY=generator.loops
exec bash "$(dirname "$0")/launch.sh" schedule "taskset nginx" "$@"
