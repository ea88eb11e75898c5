#!/bin/bash
# Small runs in a row: how many call themselves Invalid without a cause.
#   bash tests/Harness.Benchmarks/idle.sh [runs]          50
exec bash "$(dirname "$0")/launch.sh" idle "" "$@"
