// What a service of WASI 0.3 is asked, and what it must answer, wherever it runs.

import { equal, rejects } from './checking.mjs';

/**
 * @typedef {object} Service
 * @property {string} name
 * @property {string} file in the folder of the guests
 * @property {boolean} [wasi] it imports WASI 0.2 as well
 * @property {Exchange[]} requests
 * @property {string} [fails] a path for which it gives an error
 */

/** @typedef {{ method?: string, path: string, body?: string, status: number, text: string, headers?: Record<string, string> }} Exchange */

const large = 'x'.repeat(300_000);

/** @type {Service[]} */
export const services = [
  {
    name: 'rust-http3',
    file: 'rust-http3/guest-http3.wasm',
    requests: [
      {
        method: 'POST',
        path: '/a?b',
        body: 'some text',
        status: 200,
        text: 'SOME TEXT',
        headers: { 'x-path': '/a?b' },
      },
      { path: '/', status: 200, text: '', headers: { 'content-type': 'text/plain' } },
      { method: 'POST', path: '/large', body: large, status: 200, text: large.toUpperCase() },
    ],
  },
  {
    name: 'qjs-p3-http',
    file: 'qjs-p3-http/app.wasm',
    wasi: true,
    fails: '/fail',
    requests: [
      { path: '/x', status: 201, text: 'get /x 0\nget /x 1\nget /x 2\n', headers: { 'x-path': '/x' } },
      { method: 'POST', path: '/echo', body: 'some text', status: 201, text: 'some text' },
      { method: 'POST', path: '/echo', body: large, status: 201, text: large },
    ],
  },
];

/**
 * Asks a service, one after the other and all at the same time.
 * @param {Service} service
 * @param {object} platform
 * @param {(imports: object) => Promise<object>} platform.instantiate
 * @param {typeof import('../../../web/wasi/node/index.js')} platform.host the modules of WASI 0.3
 * @param {typeof import('../../../web/wasi/browser/http.js')} platform.http
 * @param {() => object} [platform.shim] gives WASI 0.2
 * @returns {Promise<string>} what was done
 * @throws {Error} it answered something else
 */
export async function askService(service, { instantiate, host, http, shim }) {
  const answer = http.serveFetch(await instantiate({ ...shim?.(), ...host.wasi() }));
  const ask = async (/** @type {Exchange} */ { method, path, body, status, text, headers = {} }) => {
    const response = await answer(new Request(`http://host${path}`, { method, body }));
    const what = `${method ?? 'GET'} ${path}`;
    equal(response.status, status, `${what}: the status`);
    equal(await response.text(), text, `${what}: the body`);
    for (const [name, value] of Object.entries(headers)) equal(response.headers.get(name), value, `${what}: ${name}`);
  };
  const { requests, fails } = service;
  for (const request of requests) await ask(request);
  await Promise.all([...requests, ...requests].map(ask));
  if (fails) await rejects(() => answer(new Request(`http://host${fails}`)), /payload/);
  await ask(requests[0]);
  return `${3 * requests.length + 1 + (fails ? 1 : 0)} requests`;
}
