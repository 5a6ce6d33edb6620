// Node, Deno and Bun: the answers, and those of a worker, as JSON.

import { answers } from './src/answers.js';

const main = await answers();
const worker = await new Promise((resolve, reject) => {
  if (!globalThis.Worker) {
    import('node:worker_threads').then(({ Worker }) => {
      new Worker(new URL('./worker-thread.js', import.meta.url)).once('message', resolve).once('error', reject);
    }, reject);
    return;
  }
  const worker = new Worker(new URL('./src/worker.js', import.meta.url), { type: 'module' });
  worker.onmessage = ({ data }) => {
    resolve(data);
    worker.terminate();
  };
  worker.onerror = reject;
});
console.log(JSON.stringify({ page: main, worker }));
