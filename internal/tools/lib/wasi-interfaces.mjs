// The declarations of WASI 0.3 in the npm package, web/wasi/interfaces: those that `jco-go types` makes of the WIT.

import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sharedFolder } from './conformance.mjs';
import { root } from './places.mjs';
import { must } from './run.mjs';

/** Where they lie. */
export const interfacesFolder = join(root, 'web', 'wasi', 'interfaces');

/** The worlds that have all interfaces between them. */
const worlds = [
  { package: 'cli', world: 'command' },
  { package: 'http', world: 'middleware' },
];

/** @returns {string | undefined} the folder with the WIT of WASI 0.3.0, which is not part of this repository */
export function sharedWit() {
  const folder = join(sharedFolder(), 'wasi-0.3.0-wit');
  return existsSync(folder) ? folder : undefined;
}

/**
 * Makes the declarations, of imports only.
 * @param {string} wit
 * @returns {Promise<Map<string, string>>} by file name
 */
export async function makeInterfaces(wit) {
  /** @type {Map<string, string>} */
  const made = new Map();
  for (const world of worlds) {
    const folder = await typesOf(wit, world);
    const main = readFileSync(join(folder, `${world.world}.d.ts`), 'utf8');
    for (const name of readdirSync(join(folder, 'interfaces'))) {
      const imported =
        main.includes(`export type * as`) && new RegExp(`/${name.replace('.d.ts', '.js')}'; // import`).test(main);
      if (imported) made.set(name, readFileSync(join(folder, 'interfaces', name), 'utf8'));
    }
    rmSync(folder, { recursive: true });
  }
  return made;
}

/**
 * Runs `jco-go types` on a world of WASI.
 * @param {string} wit
 * @param {{ package: string, world: string }} world
 * @param {string[]} [options]
 * @returns {Promise<string>} a folder that the caller removes
 */
export async function typesOf(wit, { package: name, world }, options = []) {
  const folder = mkdtempSync(join(tmpdir(), 'jco-go-wit-'));
  const text = join(folder, 'wit');
  cpSync(join(wit, name), text, { recursive: true });
  mkdirSync(join(text, 'deps'));
  for (const other of readdirSync(wit, { withFileTypes: true })) {
    if (other.isDirectory() && other.name !== name)
      cpSync(join(wit, other.name), join(text, 'deps', other.name), { recursive: true });
  }
  const args = ['run', './cmd/jco-go', 'types', text, '-n', world, '--all-features', '-q', '-o', folder, ...options];
  await must('go', args);
  rmSync(text, { recursive: true });
  return folder;
}
