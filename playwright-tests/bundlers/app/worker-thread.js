// What src/worker.js is in a browser.

import { parentPort } from 'node:worker_threads';
import { answers } from './src/answers.js';

parentPort?.postMessage(await answers());
