#!/bin/sh
# Rebuilds c-text.wasm. Wants wit-bindgen 0.63 (cargo install wit-bindgen-cli), wasm-tools, and a clang with wasi-libc (on Debian:
# clang-22, lld-22, libclang-rt-22-dev-wasm32, wasi-libc); CC may say which. The bindings are made anew and not kept.
set -eu
cd "$(dirname "$0")"
wit-bindgen c world.wit --world text --string-encoding utf16 --out-dir gen
${CC:-clang} --target=wasm32-wasi -Wall -Wno-deprecated -Oz -mexec-model=reactor -Wl,-s \
  tools.c gen/text.c gen/text_component_type.o -o gen/core.wasm
wasm-tools component new gen/core.wasm -o c-text.wasm
wasm-tools validate c-text.wasm
