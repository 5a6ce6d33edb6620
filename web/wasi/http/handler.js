// The function of a component that answers requests.

import { dispose } from '../dispose.js';

/** @import { Request, Response } from './message.js' */

/** @typedef {(request: Request, options: { signal: AbortSignal }) => Promise<Response>} Handler */

/**
 * @param {Record<string, any>} component the exports of an instance, or a module of a transpiled component
 * @returns {Handler}
 * @throws {TypeError} it is no service
 */
export function handlerOf(component) {
  // A component may have both versions, for hosts that know one of them.
  const name = Object.keys(component).find((key) => /^wasi:http\/handler@0\.3\.\d+$/.test(key)) ?? 'handler';
  const handle = component[name]?.handle;
  if (typeof handle !== 'function')
    throw new TypeError('this component is no HTTP service: it does not export wasi:http/handler');
  return handle;
}

/**
 * Calls a component. When the signal is aborted nobody waits for the component any more, which is told so.
 * @param {Handler} handle
 * @param {Request} request
 * @param {AbortSignal} signal
 * @returns {Promise<Response>}
 */
export function call(handle, request, signal) {
  return new Promise((resolve, reject) => {
    const gone = () => reject(signal.reason);
    if (signal.aborted) gone();
    signal.addEventListener('abort', gone);
    handle(request, { signal }).then(
      (response) => {
        signal.removeEventListener('abort', gone);
        if (signal.aborted) response[dispose]();
        resolve(response);
      },
      (e) => {
        signal.removeEventListener('abort', gone);
        reject(e);
      },
    );
  });
}
