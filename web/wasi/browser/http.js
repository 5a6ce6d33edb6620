// wasi:http in pages and workers, over fetch. What is exported by its name in WIT is that of a program that was given nothing.

import { fetchClient } from '../http/fetchclient.js';
import { makeHttp } from '../http/types.js';
import { policyOf } from '../network/net.js';

export { serveFetch } from '../http/fetchserver.js';

/**
 * The interfaces of wasi:http.
 * @param {import('../index.js').WasiOptions} [options]
 */
export function interfaces(options = {}) {
  return makeHttp(
    fetchClient(policyOf(options), (url, init) => fetch(url, init)),
    options.http,
  );
}

export const { types, client, handler } = interfaces();
