// Serving: what a component gets of a request and what becomes of its response, by node:http and by fetch.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import net from 'node:net';
import { test } from 'node:test';
import { serveFetch as inBrowser } from '../browser/http.js';
import { interfaces, serveFetch, serveNode } from '../node/http.js';
import { err, ok, read, written } from '../testing.mjs';

/** @typedef {import('node:test').TestContext} TestContext */

const { Fields, Request, Response } = /** @type {any} */ (interfaces()).types;

const bytes = (/** @type {string} */ text) => new TextEncoder().encode(text);
const taken = () => Promise.resolve(ok);

/** A component. @param {(request: any, call: { signal: AbortSignal }) => any} handle */
const componentOf = (handle) => ({ 'wasi:http/handler@0.3.2': { handle } });

/**
 * A response.
 * @param {any} body
 * @param {{ status?: number, headers?: [string, string][], trailers?: any }} [parts]
 */
function answer(body, { status = 200, headers = [], trailers = taken() } = {}) {
  const [response, sent] = Response.new(Fields.fromList(headers.map(([n, v]) => [n, bytes(v)])), body, trailers);
  response.setStatusCode(status);
  return { response, sent };
}

/** Says what it got. */
const telling = componentOf(async (request) => {
  const head = {
    method: request.getMethod(),
    path: request.getPathWithQuery(),
    scheme: request.getScheme(),
    authority: request.getAuthority(),
    headers: request
      .getHeaders()
      .copyAll()
      .map((/** @type {any} */ [n, v]) => `${n}: ${Buffer.from(v).toString('latin1')}`),
  };
  const [stream, end] = Request.consumeBody(request, taken());
  const body = await read(stream);
  const trailers = (await end).val?.copyAll().length;
  return answer(written(JSON.stringify({ ...head, body, trailers })), {
    status: 201,
    headers: [
      ['X-A', '1'],
      ['x-a', '2'],
    ],
    trailers: Promise.resolve({ tag: 'ok', val: Fields.fromList([['x-sum', bytes('9')]]) }),
  }).response;
});

/**
 * Serves a component by node:http.
 * @param {TestContext} t
 * @param {any} component
 */
async function serve(t, component) {
  /** @type {any[]} */
  const failures = [];
  const handler = serveNode(component);
  const server = http.createServer((req, res) => handler(req, res).catch((e) => failures.push(e)));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = /** @type {net.AddressInfo} */ (server.address());
  return { port, failures, url: `http://127.0.0.1:${port}` };
}

/**
 * Sends a text over a connection, and gives all that comes back.
 * @param {number} port
 * @param {string} text
 */
async function say(port, text) {
  const socket = net.connect(port, '127.0.0.1');
  socket.on('error', () => {});
  socket.write(text, 'latin1');
  let got = '';
  socket.on('data', (chunk) => {
    got += chunk.toString('latin1');
  });
  await once(socket, 'close');
  return got;
}

const eventually = async (/** @type {() => boolean} */ so) => {
  while (!so()) await new Promise((resolve) => setTimeout(resolve, 5));
};

test('Node: what a component gets, and what the client gets', async (t) => {
  const { port } = await serve(t, telling);
  const got = await say(
    port,
    'BREW /pot?milk=1 HTTP/1.1\r\nHost: tea.example\r\nX-Two: b\r\nX-One: \xe9\r\nx-two: c\r\nConnection: close\r\n' +
      'Transfer-Encoding: chunked\r\n\r\n3\r\none\r\n0\r\nX-Trailer: 1\r\n\r\n',
  ).catch(String);
  assert.match(got, /^HTTP\/1.1 400 /, 'Node knows its methods');
  const known = await say(
    port,
    'PATCH /pot?milk=1 HTTP/1.1\r\nHost: tea.example\r\nX-Two: b\r\nX-One: \xe9\r\nx-two: c\r\nConnection: close\r\n' +
      'Transfer-Encoding: chunked\r\n\r\n3\r\none\r\n0\r\nX-Trailer: 1\r\n\r\n',
  );
  const [head, body] = known.split('\r\n\r\n');
  assert.match(head, /^HTTP\/1.1 201 Created\r\nX-A: 1\r\nX-A: 2\r\n/);
  assert.match(known, /\r\n0\r\nx-sum: 9\r\n\r\n$/);
  assert.deepEqual(JSON.parse(Buffer.from(body.split('\r\n')[1], 'latin1').toString()), {
    method: { tag: 'patch' },
    path: '/pot?milk=1',
    scheme: { tag: 'HTTP' },
    authority: 'tea.example',
    headers: ['x-one: é', 'x-two: b', 'x-two: c'],
    body: 'one',
    trailers: 1,
  });
});

