// node functions.mjs < WIT: prints the functions of the wasi packages in what `wasm-tools component wit --json` gives.

import { readFileSync } from 'node:fs';

const { interfaces, packages } = JSON.parse(readFileSync(0, 'utf8'));
const functions = interfaces.flatMap((/** @type {any} */ { name, package: of, functions }) => {
  const [, owner] = /^(wasi:.*)@/.exec(packages[of].name) ?? [];
  return owner ? Object.keys(functions).map((f) => `${owner}/${name}#${f}`) : [];
});
console.log(functions.sort().join('\n'));
