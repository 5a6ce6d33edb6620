// The handler of an HTTP component: the component's own, or one that makes an instance for each request.

import process from 'node:process';
import { olderImports } from './older.js';
import { getCoreModule, load, request } from './setup.js';

export async function handler() {
  const component = await load();
  if (!request.isolate) return check(component.incomingHandler);
  const older = await olderImports(request.grants);
  /** @type {Record<string, any>} */
  const mapped = {};
  for (const key of request.mapped ?? []) mapped[key] = await import(key);
  const fresh = () => check(component.instantiate(getCoreModule, { ...older(), ...mapped }).incomingHandler);
  if (request.isolate === 'worker') return fresh();
  return {
    /** @param {unknown} incoming @param {unknown} response */
    handle: (incoming, response) => fresh().handle(incoming, response),
  };
}

/** @param {any} incomingHandler */
function check(incomingHandler) {
  if (typeof incomingHandler?.handle === 'function') return incomingHandler;
  console.error('jco-go: this component is no HTTP service: it does not export wasi:http/incoming-handler');
  process.exit(1);
}
