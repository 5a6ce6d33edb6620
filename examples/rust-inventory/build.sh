#!/bin/sh
# Rebuilds rust-inventory.wasm. Wants wasm-tools and a Rust that has the target wasm32-unknown-unknown, be it from rustup
# (rustup target add wasm32-unknown-unknown) or a distribution's (on Debian: rustc-web, cargo-web, rust-web-src and lld-22).
# CARGO, CARGO_FLAGS (say, "-Z build-std=std,panic_abort"), RUSTC and CARGO_TARGET_DIR may say where things are.
set -eu
cd "$(dirname "$0")"
target=${CARGO_TARGET_DIR:-target}
# No path of the building machine shall stand in the panic messages.
flags="--remap-path-prefix=$PWD=rust-inventory --remap-path-prefix=$("${RUSTC:-rustc}" --print sysroot)/lib/rustlib/src/rust=rust"
for crates in "${CARGO_HOME:-$HOME/.cargo}"/registry/src/*; do
  flags="$flags --remap-path-prefix=$crates=crates"
done
export RUSTFLAGS="${RUSTFLAGS-} $flags"
# shellcheck disable=SC2086 # the flags are words
${CARGO:-cargo} build --release --target wasm32-unknown-unknown ${CARGO_FLAGS-}
wasm-tools component new "$target/wasm32-unknown-unknown/release/rust_inventory.wasm" -o rust-inventory.wasm
wasm-tools validate rust-inventory.wasm
