// Tasks: their core functions and callbacks are called, and what these give is returned.

import { LIFT_CALLBACK, LIFT_SYNC } from './call.js';
import { Stack } from './stack.js';
import { OK, RUN, TRAPPED } from './status.js';
import { PendingTrap, Trap } from './trap.js';

/** @typedef {import('./call.js').Call} Call */
/** @typedef {import('./call.js').ThreadStart} ThreadStart */
/** @typedef {import('./component.js').Instance} Instance */
/** @typedef {import('./driver.js').Driver} Driver */

/** The arguments of a call that has begun. @type {any[]} */
const none = [];

/**
 * Begins a task: lowers its arguments and calls the core function.
 * @param {Driver} driver
 * @param {Call} call
 * @returns {Stack | undefined}
 */
export function beginTask(driver, call) {
  const { pair } = call;
  const { stack: outer, plain } = driver;
  let stack;
  if (pair.stack) stack = driver.stack = new Stack(call.component, call.thread, call);
  else {
    driver.stack = undefined;
    driver.plain = call;
  }
  try {
    const returned = pair.start(call);
    if (call.isHost) call.args = none; // a guest's are where its result goes, too
    if (stack) {
      driver.stack = outer;
      return stackEntered(driver, stack, returned);
    }
    taskReturned(driver, call, returned);
  } catch (e) {
    if (stack?.held && !driver.held) driver.held = stack.held;
    if (!call.running && call.isHost && !driver.held && !(e instanceof Trap)) return abandonTask(driver, call, e);
    throw driver.broke(call.component, e);
  } finally {
    driver.stack = outer;
    driver.plain = plain;
  }
}

/**
 * The arguments of the host's call do not fit: the guest has not begun.
 * @param {Driver} driver
 * @param {Call} call
 * @param {any} e
 * @returns {undefined}
 */
function abandonTask(driver, call, e) {
  if (call.lowering) call.component.takeBack();
  driver.ops.task_abandon(call.task);
  driver.calls.remove(call.token);
  call.fail(e);
}

/**
 * Calls the callback of a task.
 * @param {Driver} driver
 * @param {Call} call
 * @param {number} thread
 * @param {number} event
 * @param {number} p1
 * @param {number} p2
 * @returns {Stack | undefined}
 */
export function callCallback(driver, call, thread, event, p1, p2) {
  const { lift } = call.pair;
  const { stack: outer, plain } = driver;
  let stack;
  if (call.pair.stack) stack = driver.stack = new Stack(call.component, thread, call);
  else {
    driver.stack = undefined;
    driver.plain = call;
  }
  try {
    if (stack) {
      const returned = lift.enterCallback(event, p1, p2);
      driver.stack = outer;
      return stackEntered(driver, stack, returned);
    }
    callbackReturned(driver, call, lift.callback(event, p1, p2));
  } catch (e) {
    throw driver.broke(call.component, e);
  } finally {
    driver.stack = outer;
    driver.plain = plain;
  }
}

/**
 * @param {Driver} driver
 * @param {ThreadStart} start
 * @param {number} thread
 * @returns {Stack | undefined}
 */
export function beginThread(driver, start, thread) {
  const { stack: outer, plain } = driver;
  let stack;
  if (start.enter) stack = driver.stack = new Stack(start.component, thread);
  else driver.stack = driver.plain = undefined;
  try {
    if (stack) {
      const returned = /** @type {any} */ (start).enter(start.fn, start.arg);
      driver.stack = outer;
      return stackEntered(driver, stack, returned);
    }
    start.fn(start.arg);
    driver.check(driver.ops.thread_exit());
  } catch (e) {
    throw driver.broke(start.component, e);
  } finally {
    driver.stack = outer;
    driver.plain = plain;
  }
}

/**
 * A task's core function has returned.
 * @param {Driver} driver
 * @param {Call} call
 * @param {any} returned
 */
export function taskReturned(driver, call, returned) {
  const { kind } = call.pair.lift;
  if (kind === LIFT_CALLBACK) return callbackReturned(driver, call, returned);
  if (kind === LIFT_SYNC) returnSync(driver, call, returned);
  driver.check(driver.ops.thread_exit());
  taskEnded(driver, call);
}

