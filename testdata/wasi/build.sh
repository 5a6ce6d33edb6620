#!/bin/sh
# Rebuilds the programs, or those that are named: ./build.sh cli filesystem. Wants Rust with its source, a wasm-ld, Node and
# wasm-tools (examples/rust-service/build.sh says where they may be named), and the packages of WASI 0.3.0 in $WASI_WIT.
set -eu
cd "$(dirname "$0")"
rm -rf wit/deps
cp -r "${WASI_WIT:-${JCO_GO_SHARED:?}/wasi-0.3.0-wit}" wit/deps
chmod -R u+w wit/deps
rm -f wit/deps/*.md
wasm-tools component wit wit --json --features clocks-timezone | node functions.mjs > functions.txt
target=${CARGO_TARGET_DIR:-target}
# No path of the building machine shall stand in the panic messages.
flags="--remap-path-prefix=$PWD=programs --remap-path-prefix=$("${RUSTC:-rustc}" --print sysroot)/lib/rustlib/src/rust=rust"
for crates in "${CARGO_HOME:-$HOME/.cargo}"/registry/src/*; do
  flags="$flags --remap-path-prefix=$crates=crates"
done
export RUSTFLAGS="${RUSTFLAGS-} $flags"
names=${*:-$(sed -n '/^\[\[example/{n;s/name = "\(.*\)"/\1/p}' Cargo.toml)}
for name in $names; do
  # shellcheck disable=SC2086 # the flags are words
  ${CARGO:-cargo} build -q --release --target wasm32-unknown-unknown --example "$name" ${CARGO_FLAGS-}
  wasm-tools component new "$target/wasm32-unknown-unknown/release/examples/$(echo "$name" | tr - _).wasm" -o "$name/$name.wasm"
  wasm-tools validate --features all "$name/$name.wasm"
  ls -l "$name/$name.wasm"
done
