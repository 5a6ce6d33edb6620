// What transpiled components import: the driver of the realm's task core.

import { loadCore, startCore } from './core.js';
import { Driver } from './driver.js';

export { Trap, trapText } from './trap.js';

/**
 * The driver of a core. Whichever copy of this file comes first makes it, for all.
 * @param {import('./core.js').Core} core
 * @returns {Driver}
 */
function driverOf(core) {
  core.shared.driver ??= new Driver(core);
  return core.shared.driver;
}

/**
 * Gives the driver of this realm, and makes its core from jco-go-runtime.wasm if there is none yet.
 * @param {Parameters<typeof loadCore>[0] | null} [source] of that module, else the file beside this one
 */
export async function loadRuntime(source) {
  return driverOf(await loadCore(source ?? new URL('./jco-go-runtime.wasm', import.meta.url)));
}

/**
 * The same with a compiled module, without waiting for anything.
 * @param {() => WebAssembly.Module} module
 */
export function startRuntime(module) {
  return driverOf(startCore(module()));
}
