// Calls of exports by the host.

import { Call, LIFT_SYNC } from './call.js';
import { OK, TRAPPED } from './status.js';
import { beginTask, syncNext } from './tasks.js';

/** @typedef {import('./component.js').Component} Component */
/** @typedef {import('./component.js').Instance} Instance */
/** @typedef {import('./call.js').Pair} Pair */
/** @typedef {import('./driver.js').Driver} Driver */

/**
 * A call of an async function by the host, or of a sync-typed one that may wait.
 * @param {Driver} driver
 * @param {Pair} pair
 * @param {any[]} args
 * @param {{ signal?: AbortSignal }} [options]
 * @returns {Promise<any>}
 */
export function callExport(driver, pair, args, options) {
  return new Promise((resolve, reject) => {
    const call = new Call(pair, args, true);
    call.resolve = resolve;
    call.reject = reject;
    const signal = options?.signal;
    if (signal?.aborted) return reject(signal.reason);
    if (driver.core.failure) return reject(driver.core.failure);
    driver.pending++;
    if (driver.onlyInCalls) driver.schedule();
    // A stack that begins inside of another guest's code could not give control back to it. What the core refuses
    // since the instance is running, it refuses now.
    const inside = driver.ops.depth() > 0;
    if ((driver.busy || (pair.stack && inside)) && !(inside && !driver.ops.may_enter(pair.lift.instance.id))) {
      if (signal) call.listen(signal);
      return driver.whenFree(() => startExport(driver, call), true);
    }
    startExport(driver, call);
    if (signal) call.listen(signal);
  });
}

/**
 * @param {Driver} driver
 * @param {Call} call
 */
function startExport(driver, call) {
  const { component, pair } = call;
  if (call.returned) return; // it was cancelled before
  const refused = driver.core.failure ?? component.refused;
  if (refused) return call.fail(refused);
  const depth = driver.ops.depth();
  call.token = driver.calls.add(call);
  const status = driver.ops.call(pair.lift.id, call.token);
  if (status === TRAPPED) {
    driver.calls.remove(call.token);
    return call.fail(driver.refusal(component));
  }
  call.task = driver.core.mail[0];
  call.thread = driver.core.mail[1];
  if (status === OK) driveExport(driver, call, depth, true);
  if (driver.ops.ready() || driver.ops.host_events()) driver.schedule();
}

/**
 * Takes a call of the host's on until control is back.
 * @param {Driver} driver
 * @param {Call} call
 * @param {number} depth of the core's frames below it
 * @param {boolean} begin it has not begun
 */
function driveExport(driver, call, depth, begin) {
  try {
    let later = begin ? beginTask(driver, call) : undefined;
    if (!later && call.pair.lift.sync && !call.returned && !call.component.dead && !call.failed) {
      later = syncNext(driver, call);
    }
    if (later) driver.hold(later, () => driveExport(driver, call, depth, false));
  } catch {
    // The call has been told.
    if (!driver.core.failure) driver.ops.unwind(depth);
  }
}

/**
 * A call of a sync-typed function by the host.
 * @param {Driver} driver
 * @param {Pair} pair
 * @param {any[]} args
 * @param {any} [self] the object that a constructor makes
 */
export function callExportSync(driver, pair, args, self) {
  const { component } = pair.lift;
  const { where } = pair.lift;
  const refused = driver.core.failure ?? component.refused;
  if (refused) throw refused;
  const call = new Call(pair, args, true);
  call.self = self;
  const depth = driver.ops.depth();
  call.token = driver.calls.add(call);
  if (driver.ops.call(pair.lift.id, call.token) === TRAPPED) {
    driver.calls.remove(call.token);
    throw component.error(driver.refusal(component), where);
  }
  call.task = driver.core.mail[0];
  call.thread = driver.core.mail[1];
  try {
    beginTask(driver, call);
  } catch (e) {
    if (!driver.core.failure) driver.ops.unwind(depth);
    throw component.error(e, where);
  } finally {
    if (!driver.core.failure && (driver.ops.ready() || driver.ops.host_events())) driver.schedule();
  }
  if (call.failed) throw call.value;
  return call.value;
}

/**
 * Runs a start function: a sync-typed task that the host calls.
 * @template T
 * @param {Driver} driver
 * @param {Component} component
 * @param {Instance} instance
 * @param {() => T} run
 */
export function runStart(driver, component, instance, run) {
  const { ops } = driver;
  const { stack: outer } = driver;
  const depth = ops.depth();
  const lift = /** @type {any} */ ({ instance, sync: true, component, kind: LIFT_SYNC, where: 'instantiation' });
  const call = new Call({ lift, stack: false, start: run }, [], true);
  lift.id = ops.new_lift(instance.id, 0, 0, 0);
  call.token = driver.calls.add(call);
  try {
    driver.check(ops.call(lift.id, call.token));
    call.task = driver.core.mail[0];
    driver.stack = undefined;
    driver.plain = call;
    const made = run();
    ops.return(call.task);
    driver.check(ops.thread_exit());
    driver.calls.remove(call.token);
    return made;
  } catch (e) {
    const error = driver.broke(component, e);
    if (!driver.core.failure) ops.unwind(depth);
    throw component.error(error, 'instantiation');
  } finally {
    driver.stack = outer;
    driver.plain = undefined;
  }
}
