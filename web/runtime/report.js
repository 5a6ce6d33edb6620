// Who waits for what: the report of a deadlock, and of all that goes on.

import { Call } from './call.js';
import { HostCall } from './hostcall.js';

const reasons = [
  'is suspended',
  'is ready',
  'waits to begin: back-pressure',
  'waits for another task of its instance',
  'waits for an event of waitable set',
  'waits for its copy by the stream or future',
  'waits for subtask',
];

/**
 * The threads that wait, and the host's functions that they may wait for: a line for each.
 * @param {import('./driver.js').Driver} driver
 * @param {import('./component.js').Component} [component] only of this one
 */
export function waitingLines(driver, component) {
  const lines = [];
  for (let id = driver.ops.waiting(0); id; id = driver.ops.waiting(id)) {
    const [, token, instance, reason, index] = driver.core.mail;
    const call = driver.calls.items[token];
    if (component && call?.component !== component) continue;
    const who = call instanceof Call ? call.pair.lift.where : 'a thread';
    const what = reason > 3 ? `${reasons[reason]} ${index}` : reasons[reason];
    lines.push(`${who} in instance ${instance} ${what}`);
  }
  for (const call of driver.calls.items) {
    if (!(call instanceof HostCall) || (component && call.component !== component)) continue;
    lines.push(`${call.fn.where} has not answered instance ${call.fn.instance.id}`);
  }
  return lines;
}

/**
 * @param {import('./driver.js').Driver} driver
 * @param {import('./component.js').Component} component
 */
export function deadlockText(driver, component) {
  const lines = waitingLines(driver, component).map((line) => `\n  ${line}`);
  return `deadlock detected: event loop cannot make further progress${lines.join('')}`;
}
