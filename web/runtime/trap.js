// What ends a guest, and what its callers get.

import { engineTrap } from '../../transpile/js/engine.js';

const brand = Symbol.for('jco-go:trap');

/** A broken rule of the Component Model. Copies of this file know each other's traps. */
export class Trap extends Error {
  /**
   * @override
   * @param {unknown} e
   */
  static [Symbol.hasInstance](e) {
    return Boolean(/** @type {any} */ (e)?.[brand]);
  }

  get [brand]() {
    return true;
  }
}

/**
 * wasmtime's wording for what was thrown out of a guest, undefined if it is no trap.
 * @param {any} e
 * @returns {string | undefined}
 */
export function trapText(e) {
  return e instanceof Trap ? e.message : engineTrap(e);
}

/** A trap on a stack that the engine has not told about yet: its error comes with the promise of that stack. */
export class PendingTrap {
  /** @param {Promise<any>} stack */
  constructor(stack) {
    this.stack = stack;
  }
}

/** wasm's `unreachable`: unlike an exception, no handler in a guest's code can catch it. */
export const executeUnreachable = /** @type {() => never} */ (
  new WebAssembly.Instance(
    new WebAssembly.Module(
      Uint8Array.of(
        ...[0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0],
        ...[7, 5, 1, 1, 117, 0, 0, 10, 5, 1, 3, 0, 0, 11],
      ),
    ),
  ).exports.u
);
