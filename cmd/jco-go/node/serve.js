// Serves an HTTP component: one that exports wasi:http/incoming-handler.

import { HTTPServer } from '@bytecodealliance/preview2-shim/http';
import { handler } from './handler.js';
import { cannotListen, listenFrom } from './listen.js';
import { startPool } from './pool.js';
import { request } from './setup.js';

const host = request.host ?? 'localhost';

const server = request.isolate === 'worker' ? await startPool(request.workers ?? 50) : new HTTPServer(await handler());
const listens = await listenFrom(request, (port) => server.listen(port, host)).catch(cannotListen);
const port = listens || server.address().port;
console.error(`Server listening @ ${host}:${port}...`);
