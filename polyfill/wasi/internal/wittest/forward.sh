#!/bin/sh
# usage: forward.sh WIT-PACKAGES WORLDS TO
#
# Makes for each world of the WIT file WORLDS a component without code that imports all of it and exports it again:
# TO/world.wasm. WIT-PACKAGES is a folder with the packages, a folder each. Needs wasm-tools and python3.
set -eu
packages=$1 worlds=$2 to=$3 tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
mkdir -p "$tmp/wit/deps"
cp -r "$packages"/* "$tmp/wit/deps/"
cp "$worlds" "$tmp/wit/world.wit"
for world in $(sed -n 's/^world \([a-z0-9-]*\) {$/\1/p' "$worlds"); do
  wasm-tools component embed "$tmp/wit" --all-features --dummy -w "$world" -o "$tmp/core.wasm"
  wasm-tools component new "$tmp/core.wasm" -o "$tmp/dummy.wasm"
  # Of the dummy, what stands before its first core module: types and imports. Then the exports.
  wasm-tools print "$tmp/dummy.wasm" | python3 -c '
import re, sys
names = []
for line in sys.stdin:
    if line.startswith("  (core "):
        break
    names += re.findall(r"^  \(import \"([^\"]+)\"", line)
    print(line, end="")
for name in names:
    print(f"  (export \"{name}\" (instance ${name}))")
print(")")
' > "$tmp/forward.wat"
  wasm-tools parse "$tmp/forward.wat" -o "$tmp/forward.wasm"
  wasm-tools strip --all "$tmp/forward.wasm" -o "$to/$world.wasm"
done
