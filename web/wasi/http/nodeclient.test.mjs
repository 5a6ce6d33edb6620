// The client in Node: what goes out, what comes back, servers that misbehave, and what is refused.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer as createHttp } from 'node:http';
import { createServer as createHttps } from 'node:https';
import { createServer as createTcp } from 'node:net';
import { test } from 'node:test';
import { interfaces } from '../node/http.js';
import { err, fails, ok, read, written } from '../testing.mjs';
import { certificateFor } from './certificate.mjs';

/** @typedef {import('node:test').TestContext} TestContext */

const { Fields, Request, RequestOptions, Response } = /** @type {any} */ (interfaces()).types;

/** @param {Record<string, string>} fields */
const fieldsOf = (fields) => Fields.fromList(Object.entries(fields).map(([n, v]) => [n, new TextEncoder().encode(v)]));
const taken = () => Promise.resolve(ok);

/** @param {TestContext} t @param {any} server */
async function listen(t, server) {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.closeAllConnections?.();
    server.close();
  });
  return server.address().port;
}

/** A server of Node's. @param {TestContext} t @param {import('node:http').RequestListener} serve */
const serverOf = (t, serve) => listen(t, createHttp(serve));

/** A server that answers each connection with a text. @param {TestContext} t @param {string} text @param {(socket: import('node:net').Socket) => void} [then] */
function speaking(t, text, then = (socket) => socket.end()) {
  return listen(
    t,
    createTcp((socket) => {
      socket.on('error', () => {});
      socket.once('data', () => socket.write(text, 'latin1', () => then(socket)));
    }),
  );
}

/** @param {import('../index.js').WasiOptions} [options] */
const clientOf = (options = { net: { connect: ['127.0.0.1', 'localhost'] } }) =>
  /** @type {any} */ (interfaces(options)).client;

/**
 * Makes a request.
 * @param {number | string} to a port of this machine, or an authority
 * @param {{ method?: string, scheme?: string, path?: string, headers?: any, body?: any, trailers?: any, options?: any }} [parts]
 */
function requestTo(
  to,
  { method, scheme = 'HTTP', path, headers = new Fields(), body, trailers = taken(), options } = {},
) {
  const [request, sent] = Request.new(headers, body, trailers, options);
  if (method) request.setMethod({ tag: 'other', val: method });
  request.setScheme({ tag: scheme });
  request.setAuthority(typeof to === 'number' ? `127.0.0.1:${to}` : to);
  request.setPathWithQuery(path);
  return { request, sent };
}

/** @param {any} response */
async function whole(response) {
  const [stream, end] = Response.consumeBody(response, taken());
  return { text: await read(stream), end: await end };
}

test('a request and its response: head, body, trailers', async (t) => {
  const port = await serverOf(t, (req, res) => {
    let body = '';
    req.on('data', (chunk) => {
      body += chunk;
    });
    req.on('end', () => {
      res.writeHead(418, 'x', [
        ['Set-Cookie', 'a=1'],
        ['X-B', 'two'],
        ['set-cookie', 'b=2'],
        ['Content-Encoding', 'gzip'],
      ]);
      const { method, url, headers, trailers } = req;
      res.write(JSON.stringify({ method, url, headers, trailers, body }));
      res.addTrailers({ 'X-Sum': '42' });
      res.end();
    });
  });
  const { request, sent } = requestTo(port, {
    method: 'PATCH',
    path: '/a%20b?c=d',
    headers: fieldsOf({ 'X-Mine': 'é', accept: '*/*' }),
    body: written('one ', 'two'),
    trailers: Promise.resolve({ tag: 'ok', val: fieldsOf({ 'x-end': 'yes' }) }),
  });
  const response = await clientOf().send(request);
  assert.equal(response.getStatusCode(), 418);
  const names = response
    .getHeaders()
    .copyAll()
    .map((/** @type {any} */ field) => field[0]);
  assert.deepEqual(
    names,
    ['content-encoding', 'date', 'set-cookie', 'set-cookie', 'x-b'],
    "sorted, without the connection's",
  );
  const { text, end } = await whole(response);
  const { method, url, headers, trailers, body } = JSON.parse(Buffer.from(text, 'latin1').toString());
  assert.deepEqual([method, url, body, trailers], ['PATCH', '/a%20b?c=d', 'one two', { 'x-end': 'yes' }]);
  assert.equal(Buffer.from(headers['x-mine'], 'latin1').toString(), 'é');
  assert.equal(headers.host, `127.0.0.1:${port}`);
  assert.equal(headers['user-agent'], undefined);
  assert.deepEqual(end.val.copyAll(), [['x-sum', new TextEncoder().encode('42')]]);
  assert.deepEqual(await sent, ok);
});

