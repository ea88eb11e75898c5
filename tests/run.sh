#!/bin/bash
# Installs what the tests need where it may, builds everything, runs all tests, and ends with one line: N passed, N failed, N skipped.
set -uo pipefail
cd "$(dirname "$0")/.."
results=$PWD/TestResults

install() {
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || { echo "the tests need: $*; install them, or run as root on Debian" >&2; return 1; }
    apt-get update -qq -o DPkg::Lock::Timeout=300 && DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install -y -qq --no-install-recommends "$@" >/dev/null
}

finish() {
    local passed=0 failed=0 skipped=0 file counters
    for file in "$results"/*.trx; do
        [ -e "$file" ] || continue
        counters=$(grep -o '<Counters [^>]*' "$file")
        passed=$((passed + $(sed 's/.* passed="\([0-9]*\)".*/\1/' <<<"$counters")))
        failed=$((failed + $(sed 's/.* failed="\([0-9]*\)".*/\1/' <<<"$counters")))
        skipped=$((skipped + $(sed 's/.* notExecuted="\([0-9]*\)".*/\1/' <<<"$counters")))
    done
    # A build that fails or a test program that dies has no counter of its own.
    [ "$1" = 0 ] || [ "$failed" -gt 0 ] || failed=1
    echo "$passed passed, $failed failed, $skipped skipped"
    [ "$failed" = 0 ] && [ "$passed" -gt 0 ]
    exit
}

rm -rf "$results"
command -v chromium >/dev/null || install chromium || finish 1
command -v npm >/dev/null || install npm || finish 1
[ -f /usr/share/fonts/truetype/dejavu/DejaVuSans.ttf ] || install fonts-dejavu-core || finish 1
dotnet build Harness.sln -c Release -v q --nologo -nodeReuse:false -p:UseSharedCompilation=false || finish 1
code=0
for project in Harness.Tests Harness.Integration.Tests; do
    dotnet "tests/$project/bin/Release/net10.0/$project.dll" --results-directory "$results" --report-trx --report-trx-filename "$project.trx" || code=1
done
finish $code
