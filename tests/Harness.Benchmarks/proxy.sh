#!/bin/bash
# What the proxy costs and adds: CPU of a request and of a MiB, latency, memory, throughput under a toxic, time to add one.
#   bash tests/Harness.Benchmarks/proxy.sh [rounds]       5; BENCH_LENGTH=5: seconds of a run
exec bash "$(dirname "$0")/launch.sh" proxy "taskset nginx wrk" "$@"
