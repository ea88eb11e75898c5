#!/bin/bash
# A hundred random rounds on a standing shop in containers (or as many as are asked for), with harnesses and companions killed in the middle: about
# half an hour. It needs a Docker engine that answers, and leaves nothing behind. HARNESS_SEED repeats a series.
#   bash tests/soak.sh [rounds]
set -euo pipefail
cd "$(dirname "$0")/.."
docker version >/dev/null 2>&1 || { echo "no Docker engine answers: start one (tests/run.sh does, as root)" >&2; exit 1; }
dotnet build tests/Harness.Integration.Tests -c Release -v q --nologo -nodeReuse:false -p:UseSharedCompilation=false
HARNESS_ROUNDS=${1:-100} exec dotnet tests/Harness.Integration.Tests/bin/Release/net10.0/Harness.Integration.Tests.dll --filter-class "*RandomRoundsTests" --show-live-output on
