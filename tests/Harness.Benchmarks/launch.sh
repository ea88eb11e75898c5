#!/bin/bash
# What every script here does first and last; called as: launch.sh <verb> "<programs it needs>" [arguments]
# Installs what is missing (Debian, as root), builds, runs the verb, and ends what is left of the processes that it started, each by its id.
set -uo pipefail
cd "$(dirname "$0")/../.."
verb=$1 needs=$2
shift 2

missing=
for program in $needs; do
    PATH=$PATH:/usr/sbin command -v "$program" >/dev/null && continue
    case $program in
        nginx) missing+=" nginx-light" ;;
        ab) missing+=" apache2-utils" ;;
        h2load) missing+=" nghttp2-client" ;;
        taskset) missing+=" util-linux" ;;
        *) missing+=" $program" ;;
    esac
done
if [ -n "$missing" ]; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        echo "installing$missing" >&2
        # shellcheck disable=SC2086 # a list of packages
        { apt-get update -qq -o DPkg::Lock::Timeout=300 && DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install -y -qq --no-install-recommends $missing; } >/dev/null 2>&1 ||
            echo "could not be installed:$missing; what needs them is not measured" >&2
    else
        echo "not installed, and not root on Debian:$missing; what needs them is not measured" >&2
    fi
fi

# Ten thousand connections are ten thousand files.
ulimit -n "$(ulimit -Hn)"
BENCH_FOLDER=$(mktemp -d /tmp/harness-bench-XXXXXX)
export BENCH_FOLDER
benchmark=

is_ours() { { tr '\0' '\n' <"/proc/$1/environ"; } 2>/dev/null | grep -qx "BENCH_FOLDER=$BENCH_FOLDER"; }

finish() {
    local id
    if [ -n "$benchmark" ] && kill -TERM "$benchmark" 2>/dev/null; then wait "$benchmark"; fi
    if [ -f "$BENCH_FOLDER/processes" ]; then
        while read -r id; do
            # Only what still is ours: a number may have gone to somebody else.
            is_ours "$id" && kill -KILL "$id" 2>/dev/null
        done <"$BENCH_FOLDER/processes"
    fi
    if [ -n "${BENCH_KEEP:-}" ]; then echo "kept: $BENCH_FOLDER" >&2; else rm -rf "$BENCH_FOLDER"; fi
}
trap finish EXIT
trap 'exit 130' INT TERM

dotnet build tests/Harness.Benchmarks -c Release -v q --nologo -nodeReuse:false -p:UseSharedCompilation=false >"$BENCH_FOLDER/build" 2>&1 || { cat "$BENCH_FOLDER/build" >&2; exit 1; }
dotnet tests/Harness.Benchmarks/bin/Release/net10.0/Harness.Benchmarks.dll "$verb" "$@" &
benchmark=$!
wait "$benchmark"
code=$?
benchmark=
exit $code
