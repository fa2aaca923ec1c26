#!/usr/bin/env bash
# Fetches what Debian does not package (deps/package-lock.json) into .deps/, checked against the integrity hashes of the
# lock file, without running any script of theirs. Does nothing when .deps/ is current.
#
#   fetch_sources.sh        what the build needs
#   fetch_sources.sh test   also what only tests need
set -euo pipefail
repo=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
deps=${ANTIVENOM_DEPS:-$repo/.deps}

# Each stamp is the lock file that was followed; what tests need includes the rest.
current() { cmp -s "$repo/deps/package-lock.json" "$deps/$1"; }
stamp=fetched.json
options=(--omit=dev)
if [ "${1:-}" = test ]; then
  stamp=fetched-test.json
  options=()
fi
if [ -d "$deps/node_modules/tree-sitter-python" ] && { current "$stamp" || current fetched-test.json; }; then
  exit 0
fi
echo "antivenom: fetching pinned sources" >&2
mkdir -p "$deps"
rm -f "$deps/fetched.json" "$deps/fetched-test.json"
cp "$repo/deps/package.json" "$repo/deps/package-lock.json" "$deps/"
log=$(cd "$deps" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error ${options[@]+"${options[@]}"} 2>&1) || {
  echo "$log" >&2
  exit 1
}
cp "$repo/deps/package-lock.json" "$deps/$stamp"
