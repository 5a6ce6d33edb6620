#!/bin/sh
# Rebuilds rust-gzip.wasm. Wants a Rust for wasm32-unknown-unknown, and wasm-tools. CARGO, CARGO_FLAGS (say,
# "-Z build-std=std,panic_abort"), RUSTC, RUSTFLAGS and CARGO_TARGET_DIR may say where things are.
set -eu
cd "$(dirname "$0")"
target=${CARGO_TARGET_DIR:-target}
# No path of the building machine shall stand in the panic messages.
flags="--remap-path-prefix=$PWD=rust-gzip --remap-path-prefix=$("${RUSTC:-rustc}" --print sysroot)/lib/rustlib/src/rust=rust"
for crates in "${CARGO_HOME:-$HOME/.cargo}"/registry/src/*; do
  flags="$flags --remap-path-prefix=$crates=crates"
done
export RUSTFLAGS="${RUSTFLAGS-} $flags"
# shellcheck disable=SC2086 # the flags are words
${CARGO:-cargo} build -q --release --target wasm32-unknown-unknown ${CARGO_FLAGS-}
wasm-tools component new "$target/wasm32-unknown-unknown/release/rust_gzip.wasm" -o rust-gzip.wasm
wasm-tools validate --features all rust-gzip.wasm
ls -l rust-gzip.wasm
