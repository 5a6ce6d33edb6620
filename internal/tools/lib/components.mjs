// Finding components to try something with.

import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Tells a component from a core module. @param {string} path */
const isComponent = (path) => readFileSync(path)[6] === 1;

/**
 * @param {string} path a component, or a folder: all in it, but for what folders called bad have
 * @returns {string[]}
 */
export function components(path) {
  if (!statSync(path).isDirectory()) return isComponent(path) ? [path] : [];
  return readdirSync(path, { withFileTypes: true }).flatMap((entry) => {
    const at = join(path, entry.name);
    if (entry.isDirectory()) return entry.name === 'bad' ? [] : components(at);
    return entry.name.endsWith('.wasm') ? components(at) : [];
  });
}
