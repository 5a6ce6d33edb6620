// Waits of threads in the middle of a guest's code.

import { IDLE, OK, RUN, SWITCH } from './status.js';
import { Trap } from './trap.js';

/** @typedef {import('./driver.js').Driver} Driver */
/** @typedef {import('./stack.js').Stack} Stack */

/**
 * The running thread waits: its stack parks. What the guest gets is the value of the call, or in the mail.
 * @param {Driver} driver
 * @param {{ value: any }} [call]
 */
export function block(driver, call) {
  const { stack } = driver;
  if (stack) {
    stack.call = call;
    return 1;
  }
  waitHere(driver, driver.core.mail[0]);
  driver.value = call ? call.value : driver.core.mail[0];
  return 0;
}

/**
 * The running thread waits and has no stack of its own: other threads run on top of it until it can go on. That
 * does for all that waits for nothing outside.
 * @param {Driver} driver
 * @param {number} thread
 */
function waitHere(driver, thread) {
  const { ops, plain } = driver;
  const sync = plain?.pair.lift.sync && !plain.returned;
  for (;;) {
    if (driver.chosen.delete(thread)) {
      if (driver.check(ops.switched(thread)) === OK) return;
      continue;
    }
    const status = sync ? ops.sync_next(plain.task) : ops.depth() > 0 ? IDLE : ops.tick();
    if (driver.check(status) !== RUN) throw cannotWait(driver);
    const { mail } = driver.core;
    if (mail[0] === SWITCH && !driver.parked.has(mail[1])) driver.chosen.add(mail[1]);
    else if (driver.act()) throw cannotWait(driver);
  }
}

/**
 * The running thread waits until another stack gives control back, then goes on with a continuation.
 * @param {Driver} driver
 * @param {Stack} later
 * @param {() => number} then
 */
export function waitFor(driver, later, then) {
  const { stack } = driver;
  if (!stack) throw cannotWait(driver);
  stack.goOn = then;
  later.resumer = stack;
  return 1;
}

/**
 * Why a thread cannot wait that has no stack of its own.
 * @param {Driver} driver
 */
function cannotWait(driver) {
  const call = driver.plain;
  const name = call ? `"${call.pair.lift.where}"` : 'the guest';
  if (!(/** @type {any} */ (WebAssembly).Suspending)) {
    return new Trap(`${name} has to wait in the middle of a call, and this engine cannot suspend WebAssembly (JSPI)`);
  }
  if (!call?.pair.lift.sync) return new Trap(`${name} has to wait where its canon options let nobody expect it`);
  return new Trap(`${name} has to wait, and it is a sync function: transpile with asyncMode jspi and asyncExports`);
}
