#!/bin/sh
# Rebuilds js-ledger.wasm. Wants componentize-qjs (npm install componentize-qjs@0.4.5). No two builds are the same to the
# byte: the engine's heap, which is in the component, holds seeds and times.
set -eu
cd "$(dirname "$0")"
${COMPONENTIZE_QJS:-componentize-qjs} --wit world.wit --js ledger.js --sync --stub-wasi --opt-size -m -o js-ledger.wasm