test('Node: a request as a proxy gets it', async (t) => {
  const { port } = await serve(t, telling);
  for (const [line, path] of [
    ['GET http://other.example:81/a?b HTTP/1.1', '/a?b'],
    ['GET http://other.example:81?b HTTP/1.1', '/?b'],
  ]) {
    const got = await say(port, `${line}\r\nHost: tea.example\r\nConnection: close\r\n\r\n`);
    const told = JSON.parse(got.split('\r\n\r\n')[1].split('\r\n')[1]);
    assert.deepEqual([told.authority, told.path], ['other.example:81', path]);
  }
});

test('requests that go on to another component, as middleware does', async () => {
  const inner = componentOf(async (request) => {
    const [stream] = Request.consumeBody(request, taken());
    return answer(stream, { status: 202 }).response;
  });
  const { handler } = /** @type {any} */ (interfaces({ http: { handler: inner['wasi:http/handler@0.3.2'].handle } }));
  const outer = serveFetch(componentOf((request) => handler.handle(request)));
  const response = await outer(new globalThis.Request('http://x/', { method: 'POST', body: 'through' }));
  assert.deepEqual([response.status, await response.text()], [202, 'through']);
});

test('Node: bodies stream both ways, and a head does not wait for its body', async (t) => {
  const echo = componentOf(async (request) => answer(Request.consumeBody(request, taken())[0]).response);
  const { port } = await serve(t, echo);
  const req = http.request({ port, method: 'POST', host: '127.0.0.1' });
  req.flushHeaders();
  const [res] = await once(req, 'response');
  for (const text of ['one', 'two', 'three']) {
    req.write(text);
    const [chunk] = await once(res, 'data');
    assert.equal(String(chunk), text);
  }
  req.end();
  await once(res, 'end');
  assert.equal(res.complete, true);
});

test('Node: requests at the same time are calls at the same time', async (t) => {
  let under = 0;
  let most = 0;
  const { url } = await serve(
    t,
    componentOf(async () => {
      under++;
      most = Math.max(most, under);
      await new Promise((resolve) => setTimeout(resolve, 50));
      under--;
      return answer(written('x')).response;
    }),
  );
  const all = await Promise.all(Array.from({ length: 20 }, () => fetch(url).then((res) => res.text())));
  assert.deepEqual([new Set(all), most], [new Set(['x']), 20]);
});

