#!/bin/sh
# usage: build.sh FOLDER-OF-WIT-PACKAGES
set -eu
to=$(cd "$(dirname "$0")" && pwd) tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
mkdir -p "$tmp/wit/deps"
cp -r "$1"/* "$tmp/wit/deps/"
cat > "$tmp/wit/world.wit" <<'W'
package test:forward;

world cli {
  include wasi:clocks/imports@0.3.0;
  include wasi:filesystem/imports@0.3.0;
  include wasi:random/imports@0.3.0;
  import wasi:clocks/timezone@0.3.0;
  import wasi:cli/environment@0.3.0;
  import wasi:cli/exit@0.3.0;
  import wasi:cli/stdin@0.3.0;
  import wasi:cli/stdout@0.3.0;
  import wasi:cli/stderr@0.3.0;
  import wasi:cli/terminal-input@0.3.0;
  import wasi:cli/terminal-output@0.3.0;
  import wasi:cli/terminal-stdin@0.3.0;
  import wasi:cli/terminal-stdout@0.3.0;
  import wasi:cli/terminal-stderr@0.3.0;
}

world sockets {
  include wasi:sockets/imports@0.3.0;
}

world http {
  import wasi:http/types@0.3.0;
  import wasi:http/client@0.3.0;
}
W
cd "$tmp"
for world in cli sockets http; do
  wasm-tools component embed wit --all-features --dummy -w $world -o core.wasm
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
  wasm-tools strip --all forward.wasm -o "$to/$world.wasm"
done
