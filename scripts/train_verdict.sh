#!/bin/sh
# Trains the verdict's model on labelled packages, measures it on families left out, and builds it in.
#
# Usage: train_verdict.sh MALICIOUS.csv BENIGN.csv [OPTION of antivenom evaluate...]
# Writes models/verdict.tsv, docs/ACCURACY.md and docs/BEHAVIOURS.md. The same lists, packages and sources give the same model.
set -eu

if [ $# -lt 2 ]; then
  sed -n '2,5s/^# \{0,1\}//p' "$0" >&2
  exit 2
fi
root=$(cd "$(dirname "$0")/.." && pwd)
build=${AV_BUILD_DIR:-$root/build}
malicious=$1
benign=$2
shift 2

[ -f "$build/CMakeCache.txt" ] || cmake -S "$root" -B "$build" -G Ninja
cmake --build "$build" --target antivenom
"$build/antivenom" evaluate --malicious "$malicious" --benign "$benign" --folds 10 \
  --write-model "$root/models/verdict.tsv" --report "$root/docs/ACCURACY.md" \
  --behaviours "$root/docs/BEHAVIOURS.md" "$@"
cmake --build "$build" --target antivenom
