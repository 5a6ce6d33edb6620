// The report of a deadlock: who waits for what.

import { Call } from './call.js';

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
 * @param {import('./driver.js').Driver} driver
 * @param {import('./component.js').Component} component
 */
export function deadlockText(driver, component) {
  const lines = [];
  for (let id = driver.ops.waiting(0); id; id = driver.ops.waiting(id)) {
    const [, token, instance, reason, index] = driver.core.mail;
    const call = driver.calls.items[token];
    if (call?.component !== component) continue;
    const who = call instanceof Call ? call.pair.lift.where : 'a thread';
    const what = reason > 3 ? `${reasons[reason]} ${index}` : reasons[reason];
    lines.push(`\n  ${who} in instance ${instance} ${what}`);
  }
  return `deadlock detected: event loop cannot make further progress${lines.join('')}`;
}
