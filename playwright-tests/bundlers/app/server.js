// For bundles that run in Node: the answers, without a worker.

import { answers } from './src/answers.js';

console.log(JSON.stringify({ page: await answers() }));