/**
 * A callback has returned.
 * @param {Driver} driver
 * @param {Call} call
 * @param {number} packed
 */
function callbackReturned(driver, call, packed) {
  for (;;) {
    const status = driver.goesOn() ? driver.ops.callback_next(packed) : driver.ops.callback_returned(packed);
    if (status === RUN) {
      const { mail } = driver.core;
      if (driver.turns >= 0) driver.turns++;
      packed = call.pair.lift.callback(mail[4], mail[5], mail[6]);
      continue;
    }
    if (status === OK) taskEnded(driver, call);
    driver.check(status);
    return;
  }
}

/**
 * @param {Driver} driver
 * @param {Call} call
 * @param {any} returned
 */
function returnSync(driver, call, returned) {
  const { pair } = call;
  driver.check(driver.ops.return_check(call.task));
  pair.result?.(call, returned);
  driver.ops.return(call.task);
  const { post, instance } = pair.lift;
  if (post) {
    instance.setMayLeave(false);
    post(returned);
    instance.setMayLeave(true);
  }
  call.returned = true;
  call.deliver();
}

/**
 * The implicit thread of a task has ended. Others of the task may return for it.
 * @param {Driver} driver
 * @param {Call} call
 */
export function taskEnded(driver, call) {
  call.ended = true;
  if (call.returned) driver.calls.remove(call.token);
}

/**
 * canon task.return, before its result is lifted: gives the call.
 * @param {Driver} driver
 * @param {Instance} instance
 * @param {number} result
 * @param {number} options
 */
export function beginReturn(driver, instance, result, options) {
  driver.check(driver.ops.return_begin(instance.id, result, options));
  const { mail } = driver.core;
  const call = /** @type {Call} */ (driver.calls.get(mail[1]));
  call.task = mail[0];
  return call;
}

/**
 * And after.
 * @param {Driver} driver
 * @param {Call} call
 */
export function endReturn(driver, call) {
  driver.ops.return(call.task);
  call.returned = true;
  call.deliver();
  if (call.ended) driver.calls.remove(call.token);
}

/**
 * canon task.cancel.
 * @param {Driver} driver
 * @param {Instance} instance
 */
export function cancelTask(driver, instance) {
  driver.check(driver.ops.task_cancel(instance.id));
  const call = /** @type {Call} */ (driver.calls.get(driver.core.mail[1]));
  call.returned = true;
  if (call.isHost) call.cancelled();
  if (call.ended) driver.calls.remove(call.token);
}

/**
 * A sync-typed function has not returned: runs other threads of its instance (CanonicalABI.md, canon lift).
 * @param {Driver} driver
 * @param {Call} call
 * @returns {Stack | undefined}
 */
export function syncNext(driver, call) {
  for (;;) {
    const status = driver.ops.sync_next(call.task);
    if (status === OK) return;
    if (status === TRAPPED) throw driver.broke(call.component, driver.trap());
    const later = driver.act();
    if (later) return later;
  }
}

/**
 * What a call of a stack's entry came to.
 * @param {Driver} driver
 * @param {Stack} stack
 * @param {Promise<any>} promise
 * @returns {Stack | undefined}
 */
function stackEntered(driver, stack, promise) {
  if (stack.done) return stack.later;
  if (stack.parked) {
    promise.catch((e) => stackBroke(driver, stack, e));
    return stack.goOn ? stack : stack.later;
  }
  if (stack.held) {
    promise.catch(() => {});
    driver.held = stack.held;
    throw undefined;
  }
  throw new PendingTrap(promise);
}

/**
 * A stack that was parked has trapped.
 * @param {Driver} driver
 * @param {Stack} stack
 * @param {any} e
 */
function stackBroke(driver, stack, e) {
  if (driver.stack === stack) driver.stack = undefined;
  if (stack.component.dead && !driver.busy) return;
  if (!driver.core.failure) driver.ops.unwind(0);
  driver.failed(stack.component, stack.held ? stack.held.error : e);
  let resumer = stack.resumer;
  while (resumer instanceof Stack) resumer = resumer.resumer;
  resumer?.();
  driver.schedule();
}
