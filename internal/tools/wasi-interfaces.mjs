// npm run wasi-interfaces: makes web/wasi/interfaces from the WIT of WASI 0.3.0 in $JCO_GO_SHARED.

import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { interfacesFolder, makeInterfaces, sharedWit } from './lib/wasi-interfaces.mjs';

const wit = sharedWit();
if (wit) {
  const made = await makeInterfaces(wit);
  rmSync(interfacesFolder, { recursive: true, force: true });
  mkdirSync(interfacesFolder);
  for (const [name, text] of made) writeFileSync(join(interfacesFolder, name), text);
  console.log(`${made.size} files`);
} else {
  console.error('There is no wasi-0.3.0-wit in $JCO_GO_SHARED.');
  process.exitCode = 1;
}
