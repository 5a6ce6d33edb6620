#!/bin/sh
# Rebuilds rust-service.wasm. Wants a Rust that has the target wasm32-wasip2, from rustup (rustup target add
# wasm32-wasip2) or a distribution's. CARGO, CARGO_FLAGS (say, "-Z build-std=std,panic_abort"), RUSTC, RUSTFLAGS and
# CARGO_TARGET_DIR may say where things are.
set -eu
cd "$(dirname "$0")"
target=${CARGO_TARGET_DIR:-target}
# No path of the building machine shall stand in the panic messages.
flags="--remap-path-prefix=$PWD=rust-service --remap-path-prefix=$("${RUSTC:-rustc}" --print sysroot)/lib/rustlib/src/rust=rust"
for crates in "${CARGO_HOME:-$HOME/.cargo}"/registry/src/*; do
  flags="$flags --remap-path-prefix=$crates=crates"
done
export RUSTFLAGS="${RUSTFLAGS-} $flags"
# shellcheck disable=SC2086 # the flags are words
${CARGO:-cargo} build --release --target wasm32-wasip2 ${CARGO_FLAGS-}
cp "$target/wasm32-wasip2/release/rust-service.wasm" .
