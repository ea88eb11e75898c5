#!/bin/bash
# Installs what the tests need where it may, builds everything, runs all tests, and ends with one line: N passed, N failed, N skipped.
set -uo pipefail
cd "$(dirname "$0")/.."
results=$PWD/TestResults

install() {
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || { echo "the tests need: $*; install them, or run as root on Debian" >&2; return 1; }
    apt-get update -qq -o DPkg::Lock::Timeout=300 && DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install -y -qq --no-install-recommends "$@" >/dev/null
}

# A Docker engine: one that answers is used; else, as root, one is installed and started, and ended at the end.
engine=
start_engine() {
    command -v docker >/dev/null && docker version >/dev/null 2>&1 && return
    [ "$(id -u)" = 0 ] || { echo "no Docker engine answers, and this is not root who could start one: its tests are skipped" >&2; return; }
    command -v dockerd >/dev/null || install docker.io cgroupfs-mount iptables || return
    command -v docker >/dev/null || install docker-cli || return
    # The installation may have started one.
    docker version >/dev/null 2>&1 && return
    # Without a service manager nobody mounts the control groups of version 1.
    [ -d /sys/fs/cgroup/memory ] || [ -f /sys/fs/cgroup/cgroup.controllers ] || ! command -v cgroupfs-mount >/dev/null || cgroupfs-mount
    dockerd >"$results/dockerd.log" 2>&1 &
    engine=$!
    for _ in $(seq 120); do
        docker version >/dev/null 2>&1 && return
        kill -0 "$engine" 2>/dev/null || break
        sleep 0.5
    done
    echo "the Docker engine does not start:" >&2
    tail -5 "$results/dockerd.log" >&2
    return 1
}

finish() {
    local passed=0 failed=0 skipped=0 file counters
    [ -z "$engine" ] || { kill "$engine" 2>/dev/null; wait "$engine" 2>/dev/null; }
    for file in "$results"/*.trx; do
        [ -e "$file" ] || continue
        counters=$(grep -o '<Counters [^>]*' "$file")
        passed=$((passed + $(sed 's/.* passed="\([0-9]*\)".*/\1/' <<<"$counters")))
        failed=$((failed + $(sed 's/.* failed="\([0-9]*\)".*/\1/' <<<"$counters")))
        skipped=$((skipped + $(sed 's/.* notExecuted="\([0-9]*\)".*/\1/' <<<"$counters")))
    done
    # A build that fails or a test program that dies has no counter of its own.
    [ "$1" = 0 ] || [ "$failed" -gt 0 ] || failed=1
    # As root everything can be installed and started: nothing has a reason to be skipped.
    [ "$skipped" = 0 ] || [ "$(id -u)" != 0 ] || { echo "root skips no test: $skipped were" >&2; code=1; }
    echo "$passed passed, $failed failed, $skipped skipped"
    [ "$failed" = 0 ] && [ "$passed" -gt 0 ] && [ "$code" = 0 ]
    exit
}

code=0
rm -rf "$results"
mkdir -p "$results"
command -v chromium >/dev/null || install chromium || finish 1
command -v npm >/dev/null || install npm || finish 1
command -v curl >/dev/null || install curl || finish 1
[ -f /usr/share/fonts/truetype/dejavu/DejaVuSans.ttf ] || install fonts-dejavu-core || finish 1
# The clock of one process is moved by it; where it is not there, that fault says so.
[ -n "$(find /usr/lib -name libfaketime.so.1 2>/dev/null)" ] || install libfaketime || [ "$(id -u)" != 0 ] || finish 1
# A static busybox is all that the containers of the tests hold. Who is not root may go without.
{ [ -x /bin/busybox ] && ! ldd /bin/busybox >/dev/null 2>&1; } || install busybox-static || [ "$(id -u)" != 0 ] || finish 1
start_engine || finish 1
dotnet build Harness.sln -c Release -v q --nologo -nodeReuse:false -p:UseSharedCompilation=false || finish 1

# run NAME PROJECT [filters]: one test program, its results under that name.
run() {
    local name=$1 project=$2
    shift 2
    dotnet "tests/$project/bin/Release/net10.0/$project.dll" --results-directory "$results" --report-trx --report-trx-filename "$name.trx" "$@"
}

run unit Harness.Tests || code=1
# Containers are waited for most of the time and no latency is judged there, so the browser has the processor meanwhile. All else measures times, and runs alone.
ours=Harness.Integration.Tests
run pages $ours --filter-class $ours.Reports.ReportPageTests >"$results/pages.log" 2>&1 &
pages=$!
run containers $ours --filter-namespace $ours.Docker --filter-not-class $ours.Docker.CheckoutDockerTests || code=1
wait $pages || code=1
cat "$results/pages.log"
run checkout-docker $ours --filter-class $ours.Docker.CheckoutDockerTests || code=1
run integration $ours --filter-not-class $ours.Reports.ReportPageTests --filter-not-namespace $ours.Docker || code=1
finish $code
