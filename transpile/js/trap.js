// Traps: how a guest's failure, or a host's, reaches the caller of an export.
// Each declaration is copied into the modules that use it, see helpers.go.

import { engineTrap } from './engine.js';
import { BadValue } from './values.js';

/** A broken rule of the Canonical ABI, on its way to the caller of an export. */
export class Trap extends Error {}

/**
 * @param {string} text wasmtime's wording
 * @returns {never}
 */
export function trap(text) {
  throw new Trap(text);
}

/**
 * wasmtime's wording for what was thrown out of a guest, undefined if it is no trap.
 * @param {any} e
 * @returns {string | undefined}
 */
export function trapText(e) {
  return e instanceof Trap ? e.message : engineTrap(e);
}

/**
 * What an import failed with, until the export that led to it has failed too.
 * @type {{ error: any } | undefined}
 */
export let held;

/**
 * What the caller of an export gets for what was thrown inside it. The instance stays entered, so that nothing can
 * enter it again, unless its code has not run.
 * @param {any} e
 * @param {{ entered: number, failure?: { cause: unknown }, undo?: () => void }} instance the root instance: 1 while
 *   arguments are lowered, then 2; failure is the first that it did not survive
 * @param {string} where the export's name and type
 */
export function fail(e, instance, where) {
  if (!(e instanceof Trap) && instance.entered < 2) {
    instance.undo?.();
    instance.entered = 0;
    return e instanceof BadValue ? new TypeError(`${e.path} ${e.text} (in ${where})`) : e;
  }
  const kept = held;
  held = undefined;
  if (kept) e = kept.error;
  if (kept || !e?.refused) instance.failure ??= { cause: e };
  if (kept && !(e instanceof Trap)) return e;
  const text = trapText(e);
  return text ? new /** @type {any} */ (WebAssembly.RuntimeError)(`wasm trap: ${text} (in ${where})`, { cause: e }) : e;
}

/** wasm's `unreachable`: unlike an exception, no handler in the guest's code can catch it. */
export const executeUnreachable = /** @type {() => never} */ (
  new WebAssembly.Instance(
    new WebAssembly.Module(
      new Uint8Array([
        0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 7, 5, 1, 1, 117, 0, 0, 10, 5, 1, 3, 0, 0, 11,
      ]),
    ),
  ).exports.u
);

/**
 * Ends the guest's code after an import failed. Nothing is thrown through its frames: fail gives it to the caller.
 * @param {any} e
 * @param {string} where the import's name and type
 * @returns {never}
 */
export function abort(e, where) {
  held ??= { error: e instanceof BadValue ? new TypeError(`${e.path} ${e.text} (${e.how} ${where})`) : e };
  return executeUnreachable();
}

/**
 * The same for a call between components or a built-in: what core code threw is a trap, what a host's destructor threw
 * is not.
 * @param {any} e
 * @param {boolean} [host]
 * @returns {never}
 */
export function abortCall(e, host) {
  const text = !host && !(e instanceof Trap) && trapText(e);
  held ??= { error: text ? new Trap(text, { cause: e }) : e };
  return executeUnreachable();
}

/** @param {{ mayLeave?: boolean }} instance */
export function checkLeave(instance) {
  if (instance.mayLeave === false) trap('cannot leave component instance');
}

/**
 * The entry of an export while its instance may not be entered: it runs, or has failed. The first failure is the cause.
 * @param {{ entered?: number, failure?: { cause: unknown } }} instance
 */
export function cannotEnter({ failure }) {
  const text = `cannot enter component instance${failure ? ', which failed before' : ''}`;
  throw Object.assign(new Trap(text, failure), { refused: true });
}

/**
 * A call before `$init` has made the instance.
 * @returns {never}
 */
export function notInstantiated() {
  throw new TypeError('the component is not instantiated yet: `await $init` first');
}

/**
 * The same for an instance that is there only after a promise, or can be disposed of.
 * @param {{ entered?: number, failure?: { cause: unknown } }} instance
 */
export function cannotEnterNow(instance) {
  if (instance.entered === 3) notInstantiated();
  if (instance.entered === 4) throw new TypeError('the component instance was disposed of');
  cannotEnter(instance);
}

/**
 * Ends an instance: neither calls nor destructors enter it any more. A call that is under way comes to its end.
 * @param {{ entered: number }} root
 */
export function disposeInstance(root) {
  const end = () => {
    root.entered = 4;
  };
  if (root.entered) queueMicrotask(end);
  else end();
}
