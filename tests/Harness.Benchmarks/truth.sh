#!/bin/bash
# Two servers with a known answer: what they did, and what the harness measured.
#   bash tests/Harness.Benchmarks/truth.sh [seconds]      40; a multiple of 10, because the freeze comes every 10 s
exec bash "$(dirname "$0")/launch.sh" truth "taskset" "$@"
