// wasi:http in Node, over node:http and node:https. What is exported by its name in WIT is that of a program that was given nothing.

import { nodeClient } from '../http/nodeclient.js';
import { makeHttp } from '../http/types.js';
import { policyOf } from '../network/net.js';
import { lookup } from './lookup.js';

export { serveFetch } from '../http/fetchserver.js';
export { serveNode } from '../http/nodeserver.js';

/**
 * The interfaces of wasi:http.
 * @param {import('../index.js').WasiOptions} [options]
 */
export function interfaces(options = {}) {
  return makeHttp(nodeClient(policyOf(options), options.net?.lookup ?? lookup, options.http?.tls), options.http);
}

export const { types, client, handler } = interfaces();
