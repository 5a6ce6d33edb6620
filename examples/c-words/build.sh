#!/bin/sh
# Rebuilds c-words.wasm: a program for WASI preview 1, made a component of WASI 0.2. Wants wasm-tools, a clang with a libc for
# WASI (on Debian: clang-22, libclang-rt-22-dev-wasm32, lld-22, wasi-libc), and
#   ADAPTER  wasi_snapshot_preview1.command.wasm of wasmtime (also in lib/ of the npm package @bytecodealliance/jco)
set -eu
cd "$(dirname "$0")"
made=$(mktemp -d)
trap 'rm -rf "$made"' EXIT
${CC:-clang-22} --target=wasm32-wasi -Wno-deprecated -Oz -Wl,-s words.c -o "$made/words.wasm"
wasm-tools component new "$made/words.wasm" --adapt "wasi_snapshot_preview1=$ADAPTER" -o c-words.wasm
wasm-tools validate c-words.wasm
