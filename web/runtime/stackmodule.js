// The small core modules between stacks that can be suspended and JavaScript: a JavaScript frame on a stack keeps it from
// being suspended, so what parks is called from wasm, see transpile/stacks.go.

import { LIFT_CALLBACK } from './call.js';
import { Stack } from './stack.js';
import { BLOCK, OK, RUN } from './status.js';
import { callCallback, taskEnded, taskReturned } from './tasks.js';

/** @typedef {import('./driver.js').Driver} Driver */

/**
 * The core module of a component's stacks.
 * @typedef {object} StackModule
 * @property {boolean} on whether the engine can suspend stacks
 * @property {any} exports
 * @property {(k: number) => (fn: any, ...args: any[]) => any} entry
 * @property {() => (fn: any, event: number, p1: number, p2: number) => any} callbackEntry
 */

/**
 * Makes the entries and the built-ins that may wait.
 * @param {Driver} driver
 * @param {WebAssembly.Module} module
 * @param {Record<string, Function>} functions its imports: the two halves of each built-in
 * @returns {StackModule}
 */
export function stackModule(driver, module, functions) {
  const { Suspending, promising } = /** @type {any} */ (WebAssembly);
  const on = Boolean(Suspending && promising);
  const park = () => parkStack(driver);
  const { exports } = new WebAssembly.Instance(module, {
    '': {
      ...functions,
      park: on ? new Suspending(park) : () => null,
      resumed: (/** @type {Stack} */ stack) => resumed(driver, stack),
      done: (/** @type {any} */ returned) => done(driver, returned),
      again: (/** @type {number} */ packed) => callbackDone(driver, packed),
      event: (/** @type {number} */ i) => driver.core.mail[i],
    },
  });
  const table = /** @type {WebAssembly.Table} */ (exports.t);
  /** @type {Map<any, number>} */
  const slots = new Map();
  const slotOf = (/** @type {any} */ fn) => {
    let slot = slots.get(fn);
    if (slot === undefined) {
      slot = table.grow(1, fn);
      slots.set(fn, slot);
    }
    return slot;
  };
  const enter = (/** @type {any} */ entry) => {
    if (!on) return (/** @type {any} */ fn, /** @type {any[]} */ ...args) => fn(...args);
    const run = promising(entry);
    return (/** @type {any} */ fn, /** @type {any[]} */ ...args) => run(slotOf(fn), ...args);
  };
  return { on, exports, entry: (k) => enter(exports[`e${k}`]), callbackEntry: () => enter(exports.c) };
}

/**
 * The import that suspends: the promise gives the stack itself, by which it is known when it goes on.
 * @param {Driver} driver
 */
function parkStack(driver) {
  const stack = /** @type {Stack} */ (driver.stack);
  const promise = new Promise((resolve) => {
    stack.resolve = resolve;
  });
  stack.parked = true;
  if (!stack.goOn) {
    driver.parked.set(stack.thread, stack);
    let later;
    if (stack.hands) {
      stack.hands = false;
      try {
        later = driver.act();
      } catch {
        // Its component, which is this one's, is dead: nobody goes on.
        if (stack.resumed) driver.stack = undefined;
        return promise;
      }
      driver.stack = stack;
    }
    if (stack.resumed) yielded(stack, later);
    else stack.later = later;
  }
  if (stack.resumed) driver.stack = undefined;
  return promise;
}

/**
 * Gives control back to who resumed a stack, or makes another stack do it.
 * @param {Stack} stack
 * @param {Stack} [later]
 */
function yielded(stack, later) {
  const { resumer } = stack;
  stack.resumer = undefined;
  if (later) later.resumer = resumer;
  else if (resumer instanceof Stack) resumer.resolve(resumer);
  else if (resumer) queueMicrotask(resumer);
}

/**
 * The first act of a stack that goes on. Gives 1 if it has to park again.
 * @param {Driver} driver
 * @param {Stack} stack
 */
function resumed(driver, stack) {
  driver.stack = stack;
  stack.resumed = true;
  stack.later = undefined;
  try {
    const { goOn } = stack;
    if (goOn) {
      stack.goOn = undefined;
      return goOn();
    }
    const status = driver.check(driver.ops.switched(stack.thread));
    if (status === BLOCK) return 1;
    driver.value = stack.call ? stack.call.value : driver.core.mail[0];
    stack.call = undefined;
    return 0;
  } catch (e) {
    return driver.abort(e);
  }
}

/**
 * A core function has returned on its stack.
 * @param {Driver} driver
 * @param {any} returned
 */
function done(driver, returned) {
  const stack = /** @type {Stack} */ (driver.stack);
  const { task } = stack;
  try {
    if (!task) driver.check(driver.ops.thread_exit());
    else if (task.pair.lift.kind !== LIFT_CALLBACK) taskReturned(driver, task, returned);
    else {
      const status = driver.check(driver.ops.callback_returned(returned));
      if (status === RUN) {
        const { mail } = driver.core;
        stack.later = callCallback(driver, task, mail[1], mail[4], mail[5], mail[6]);
      } else if (status === OK) taskEnded(driver, task);
    }
  } catch (e) {
    driver.abort(e);
  }
  end(driver, stack);
}

/**
 * A callback has returned on its stack. Gives 1 if it is to be called again, with the event in the mail.
 * @param {Driver} driver
 * @param {number} packed
 */
function callbackDone(driver, packed) {
  const stack = /** @type {Stack} */ (driver.stack);
  try {
    const status = driver.check(driver.ops.callback_returned(packed));
    if (status === RUN) return 1;
    if (status === OK) taskEnded(driver, /** @type {any} */ (stack.task));
  } catch (e) {
    driver.abort(e);
  }
  end(driver, stack);
  return 0;
}

/**
 * @param {Driver} driver
 * @param {Stack} stack
 */
function end(driver, stack) {
  stack.done = true;
  if (!stack.resumed) return;
  driver.stack = undefined;
  yielded(stack, stack.later);
}
