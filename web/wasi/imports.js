// The interfaces under the names by which components import them.

/** The version that is answered for; components that import another 0.3.x find it, too. */
const version = '0.3.0';

/** @import { WasiImports, WasiOptions } from './index.js' */

/**
 * Gives `wasi` for the packages of a platform, each a function that makes its interfaces: `{ 'wasi:cli/terminal-input@0.3.0': … }`
 * for a `cli` that gives `{ terminalInput: … }`.
 * @param {Record<string, (options: WasiOptions) => Record<string, object>>} packages
 * @returns {(options?: WasiOptions) => WasiImports}
 */
export function hostOf(packages) {
  return (options = {}) => {
    /** @type {Record<string, object>} */
    const imports = {};
    for (const [name, interfaces] of Object.entries(packages)) {
      for (const [alias, functions] of Object.entries(interfaces(options))) {
        const kebab = alias.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
        imports[`wasi:${name}/${kebab}@${version}`] = functions;
      }
    }
    return /** @type {any} */ (imports);
  };
}
