#!/usr/bin/env bash
# Fetches the C sources that Debian does not package (deps/package-lock.json) into .deps/, checked against the
# integrity hashes of the lock file, without running any script of theirs. Does nothing when .deps/ is current.
set -euo pipefail
repo=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
deps=${ANTIVENOM_DEPS:-$repo/.deps}

if [ -d "$deps/node_modules/tree-sitter-python" ] && cmp -s "$repo/deps/package-lock.json" "$deps/fetched.json"; then
  exit 0
fi
echo "antivenom: fetching the tree-sitter sources" >&2
mkdir -p "$deps"
cp "$repo/deps/package.json" "$repo/deps/package-lock.json" "$deps/"
log=$(cd "$deps" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error 2>&1) || {
  echo "$log" >&2
  exit 1
}
cp "$repo/deps/package-lock.json" "$deps/fetched.json"