test('bodies stream both ways at the same time', async (t) => {
  const port = await serverOf(t, (req, res) => req.pipe(res));
  /** @type {any} */
  let controller;
  const body = new ReadableStream({
    start: (c) => {
      controller = c;
    },
  });
  const { request, sent } = requestTo(port, { method: 'POST', body });
  const answer = clientOf().send(request);
  controller.enqueue(new TextEncoder().encode('one'));
  const [stream, end] = Response.consumeBody(await answer, taken());
  assert.equal(String((await stream.next()).value), 'one');
  controller.enqueue(new TextEncoder().encode('two'));
  assert.equal(String((await stream.next()).value), 'two');
  controller.close();
  assert.deepEqual(await stream.next(), { value: undefined, done: true });
  assert.deepEqual([await end, await sent], [ok, ok]);
});

test('a body that is announced: its length, and one that is longer or shorter', async (t) => {
  /** @type {string[]} */
  const got = [];
  const port = await serverOf(t, async (req, res) => {
    got.push(`${req.headers['content-length']} ${req.headers['transfer-encoding']}`);
    req.on('error', () => {});
    for await (const _ of req);
    res.end();
  });
  const headers = () => fieldsOf({ 'Content-Length': '4' });
  const good = requestTo(port, { method: 'PUT', headers: headers(), body: written('four') });
  await clientOf().send(good.request);
  assert.deepEqual([await good.sent, got], [ok, ['4 undefined']]);
  for (const [text, size] of /** @type {const} */ ([
    ['fives', 5n],
    ['one', 3n],
  ])) {
    const { request, sent } = requestTo(port, { method: 'PUT', headers: headers(), body: written(text) });
    assert.equal(await fails(() => clientOf().send(request), 'HTTP-request-body-size'), size);
    assert.deepEqual(await sent, err('HTTP-request-body-size', size));
  }
  const two = Fields.fromList([4, 4].map(() => ['content-length', new TextEncoder().encode('4')]));
  await fails(() => clientOf().send(requestTo(port, { headers: two }).request), 'HTTP-protocol-error');
  const wrong = fieldsOf({ 'content-length': '4x' });
  await fails(() => clientOf().send(requestTo(port, { headers: wrong }).request), 'HTTP-protocol-error');
});

test('a guest that fails in its body, or in its trailers', async (t) => {
  const port = await serverOf(t, async (req, res) => {
    req.on('error', () => {});
    for await (const _ of req);
    res.end('whole');
  });
  const failing = { tag: 'err', val: { tag: 'loop-detected' } };
  const { request, sent } = requestTo(port, { method: 'POST', body: written('x'), trailers: Promise.resolve(failing) });
  await fails(() => clientOf().send(request), 'loop-detected');
  assert.deepEqual(await sent, failing);
});

test('servers that break off', async (t) => {
  const head = 'HTTP/1.1 200 OK\r\n';
  for (const [text, code, then] of /** @type {[string, string, any?][]} */ ([
    [`${head}Content-Length: 10\r\n\r\nfive`, 'HTTP-response-incomplete'],
    [`${head}Transfer-Encoding: chunked\r\n\r\n4\r\nfive\r\n`, 'HTTP-response-incomplete'],
    [`${head}Transfer-Encoding: chunked\r\n\r\n4\r\nfive\r\nxyz\r\n`, 'HTTP-protocol-error'],
    [
      `${head}Content-Length: 10\r\n\r\nfive`,
      'connection-terminated',
      (/** @type {any} */ s) => setTimeout(() => s.resetAndDestroy(), 50),
    ],
  ])) {
    const port = await speaking(t, text, then);
    const response = await clientOf().send(requestTo(port).request);
    assert.deepEqual(await whole(response), { text: 'five', end: err(code) }, text);
  }
  for (const [text, code] of [
    ['', 'connection-terminated'],
    ['HTTP/1.1 ', 'connection-terminated'],
    ['no HTTP at all\r\n\r\n', 'HTTP-protocol-error'],
    [`${head}a b: c\r\n\r\n`, 'HTTP-protocol-error'],
    [`${head}X: ${'x'.repeat(1 << 20)}\r\n\r\n`, 'HTTP-response-header-section-size'],
    [`${head}Content-Length: 1\r\nContent-Length: 2\r\n\r\n`, 'HTTP-protocol-error'],
  ])
    await fails(async () => clientOf().send(requestTo(await speaking(t, text)).request), code, text.slice(0, 40));
});

