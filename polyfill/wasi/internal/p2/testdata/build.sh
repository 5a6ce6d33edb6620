#!/bin/sh
# usage: build.sh FOLDER-OF-WIT-PACKAGES
set -eu
to=$(cd "$(dirname "$0")" && pwd) tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
mkdir -p "$tmp/wit/deps"
cp -r "$1"/* "$tmp/wit/deps/"
cat > "$tmp/wit/world.wit" <<'W'
package test:forward;
world forward {
  include wasi:cli/imports@0.2.12;
  include wasi:http/imports@0.2.12;
  import wasi:clocks/timezone@0.2.12;
  import wasi:http/types@0.2.12;
}
W
cd "$tmp"
wasm-tools component embed wit --all-features --dummy -w forward -o core.wasm
wasm-tools component new core.wasm -o dummy.wasm
# Of the dummy, what stands before its first core module: types and imports. Then the exports.
wasm-tools print dummy.wasm | python3 -c '
import re, sys
names = []
for line in sys.stdin:
    if line.startswith("  (core "):
        break
    names += re.findall(r"^  \(import \"([^\"]+)\"", line)
    print(line, end="")
for name in names:
    print(f"  (export \"{name}\" (instance ${name}))")
print(")")
' > forward.wat
wasm-tools parse forward.wat -o forward.wasm
wasm-tools strip --all forward.wasm -o "$to/forward.wasm"
