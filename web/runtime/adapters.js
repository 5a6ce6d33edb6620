// The adapters of a component: a core module between its guests' built-ins and the core (transpile/adapters.go).

import { storeEvents } from './events.js';

/** @typedef {import('./driver.js').Driver} Driver */

/**
 * @param {Driver} driver
 * @param {WebAssembly.Module} module
 * @param {Record<string, number | WebAssembly.Global>} numbers of instances, types and memories
 * @param {Record<string, Function>} functions eventN and bufferN
 * @returns {any} its exports, trampolineN
 */
export function adapters(driver, module, numbers, functions) {
  const { core } = driver;
  const imports = {
    core: core.exports,
    id: { mail: core.mailAddress, context: core.contextAddress, ...numbers },
    glue: {
      ...functions,
      ...storeEvents(functions, (i, store) => exports.events.set(i, store)),
      fail: () => driver.abort(driver.trap()),
      copied() {
        try {
          driver.streams.transfer();
        } catch (e) {
          driver.abort(e);
        }
      },
    },
  };
  /** @type {any} */
  const { exports } = new WebAssembly.Instance(module, /** @type {any} */ (imports));
  return exports;
}
