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
    try {
      return Boolean(/** @type {any} */ (e)?.[brand]);
    } catch {
      return false; // whatever a host throws
    }
  }

  get [brand]() {
    return true;
  }
}

/**
 * wasmtime's wording for what was thrown out of a guest, undefined if it is no trap: so is what a host's function failed
 * with, also if that is the trap of another component, which its own caller has been told.
 * @param {any} e
 * @returns {string | undefined}
 */
export function trapText(e) {
  try {
    if (e instanceof WebAssembly.RuntimeError && e.message.startsWith('wasm trap: ')) return undefined;
    return e instanceof Trap ? e.message : engineTrap(e);
  } catch {
    return undefined; // an object of a host's that throws when it is looked at
  }
}

/** A trap on a stack that the engine has not told about yet: its error comes with the promise of that stack. */
export class PendingTrap {
  #stack;

  /** @param {Promise<any>} stack */
  constructor(stack) {
    this.#stack = stack;
  }

  /** @param {any} e that may throw when it is asked for its prototype */
  static [Symbol.hasInstance](e) {
    return typeof e === 'object' && e !== null && #stack in e;
  }

  get stack() {
    return this.#stack;
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
