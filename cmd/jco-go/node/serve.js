// Serves an HTTP component: one that exports wasi:http/incoming-handler.

import { HTTPServer } from '@bytecodealliance/preview2-shim/http';
import { handler } from './handler.js';
import { startPool } from './pool.js';
import { request } from './setup.js';

const host = request.host ?? 'localhost';

/**
 * Listens on the wanted port or, if any will do, on the next that is free.
 * @param {(port: number) => unknown} listen
 */
async function listenFrom(listen) {
  for (let port = request.port ?? 8000; ; port++) {
    try {
      await listen(port);
      return port;
    } catch (e) {
      const busy = /** @type {{ code?: string }} */ (e).code === 'EADDRINUSE';
      if (!busy || !request.anyPort || port > 65534) throw e;
    }
  }
}

const server = request.isolate === 'worker' ? await startPool(request.workers ?? 50) : new HTTPServer(await handler());
const port = await listenFrom((port) => server.listen(port, host));
console.error(`Server listening @ ${host}:${port}...`);
