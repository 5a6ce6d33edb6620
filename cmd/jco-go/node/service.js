// Serves a component of WASI 0.3: one that exports wasi:http/handler.

import { createServer } from 'node:http';
import process from 'node:process';
import { logAccess, requestLine } from './access.js';
import { explain } from './given.js';
import { instantiator } from './grants.js';
import { Instances } from './instances.js';
import { cannotListen, listenFrom } from './listen.js';
import { request } from './setup.js';

const { grants, service } = request;
const { serveNode } = await import(`${grants.hosts}/node/http.js`);

/** Who sends a head takes its time at the cost of all. */
const headersTimeout = 10_000;
const keepAliveTimeout = 120_000;

/** Two signals that come within this are one: a terminal sends it to both processes. */
const oneSignal = 300;

/** Requests under way, and those that wait for a place. */
let under = 0;
/** @type {(() => void)[]} */
const waiting = [];

const instances = new Instances(await instantiator(), serveNode, service);

/**
 * @param {import('node:http').IncomingMessage} req
 * @param {import('node:http').ServerResponse} res
 */
async function answer(req, res) {
  if (!service.quiet) logAccess(req, res);
  if (Number(req.headers['content-length']) > service.maxBody) return refuse(res, 413, 'the body is too large');
  if (under >= service.concurrency && waiting.length >= service.concurrency)
    return refuse(res, 503, 'too many requests');
  if (under >= service.concurrency && !(await place(res))) return;
  under++;
  try {
    await serve(req, res);
  } catch (e) {
    console.error(`${requestLine(req)}: ${what(e)}`);
  } finally {
    under--;
    waiting.shift()?.();
  }
}

/**
 * Waits for a place, and gives whether there is one: a client that goes away needs none.
 * @param {import('node:http').ServerResponse} res
 * @returns {Promise<boolean>}
 */
function place(res) {
  return new Promise((resolve) => {
    const enter = () => {
      res.off('close', leave);
      resolve(true);
    };
    const leave = () => {
      waiting.splice(waiting.indexOf(enter), 1);
      resolve(false);
    };
    waiting.push(enter);
    res.once('close', leave);
  });
}

/**
 * @param {import('node:http').IncomingMessage} req
 * @param {import('node:http').ServerResponse} res
 */
async function serve(req, res) {
  let instance;
  try {
    instance = await instances.take();
  } catch (e) {
    refuse(res, 503, 'the service cannot be started');
    throw e;
  }
  const late = new AbortController();
  const timer =
    service.timeout && setTimeout(() => late.abort(new Error('it took longer than --timeout')), service.timeout);
  /** @type {unknown} */
  let failure;
  try {
    await instance.serve(req, res, { signal: late.signal, maxBody: service.maxBody });
  } catch (e) {
    failure = e;
    throw e;
  } finally {
    clearTimeout(timer);
    instances.give(instance, failure);
  }
}

/** What became of a request. @param {any} e */
function what(e) {
  if (!(e instanceof Error) || !('payload' in e)) return explain(e);
  const { tag, val } = /** @type {any} */ (e.payload ?? {});
  const code = val === undefined ? tag : `${tag}: ${typeof val === 'object' ? JSON.stringify(val) : val}`;
  // The host's own errors are about what came after the head.
  return e.name === 'WasiError' ? `${code}, in the body` : `the guest answered with the error ${code}`;
}

/** @param {import('node:http').ServerResponse} res @param {number} status @param {string} text */
function refuse(res, status, text) {
  res.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', connection: 'close' });
  res.end(`${text}\n`);
}

// A component that cannot be instantiated says so now.
try {
  instances.give(await instances.take());
} catch (e) {
  console.error(`jco-go: ${request.path}: ${explain(e)}`);
  process.exit(1);
}

const server = createServer(
  { maxHeaderSize: service.maxHeaders, headersTimeout, keepAliveTimeout, requestTimeout: 0 },
  answer,
);
server.maxHeadersCount = 0; // their size has a limit
await listenFrom(service, (port) => {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, service.host, () => resolve(server.off('error', reject)));
  });
}).catch(cannotListen);
const { address, family, port } = /** @type {import('node:net').AddressInfo} */ (server.address());
console.error(`serving ${request.path} at http://${family === 'IPv6' ? `[${address}]` : address}:${port}/`);

/** When the first signal came. */
let asked = 0;
function end() {
  if (asked && Date.now() - asked > oneSignal) process.exit(0);
  if (asked) return;
  asked = Date.now();
  server.close(() => process.exit(0));
  server.closeIdleConnections();
  setTimeout(() => process.exit(0), service.grace);
}
process.on('SIGINT', end).on('SIGTERM', end);