test('servers that stall', async (t) => {
  const options = new RequestOptions();
  options.setFirstByteTimeout(50_000_000n);
  options.setBetweenBytesTimeout(50_000_000n);
  const silent = await speaking(t, '', () => {});
  const { request, sent } = requestTo(silent, { options, method: 'POST', body: new ReadableStream() });
  await fails(() => clientOf().send(request), 'HTTP-response-timeout');
  assert.deepEqual(await sent, err('HTTP-response-timeout'));
  const slow = await speaking(t, 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nfive', () => {});
  const response = await clientOf().send(requestTo(slow, { options }).request);
  assert.deepEqual(await whole(response), { text: 'five', end: err('connection-read-timeout') });
  const slowly = new RequestOptions();
  slowly.setConnectTimeout(50_000_000n);
  const lookup = () => new Promise(() => {});
  const client = clientOf({ net: { connect: ['never.example'], lookup: /** @type {any} */ (lookup) } });
  await fails(() => client.send(requestTo('never.example', { options: slowly }).request), 'connection-timeout');
});

test('a guest that reads slowly makes no timeout and nothing grow', async (t) => {
  let written = 0;
  const port = await serverOf(t, (_, res) => {
    const more = () => {
      while (written < 1 << 24) {
        written += 1 << 16;
        if (!res.write(Buffer.alloc(1 << 16))) {
          res.once('drain', more);
          return;
        }
      }
      res.end();
    };
    more();
  });
  const options = new RequestOptions();
  options.setBetweenBytesTimeout(1_500_000_000n);
  const response = await clientOf().send(requestTo(port, { options }).request);
  await new Promise((resolve) => setTimeout(resolve, 1800));
  assert.ok(written < 1 << 24, `${written} bytes were taken of which the guest read none`);
  const { text, end } = await whole(response);
  assert.deepEqual([text.length, end], [1 << 24, ok]);
});

test('a guest that drops the body, and one that cancels the call, end the exchange', async (t) => {
  let gone = 0;
  const port = await serverOf(t, (req, res) => {
    res.once('close', () => gone++);
    if (req.url === '/body') res.write('x');
  });
  const response = await clientOf().send(requestTo(port, { path: '/body' }).request);
  const [stream, end] = Response.consumeBody(response, taken());
  await stream.next();
  await stream.return();
  assert.deepEqual(await end, ok);
  const control = new AbortController();
  const { request, sent } = requestTo(port, { path: '/silent', method: 'POST', body: new ReadableStream() });
  const answer = clientOf().send(request, { signal: control.signal });
  setTimeout(() => control.abort(new Error('cancelled')), 50);
  await assert.rejects(answer, /cancelled/);
  assert.equal((await sent).tag, 'err');
  while (gone < 2) await new Promise((resolve) => setTimeout(resolve, 5));
});

test("redirects are the guest's matter", async (t) => {
  const port = await serverOf(t, (_, res) => res.writeHead(302, { location: '/elsewhere' }).end());
  assert.equal((await clientOf().send(requestTo(port).request)).getStatusCode(), 302);
});

test('a connection that was kept and has gone is made again', async (t) => {
  let requests = 0;
  const server = createHttp((_, res) => {
    requests++;
    res.end();
  });
  const port = await listen(t, server);
  const client = clientOf();
  for (let i = 0; i < 3; i++) {
    await whole(await client.send(requestTo(port).request));
    server.closeAllConnections(); // what the client has not seen yet when it sends the next one
  }
  assert.equal(requests, 3);
});

test('what is refused', async (t) => {
  const port = await serverOf(t, (_, res) => res.end());
  const names = { 'example.com': ['203.0.113.5'], 'rebound.example.com': ['127.0.0.1'] };
  const lookup = async (/** @type {string} */ name) => /** @type {any} */ (names)[name];
  for (const [connect, to, code] of /** @type {[string[], string, string][]} */ ([
    [[], `127.0.0.1:${port}`, 'destination-IP-prohibited'],
    [[], 'example.com', 'HTTP-request-denied'],
    [['example.com'], 'example.org', 'HTTP-request-denied'],
    [['127.0.0.1:1'], `127.0.0.1:${port}`, 'destination-IP-prohibited'],
    [['*.example.com'], `rebound.example.com:${port}`, 'destination-IP-prohibited'],
    [['example.com:443'], 'example.com:80', 'destination-IP-prohibited'],
    [['10.0.0.0/8'], `[::1]:${port}`, 'destination-IP-prohibited'],
  ])) {
    const { request, sent } = requestTo(to);
    await fails(() => clientOf({ net: { connect, lookup } }).send(request), code, `${connect} ${to}`);
    assert.deepEqual((await sent).val.tag, code);
  }
  const all = clientOf({ net: { connect: ['*'] } });
  await fails(() => all.send(requestTo(port, { method: 'CONNECT' }).request), 'HTTP-request-method-invalid');
  const [bare] = Request.new(new Fields(), undefined, taken(), undefined);
  await fails(() => all.send(bare), 'HTTP-request-URI-invalid');
  const other = requestTo(port).request;
  other.setScheme({ tag: 'other', val: 'ftp' });
  await fails(() => all.send(other), 'HTTP-request-URI-invalid');
  const { handler } = /** @type {any} */ (interfaces());
  await fails(() => handler.handle(requestTo(port).request), 'HTTP-request-denied');
});

test('names that are not there, hosts that refuse', async (t) => {
  const failing = (/** @type {string} */ code) =>
    clientOf({
      net: {
        connect: ['*'],
        lookup: async () => {
          throw Object.assign(new Error(code), { code });
        },
      },
    });
  const none = { rcode: 'NXDOMAIN', infoCode: undefined };
  assert.deepEqual(await fails(() => failing('ENOTFOUND').send(requestTo('x.org').request), 'DNS-error'), none);
  await fails(() => failing('EAI_AGAIN').send(requestTo('x.org').request), 'DNS-error');
  await fails(() => failing('ETIMEOUT').send(requestTo('x.org').request), 'DNS-timeout');
  const server = createTcp();
  const port = await listen(t, server);
  server.close();
  await once(server, 'close');
  await fails(() => clientOf().send(requestTo(port).request), 'connection-refused');
});

test('there are 256 requests at a time', async (t) => {
  const port = await serverOf(t, () => {});
  const client = clientOf();
  const control = new AbortController();
  const waiting = Array.from({ length: 256 }, () =>
    client.send(requestTo(port).request, { signal: control.signal }).catch(() => 'cancelled'),
  );
  await fails(() => client.send(requestTo(port).request), 'connection-limit-reached');
  control.abort();
  await Promise.all(waiting);
  await new Promise((resolve) => setTimeout(resolve, 20));
  const answer = client.send(requestTo(await serverOf(t, (_, res) => res.end())).request);
  assert.equal((await answer).getStatusCode(), 200);
});

test('TLS: a certificate that is known, one that is not, and what is no TLS', async (t) => {
  const { key, cert } = certificateFor('localhost');
  const port = await listen(
    t,
    createHttps({ key, cert }, (_, res) => res.end('secret')),
  );
  const net = { connect: ['localhost', '127.0.0.1'], lookup: async () => ['127.0.0.1'] };
  const knowing = clientOf({ net, http: { tls: { ca: cert } } });
  const { text } = await whole(await knowing.send(requestTo(`localhost:${port}`, { scheme: 'HTTPS' }).request));
  assert.equal(text, 'secret');
  const secure = (/** @type {any} */ client, /** @type {string} */ to) => () =>
    client.send(requestTo(to, { scheme: 'HTTPS' }).request);
  await fails(secure(clientOf({ net }), `localhost:${port}`), 'TLS-certificate-error');
  await fails(secure(knowing, `127.0.0.1:${port}`), 'TLS-certificate-error', 'it is for another name');
  const plain = await speaking(t, 'HTTP/1.1 400 Bad Request\r\n\r\n');
  await fails(secure(knowing, `localhost:${plain}`), 'TLS-protocol-error');
  const refusing = await listen(t, createHttps({})); // it has no certificate to show
  const { alertId } = await fails(secure(knowing, `localhost:${refusing}`), 'TLS-alert-received');
  assert.equal(alertId, 40);
});

test('a host in other letters is looked up and named in ASCII', async (t) => {
  const port = await serverOf(t, (req, res) => res.end(req.headers.host));
  /** @type {string[]} */
  const asked = [];
  const lookup = async (/** @type {string} */ name) => {
    asked.push(name);
    return ['127.0.0.1'];
  };
  const client = clientOf({ net: { connect: ['bücher.example', '127.0.0.1'], lookup } });
  const { request } = requestTo(`user@Bücher。example:${port}`);
  const { text } = await whole(await client.send(request));
  assert.equal(text, `xn--bcher-kva.example:${port}`);
  assert.deepEqual(asked, ['xn--bcher-kva.example']);
  await fails(() => client.send(requestTo('ü..example').request), 'HTTP-request-URI-invalid');
  await fails(() => client.send(requestTo('１２７.0.0.1').request), 'HTTP-request-URI-invalid');
});
