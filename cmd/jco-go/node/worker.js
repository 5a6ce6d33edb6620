// One worker of pool.js: the component behind a port of its own.

import { setTimeout } from 'node:timers/promises';
import { parentPort } from 'node:worker_threads';
import { HTTPServer } from '@bytecodealliance/preview2-shim/http';
import { handler } from './handler.js';

const server = new HTTPServer(await handler());
server.listen(0, '127.0.0.1');
while (!server.address()) await setTimeout(1);
parentPort?.postMessage(server.address().port);