test('Node: responses without a body, and with a length', async (t) => {
  const { port } = await serve(
    t,
    componentOf(async (request) => {
      const path = request.getPathWithQuery();
      if (path === '/204') return answer(written('not sent'), { status: 204 }).response;
      if (path === '/none') return answer(undefined).response;
      return answer(written('four'), { headers: [['content-length', '4']] }).response;
    }),
  );
  const ask = (/** @type {string} */ line) => say(port, `${line} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
  assert.match(await ask('GET /204'), /^HTTP\/1.1 204 [\s\S]*\r\n\r\n$/);
  assert.match(await ask('GET /none'), /content-length: 0\r\n|transfer-encoding: chunked\r\n\r\n0\r\n\r\n$/i);
  assert.match(await ask('GET /'), /content-length: 4\r\n[\s\S]*\r\n\r\nfour$/);
  assert.match(await ask('HEAD /'), /content-length: 4\r\n[\s\S]*\r\n\r\n$/);
});

test('Node: a component that fails, before and behind the head', async (t) => {
  /** @type {any} */
  let outcome;
  const { port, failures } = await serve(
    t,
    componentOf(async (request) => {
      const path = request.getPathWithQuery();
      if (path === '/code') throw Object.assign(new Error('x'), { payload: { tag: 'loop-detected' } });
      if (path === '/trap') throw new WebAssembly.RuntimeError('unreachable');
      if (path === '/status') return answer(undefined, { status: 103 }).response;
      if (path === '/nothing') return undefined;
      const broken = new ReadableStream({
        start: (controller) => {
          controller.enqueue(bytes('some'));
          setTimeout(() => controller.error(new Error('trapped')), 20);
        },
      });
      const bad = Promise.resolve(err('HTTP-protocol-error'));
      const { response, sent } =
        path === '/long'
          ? answer(written('longer'), { headers: [['content-length', '4']] })
          : path === '/short'
            ? answer(written('one'), { headers: [['content-length', '4']] })
            : answer(path === '/body' ? broken : written('some'), { trailers: bad });
      outcome = sent;
      return response;
    }),
  );
  const ask = (/** @type {string} */ path) => say(port, `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
  for (const path of ['/code', '/trap', '/status', '/nothing'])
    assert.match(await ask(path), /^HTTP\/1.1 500 [\s\S]*\r\n\r\nthe service failed\n$/, path);
  assert.equal(failures.length, 4);
  const long = await ask('/long');
  assert.doesNotMatch(long, /longer/);
  assert.deepEqual(await outcome, err('HTTP-response-body-size', 6n));
  await ask('/short');
  assert.deepEqual(await outcome, err('HTTP-response-body-size', 3n));
  for (const path of ['/body', '/trailers'])
    assert.doesNotMatch(await ask(path), /\r\n0\r\n/, `${path}: it is not whole`);
  assert.deepEqual(await outcome, err('HTTP-protocol-error'));
  await eventually(() => failures.length === 8);
});

test('Node: a client that goes away ends the call, drops the body and is no failure', async (t) => {
  /** @type {any[]} */
  const seen = [];
  const { port, failures } = await serve(
    t,
    componentOf(async (request, { signal }) => {
      if (request.getPathWithQuery() === '/call')
        return new Promise((_, reject) => {
          signal.addEventListener('abort', () => {
            seen.push('call');
            reject(signal.reason);
          });
        });
      if (request.getPathWithQuery() === '/upload') {
        const [stream, end] = Request.consumeBody(request, taken());
        await read(stream);
        seen.push((await end).val.tag);
        return answer(undefined).response;
      }
      const endless = new ReadableStream({
        pull: (controller) => {
          controller.enqueue(new Uint8Array(1 << 16));
          return new Promise((resolve) => setTimeout(resolve, 1));
        },
        cancel: () => {
          seen.push('body');
        },
      });
      const { response, sent } = answer(endless);
      sent.then((/** @type {any} */ result) => seen.push(result.val.tag));
      return response;
    }),
  );
  const leave = async (/** @type {string} */ text, /** @type {string | undefined} */ wait) => {
    const socket = net.connect(port, '127.0.0.1');
    socket.on('error', () => {});
    socket.write(text);
    if (wait) await once(socket, wait);
    else await new Promise((resolve) => setTimeout(resolve, 50));
    socket.destroy();
  };
  await leave('GET /call HTTP/1.1\r\nHost: x\r\n\r\n', undefined);
  await eventually(() => seen.includes('call'));
  await leave('GET /body HTTP/1.1\r\nHost: x\r\n\r\n', 'data');
  await eventually(() => seen.includes('body') && seen.includes('connection-terminated'));
  await leave('POST /upload HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhalf', undefined);
  await eventually(() => seen.length === 4);
  assert.equal(seen[3], 'connection-terminated');
  assert.deepEqual(failures, []);
});

test('Node: a client that has gone away before its turn is not served', async (t) => {
  let calls = 0;
  const handler = serveNode(componentOf(() => new Promise(() => calls++)));
  /** @type {Promise<void> | undefined} */
  let served;
  const server = http.createServer((req, res) => {
    res.once('close', () => {
      served = handler(req, res);
    });
    req.socket.destroy();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  await say(
    /** @type {net.AddressInfo} */ (server.address()).port,
    'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n',
  );
  await eventually(() => served !== undefined);
  await served;
  assert.equal(calls, 0);
});

test('Node: a component that traps when its client has gone away fails', async (t) => {
  const trapping = componentOf((_, { signal }) => {
    return new Promise((_, reject) => {
      signal.addEventListener('abort', () => setTimeout(() => reject(new WebAssembly.RuntimeError('trapped')), 10));
    });
  });
  const { port, failures } = await serve(t, trapping);
  const socket = net.connect(port, '127.0.0.1').on('error', () => {});
  socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  setTimeout(() => socket.destroy(), 100);
  await eventually(() => failures.length === 1);
  assert.match(failures[0].message, /trapped/);
});

test('Node: giving up answers 504', async (t) => {
  const handler = serveNode(componentOf(() => new Promise(() => {})));
  const control = new AbortController();
  const server = http.createServer((req, res) => handler(req, res, { signal: control.signal }).catch(() => {}));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  const { port } = /** @type {net.AddressInfo} */ (server.address());
  setTimeout(() => control.abort(new Error('late')), 30);
  const res = await fetch(`http://127.0.0.1:${port}/`);
  assert.deepEqual([res.status, await res.text()], [504, 'the service took too long\n']);
});

test('fetch: what a component gets, and what the caller gets', async () => {
  for (const serveIn of [serveFetch, inBrowser]) {
    const fetchHandler = serveIn(telling);
    const request = new globalThis.Request('https://tea.example:8443/pot?milk=1#x', {
      method: 'PUT',
      headers: { 'x-one': '1' },
      body: 'tea',
    });
    const response = await fetchHandler(request);
    assert.deepEqual([response.status, response.headers.get('x-a')], [201, '1, 2']);
    assert.deepEqual(await response.json(), {
      method: { tag: 'put' },
      path: '/pot?milk=1',
      scheme: { tag: 'HTTPS' },
      authority: 'tea.example:8443',
      headers: ['content-type: text/plain;charset=UTF-8', 'x-one: 1'],
      body: 'tea',
    });
  }
});

test('fetch: streaming, at the pace of who reads', async () => {
  let asked = 0;
  const endless = () =>
    new ReadableStream({
      pull: (controller) => {
        asked++;
        controller.enqueue(bytes(`${asked} `));
      },
      cancel: () => {
        asked = -1;
      },
    });
  const handler = serveFetch(componentOf(async () => answer(endless()).response));
  const response = await handler(new globalThis.Request('http://x/'));
  const reader = /** @type {ReadableStream<Uint8Array>} */ (response.body).getReader();
  assert.equal(Buffer.from((await reader.read()).value ?? []).toString(), '1 ');
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.ok(asked < 6, `${asked} chunks were taken, and one read`);
  await reader.cancel();
  await eventually(() => asked === -1);
});

test('fetch: failures, a caller that goes away, statuses without a body', async () => {
  /** @type {any[]} */
  const failures = [];
  const handler = serveFetch(
    componentOf(async (request, { signal }) => {
      const path = request.getPathWithQuery();
      if (path === '/fail') throw Object.assign(new Error('x'), { payload: { tag: 'loop-detected' } });
      if (path === '/wait')
        return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
      if (path === '/204') return answer(written('x'), { status: 204 }).response;
      if (path === '/short') return answer(written('x'), { headers: [['content-length', '4']] }).response;
      return answer(undefined, { status: 101 }).response;
    }),
    { failed: (error, request) => failures.push([error, new URL(request.url).pathname]) },
  );
  const ask = (/** @type {string} */ path, init = {}) => handler(new globalThis.Request(`http://x${path}`, init));
  await assert.rejects(ask('/fail'), (/** @type {any} */ e) => e.payload.tag === 'loop-detected');
  await assert.rejects(ask('/101'), RangeError);
  const control = new AbortController();
  const waiting = ask('/wait', { signal: control.signal });
  control.abort();
  await assert.rejects(waiting, (/** @type {any} */ e) => e.payload.tag === 'connection-terminated');
  assert.equal((await ask('/204')).body, null);
  const short = await ask('/short');
  await assert.rejects(short.text(), (/** @type {any} */ e) => e.payload.tag === 'HTTP-response-body-size');
  assert.deepEqual(
    failures.map(([error, path]) => [error.payload, path]),
    [[{ tag: 'HTTP-response-body-size', val: 1n }, '/short']],
  );
});

test('what is no service is refused', () => {
  for (const component of [{}, { 'wasi:http/incoming-handler@0.2.0': { handle() {} } }, { handler: {} }]) {
    assert.throws(() => serveNode(component), /is no HTTP service: it does not export wasi:http\/handler/);
    assert.throws(() => serveFetch(component), TypeError);
  }
  serveNode({ handler: { handle() {} } });
});
