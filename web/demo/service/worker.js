// The service worker: requests below app/ are answered by the component.

import { serveFetch } from '../../wasi/browser/http.js';
import { wasi } from '../../wasi/browser/index.js';
// @ts-expect-error jco-go makes it
import { instantiate } from './component/rust-ticker.js';

/** The component, with nothing that it may reach. A worker cannot wait when it is loaded, so the first request does. @type {Promise<(request: Request) => Promise<Response>> | undefined} */
let service;

const worker = /** @type {any} */ (globalThis);
const app = new URL('./app/', worker.location.href).href;

worker.addEventListener('install', () => worker.skipWaiting());
worker.addEventListener('activate', (/** @type {any} */ event) => event.waitUntil(worker.clients.claim()));
worker.addEventListener('fetch', (/** @type {any} */ event) => {
  if (event.request.url.startsWith(app)) event.respondWith(answer(event.request));
});

async function start() {
  const core = (/** @type {string} */ path) =>
    WebAssembly.compileStreaming(fetch(new URL(`./component/${path}`, worker.location.href)));
  return serveFetch(await instantiate(core, /** @type {any} */ (wasi())), { failed: replace });
}

/** An instance that trapped takes no more calls. @param {unknown} error */
function replace(error) {
  if (!(error instanceof Error && 'payload' in error)) service = undefined;
}

/** @param {Request} request */
async function answer(request) {
  try {
    service ??= start();
    return await (await service)(request);
  } catch (e) {
    replace(e);
    return new Response(`the service failed: ${e}\n`, { status: 500 });
  }
}
