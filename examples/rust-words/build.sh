#!/bin/sh
# Rebuilds rust-words.wasm. Wants a Rust for wasm32-unknown-unknown, wasm-tools, and the packages of WASI 0.3.0 in $WASI_WIT.
# CARGO, CARGO_FLAGS (say, "-Z build-std=std,panic_abort"), RUSTC, RUSTFLAGS and CARGO_TARGET_DIR may say where things are.
set -eu
cd "$(dirname "$0")"
rm -rf wit/deps
cp -r "${WASI_WIT:-${JCO_GO_SHARED:?}/wasi-0.3.0-wit}" wit/deps
chmod -R u+w wit/deps
rm -f wit/deps/*.md
target=${CARGO_TARGET_DIR:-target}
# No path of the building machine shall stand in the panic messages.
flags="--remap-path-prefix=$PWD=rust-words --remap-path-prefix=$("${RUSTC:-rustc}" --print sysroot)/lib/rustlib/src/rust=rust"
for crates in "${CARGO_HOME:-$HOME/.cargo}"/registry/src/*; do
  flags="$flags --remap-path-prefix=$crates=crates"
done
export RUSTFLAGS="${RUSTFLAGS-} $flags"
# shellcheck disable=SC2086 # the flags are words
${CARGO:-cargo} build -q --release --target wasm32-unknown-unknown ${CARGO_FLAGS-}
wasm-tools component new "$target/wasm32-unknown-unknown/release/rust_words.wasm" -o rust-words.wasm
wasm-tools validate --features all rust-words.wasm
ls -l rust-words.wasm
