// Calls of one component by another.

import { Call } from './call.js';
import { BLOCK, OK, RUN, TRAPPED } from './status.js';
import { beginTask, syncNext } from './tasks.js';
import { block, waitFor } from './wait.js';

/** @typedef {import('./component.js').Instance} Instance */
/** @typedef {import('./call.js').Pair} Pair */
/** @typedef {import('./driver.js').Driver} Driver */
/** @typedef {import('./stack.js').Stack} Stack */

/**
 * A call of one component by another (canon lower of a canon lift). Gives 1 if the caller has to wait, else 0 and
 * what the guest gets in value.
 * @param {Driver} driver
 * @param {Pair} pair
 * @param {Instance} caller
 * @param {any[]} args
 */
export function lowerCall(driver, pair, caller, args) {
  const { lift } = pair;
  if (!pair.async && !lift.sync) driver.check(driver.ops.check_block(caller.id));
  const call = new Call(pair, args, false);
  call.token = driver.calls.add(call);
  const status = driver.ops.call_guest(caller.id, lift.id, call.token);
  if (status === TRAPPED) {
    driver.calls.remove(call.token);
    throw driver.trap();
  }
  const { mail } = driver.core;
  call.task = mail[0];
  call.thread = mail[1];
  call.sub = mail[2];
  if (status === OK) return callLowered(driver, call, beginTask(driver, call));
  return driver.stack ? callQueued(driver, call, caller) : callLowered(driver, call);
}

/**
 * The callee's instance is busy: lets what is in the way run, if that is ready (Store.QueuedNext).
 * @param {Driver} driver
 * @param {Call} call
 * @param {Instance} caller
 * @returns {number}
 */
function callQueued(driver, call, caller) {
  while (!call.running && driver.ops.queued_next(call.task, caller.id) === RUN) {
    const later = driver.act();
    if (later) return waitFor(driver, later, () => callQueued(driver, call, caller));
  }
  return callLowered(driver, call);
}

/**
 * @param {Driver} driver
 * @param {Call} call
 * @param {Stack} [later]
 * @returns {number}
 */
function callLowered(driver, call, later) {
  const { pair } = call;
  if (!later && pair.lift.sync && !call.returned) later = syncNext(driver, call);
  if (later) return waitFor(driver, later, () => callLowered(driver, call));
  const status = driver.check(driver.ops.lower_done(call.sub, pair.async ? 1 : 0));
  if (status === BLOCK) return block(driver, call);
  driver.value = pair.async ? driver.core.mail[0] : call.value;
  return 0;
}
