// The interfaces of wasi:http.

import { dispose } from '../dispose.js';
import { httpError } from './code.js';
import { Fields } from './fields.js';
import { Request, Response } from './message.js';
import { RequestOptions } from './options.js';

/** @typedef {(request: Request, call?: { signal?: AbortSignal }) => Promise<Response>} Send */

/**
 * @param {Send} send
 * @param {import('../index.js').WasiOptions['http']} [options]
 */
export function makeHttp(send, options) {
  return {
    types: { Fields, Request, RequestOptions, Response },
    client: { send },
    /** What middleware passes requests on to: another component, if there is one. */
    handler: { handle: /** @type {Send} */ (options?.handler ?? denied) },
  };
}

/** @type {Send} */
async function denied(request) {
  request[dispose]();
  throw httpError('HTTP-request-denied');
}
