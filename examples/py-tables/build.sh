#!/bin/sh
# Builds py-tables.wasm, which is not in the repository: CPython makes it 18 MB, and no two builds are the same to the byte.
# Wants componentize-py 0.25.1, from $COMPONENTIZE_PY or $PATH; else fetches it (pip) into .cache/ of the repository.
set -eu
cd "$(dirname "$0")"
tool=${COMPONENTIZE_PY:-componentize-py}
if ! command -v "$tool" >/dev/null 2>&1; then
  home=../../.cache/componentize-py
  tool=$home/bin/componentize-py
  if [ ! -x "$tool" ]; then
    echo 'Fetching componentize-py (pip)…'
    python3 -m venv "$home"
    "$home/bin/pip" install -q --disable-pip-version-check componentize-py==0.25.1
  fi
fi
# All that lies below the folder of the guest gets into the component.
"$tool" -q -d world.wit -w app componentize -p guest --stub-wasi app -o py-tables.wasm
rm -rf guest/__pycache__
