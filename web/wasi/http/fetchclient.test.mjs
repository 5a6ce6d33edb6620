// The client over fetch, against a server of Node's: what fetch can do, and what is said where it is short.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { interfaces } from '../browser/http.js';
import { err, fails, ok, read, written } from '../testing.mjs';

const { Fields, Request, RequestOptions, Response } = /** @type {any} */ (interfaces()).types;
const taken = () => Promise.resolve(ok);

const server = createServer(async (req, res) => {
  let body = '';
  req.on('error', () => {});
  for await (const chunk of req) body += chunk;
  switch (req.url) {
    case '/redirect':
      res.writeHead(302, { location: '/' }).end();
      return;
    case '/gzip':
      res.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('unpacked'));
      return;
    case '/break':
      res.writeHead(200, { 'content-length': '10' });
      res.write('five');
      setTimeout(() => res.destroy(), 30);
      return;
    case '/stall':
      res.write('five');
      return;
    case '/silent':
      return;
    default:
      res.writeHead(200, { 'x-a': '1' });
      res.end(JSON.stringify({ method: req.method, url: req.url, mine: req.headers['x-mine'], body }));
  }
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');
server.unref();
const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
const here = `127.0.0.1:${port}`;

/** @param {string[]} connect */
const clientOf = (connect = ['127.0.0.1', 'localhost']) => /** @type {any} */ (interfaces({ net: { connect } })).client;

/**
 * @param {string} path
 * @param {{ method?: string, authority?: string, body?: any, headers?: [string, string][], options?: any }} [parts]
 */
function requestTo(path, { method = 'get', authority = here, body, headers = [], options } = {}) {
  const fields = Fields.fromList(headers.map(([n, v]) => [n, new TextEncoder().encode(v)]));
  const [request, sent] = Request.new(fields, body, taken(), options);
  request.setMethod({ tag: method });
  request.setScheme({ tag: 'HTTP' });
  request.setAuthority(authority);
  request.setPathWithQuery(path);
  return { request, sent };
}

/** @param {any} response */
async function whole(response) {
  const [stream, end] = Response.consumeBody(response, taken());
  return { text: await read(stream), end: await end };
}

test('a request with a body, and its response', async () => {
  const { request, sent } = requestTo('/a%20b?c', {
    method: 'post',
    body: written('one ', 'two'),
    headers: [['X-Mine', 'm']],
  });
  const response = await clientOf().send(request);
  assert.deepEqual([response.getStatusCode(), await sent], [200, ok]);
  assert.equal(response.getHeaders().has('x-a'), true);
  const { text, end } = await whole(response);
  assert.deepEqual(JSON.parse(text), { method: 'POST', url: '/a%20b?c', mine: 'm', body: 'one two' });
  assert.deepEqual(end, ok);
});

test('what was unpacked is said to be so', async () => {
  const response = await clientOf().send(requestTo('/gzip').request);
  for (const name of ['content-encoding', 'content-length']) assert.equal(response.getHeaders().has(name), false, name);
  assert.equal((await whole(response)).text, 'unpacked');
});

test('what is refused, by name and address', async () => {
  for (const [connect, authority, code] of /** @type {[string[], string, string][]} */ ([
    [[], here, 'destination-IP-prohibited'],
    [['127.0.0.1:1'], here, 'destination-IP-prohibited'],
    [[], 'example.com', 'HTTP-request-denied'],
    [['example.com:443'], 'example.com', 'HTTP-request-denied'],
    [['*.example.com'], 'example.com', 'HTTP-request-denied'],
    [['*'], 'a b', 'HTTP-request-URI-invalid'],
  ])) {
    await fails(
      () => {
        const { request } = requestTo('/');
        if (authority !== 'a b') request.setAuthority(authority);
        else request.setAuthority(undefined);
        return clientOf(connect).send(request);
      },
      code,
      `${connect} ${authority}`,
    );
  }
  const { request } = requestTo('/', { authority: `localhost:${port}` });
  assert.equal((await clientOf(['localhost']).send(request)).getStatusCode(), 200);
});

test('bodies that do not fit: another length, a method that has none', async () => {
  const headers = /** @type {[string, string][]} */ ([['content-length', '4']]);
  const { request, sent } = requestTo('/', { method: 'put', body: written('fives'), headers });
  assert.equal(await fails(() => clientOf().send(request), 'HTTP-request-body-size'), 5n);
  assert.deepEqual(await sent, err('HTTP-request-body-size', 5n));
  await fails(() => clientOf().send(requestTo('/', { body: written('x') }).request), 'HTTP-request-method-invalid');
  await fails(() => clientOf().send(requestTo('/', { method: 'trace' }).request), 'HTTP-request-method-invalid');
  assert.equal((await clientOf().send(requestTo('/', { body: written() }).request)).getStatusCode(), 200);
});

test('servers that break off, stall, are not there', async () => {
  const options = new RequestOptions();
  options.setFirstByteTimeout(80_000_000n);
  options.setBetweenBytesTimeout(80_000_000n);
  const broken = await whole(await clientOf().send(requestTo('/break').request));
  assert.deepEqual(broken, { text: 'five', end: err('HTTP-response-incomplete') });
  const slow = await whole(await clientOf().send(requestTo('/stall', { options }).request));
  assert.deepEqual(slow, { text: 'five', end: err('connection-read-timeout') });
  await fails(() => clientOf().send(requestTo('/silent', { options }).request), 'HTTP-response-timeout');
  const gone = createServer().listen(0, '127.0.0.1');
  await once(gone, 'listening');
  const authority = `127.0.0.1:${/** @type {any} */ (gone.address()).port}`;
  gone.close();
  await once(gone, 'close');
  await fails(() => clientOf().send(requestTo('/', { authority }).request), 'destination-unavailable');
});

test('a guest that drops the body, and one that cancels', async () => {
  const response = await clientOf().send(requestTo('/stall').request);
  const [stream, end] = Response.consumeBody(response, taken());
  await stream.next();
  await stream.return();
  assert.deepEqual(await end, ok);
  const control = new AbortController();
  const answer = clientOf().send(requestTo('/silent').request, { signal: control.signal });
  setTimeout(() => control.abort(new Error('cancelled')), 30);
  await assert.rejects(answer, /cancelled/);
  server.closeAllConnections();
});
