#!/bin/sh
# Rebuilds go-sync.wasm. Wants Go 1.26, wasm-tools, wit-bindgen 0.63 (cargo install wit-bindgen-cli --features go), and two
# things of which it has to be told where they are:
#   GO_PKG   the Go module go.bytecodealliance.org/pkg (src/pkg of the crate wit-bindgen-go 0.63.0)
#   ADAPTER  wasi_snapshot_preview1.reactor.wasm of wasmtime 50 (also in lib/ of the npm package @bytecodealliance/jco)
set -eu
cd "$(dirname "$0")"
made=$(mktemp -d)
trap 'rm -rf "$made"' EXIT
cp -R go.mod world.wit export_wit_world "$made"
out=$PWD
cd "$made"
wit-bindgen go world.wit --world sync --out-dir .
export GOFLAGS=-mod=mod
go mod edit -replace go.bytecodealliance.org/pkg="$GO_PKG"
GOOS=wasip1 GOARCH=wasm go build -trimpath -buildmode=c-shared -ldflags='-checklinkname=0 -s -w' -o core.wasm .
wasm-tools component embed world.wit --world sync core.wasm -o core.embed.wasm
wasm-tools component new core.embed.wasm --adapt "$ADAPTER" -o "$out/go-sync.wasm"
wasm-tools validate "$out/go-sync.wasm"
