// Requests in workers, one request each: a worker that has answered is ended, and another one starts in its place.

import http from 'node:http';
import { Worker } from 'node:worker_threads';

/** @typedef {{ worker: Worker, port: number }} Idle */

/** @type {Idle[]} */
const idle = [];
/** @type {((one: Idle) => void)[]} */
const waiting = [];

/** @returns {Promise<Idle>} */
function startWorker() {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./worker.js', import.meta.url));
    worker.once('message', (port) => resolve({ worker, port }));
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`a worker ended with code ${code} while it started`)));
  });
}

/** @param {Idle} one */
function offer(one) {
  const take = waiting.shift();
  if (take) take(one);
  else idle.push(one);
}

function replace() {
  startWorker().then(offer, (e) => {
    console.error('jco-go: a worker does not start:', e);
    setTimeout(replace, 100);
  });
}

/** @returns {Promise<Idle>} */
function take() {
  const one = idle.shift();
  return one ? Promise.resolve(one) : new Promise((resolve) => waiting.push(resolve));
}

/**
 * Hands a request on to a worker of its own.
 * @param {http.IncomingMessage} incoming
 * @param {http.ServerResponse} outgoing
 */
async function pass(incoming, outgoing) {
  const { worker, port } = await take();
  let over = false;
  /** @param {unknown} [error] */
  const end = (error) => {
    if (over) return;
    over = true;
    worker.removeAllListeners();
    worker.terminate().finally(replace);
    if (error === undefined) return;
    console.error(error);
    if (!outgoing.headersSent) outgoing.writeHead(502);
    outgoing.end('The component failed.\n');
  };
  worker.once('error', end);
  worker.once('exit', (code) => end(new Error(`the worker ended with code ${code}`)));
  const { method, url: path, headers } = incoming;
  const upstream = http.request({ host: '127.0.0.1', port, method, path, headers }, (answer) => {
    outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
    answer.pipe(outgoing);
    answer.once('end', () => end());
    answer.once('error', end);
  });
  upstream.once('error', end);
  outgoing.once('close', () => {
    upstream.destroy();
    end();
  });
  incoming.pipe(upstream);
}

/** @param {number} workers how many are kept ready */
export async function startPool(workers) {
  idle.push(...(await Promise.all(Array.from({ length: workers }, startWorker))));
  const server = http.createServer(pass);
  return {
    /** @param {number} port @param {string} host */
    listen: (port, host) =>
      new Promise((resolve, reject) => {
        server.once('error', reject);
        server.listen(port, host, () => resolve(server.off('error', reject)));
      }),
    address: () => /** @type {import('node:net').AddressInfo} */ (server.address()),
  };
}
