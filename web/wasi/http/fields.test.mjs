// fields, request, response and request-options as resources: what setters take, and what is immutable.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { interfaces } from '../node/http.js';
import { fails, ok } from '../testing.mjs';

const { Fields, Request, RequestOptions, Response } = /** @type {any} */ (interfaces()).types;

const bytes = (/** @type {string} */ text) => new TextEncoder().encode(text);
const list = (/** @type {any} */ fields) =>
  fields.copyAll().map((/** @type {[string, Uint8Array]} */ [name, value]) => `${name}: ${Buffer.from(value)}`);
const noTrailers = () => Promise.resolve(ok);
const newRequest = (/** @type {any} */ options = undefined) =>
  Request.new(new Fields(), undefined, noTrailers(), options)[0];

test('names are compared without case and kept as the first was written, in order', () => {
  const fields = Fields.fromList([
    ['Set-Cookie', bytes('a=1')],
    ['x-empty', bytes('')],
    ['set-cookie', bytes('b=2')],
  ]);
  assert.deepEqual(list(fields), ['Set-Cookie: a=1', 'x-empty: ', 'Set-Cookie: b=2']);
  assert.deepEqual(fields.get('SET-COOKIE'), [bytes('a=1'), bytes('b=2')]);
  assert.equal(fields.has('X-Empty'), true);
  assert.deepEqual(fields.get('x-empty'), [bytes('')]);
  assert.deepEqual(fields.get('none'), []);
  assert.equal(fields.has('no name'), false);
  const copy = fields.clone();
  fields.set('set-cookie', [bytes('c=3')]);
  assert.deepEqual(list(fields), ['x-empty: ', 'set-cookie: c=3']);
  copy.append('SET-cookie', bytes('d=4'));
  assert.deepEqual(list(copy).at(-1), 'Set-Cookie: d=4');
  assert.deepEqual(fields.getAndDelete('Set-Cookie'), [bytes('c=3')]);
  assert.deepEqual(fields.getAndDelete('Set-Cookie'), []);
  fields.delete('X-EMPTY');
  fields.delete('none');
  fields.append('A', bytes('1'));
  fields.append('a', bytes('2'));
  assert.deepEqual(list(fields), ['A: 1', 'A: 2']);
  assert.equal(list(copy).length, 4);
});

test('what is no field is invalid, what is about the connection forbidden', async () => {
  for (const name of ['', ' ', 'a b', 'a:', 'ä', 'a\0', 'a\n', '(x)', 'x\u{1F600}']) {
    await fails(() => Fields.fromList([[name, bytes('x')]]), 'invalid-syntax', name);
    await fails(() => new Fields().append(name, bytes('x')), 'invalid-syntax', name);
    await fails(() => new Fields().set(name, [bytes('x')]), 'invalid-syntax', name);
    await fails(() => new Fields().delete(name), 'invalid-syntax', name);
    await fails(() => new Fields().getAndDelete(name), 'invalid-syntax', name);
  }
  for (const value of ['a\r\nb: c', 'a\0', '\x7f', '\x1b[31m'])
    await fails(() => new Fields().append('x', bytes(value)), 'invalid-syntax', value);
  new Fields().append('x', Uint8Array.of(9, 32, 0x80, 0xff));
  for (const name of ['Connection', 'host', 'Keep-Alive', 'TE', 'Transfer-Encoding', 'upgrade', 'HTTP2-Settings'])
    await fails(() => new Fields().append(name, bytes('x')), 'forbidden', name);
});

test('there are 10000 fields, and a megabyte of them', async () => {
  const many = Fields.fromList(Array.from({ length: 10_000 }, () => ['a', bytes('')]));
  await fails(() => many.append('a', bytes('')), 'size-exceeded');
  const large = new Fields();
  large.append('a', new Uint8Array(1 << 19).fill(65));
  await fails(() => large.append('b', new Uint8Array(1 << 19).fill(65)), 'size-exceeded');
  large.set('a', [bytes('x')]);
  large.append('b', new Uint8Array(1 << 19).fill(65));
  await fails(() => large.set('b', [new Uint8Array(1 << 20).fill(65)]), 'size-exceeded');
  assert.equal(large.get('b')[0].length, 1 << 19, 'a change that failed changes nothing');
});

test('headers of a message are immutable, copies of them not', async () => {
  const given = Fields.fromList([['a', bytes('1')]]);
  const [request] = Request.new(given, undefined, noTrailers(), undefined);
  const headers = request.getHeaders();
  for (const fields of [headers, given]) {
    await fails(() => fields.append('b', bytes('2')), 'immutable');
    await fails(() => fields.set('a', []), 'immutable');
    await fails(() => fields.delete('a'), 'immutable');
    await fails(() => fields.getAndDelete('a'), 'immutable');
  }
  const copy = headers.clone();
  copy.append('b', bytes('2'));
  assert.deepEqual([list(headers), list(copy)], [['a: 1'], ['a: 1', 'b: 2']]);
  const [response] = Response.new(copy, undefined, noTrailers());
  await fails(() => response.getHeaders().delete('a'), 'immutable');
});

test('the parts of a request', () => {
  const request = newRequest();
  assert.deepEqual(
    [
      request.getMethod(),
      request.getPathWithQuery(),
      request.getScheme(),
      request.getAuthority(),
      request.getOptions(),
    ],
    [{ tag: 'get' }, undefined, undefined, undefined, undefined],
  );
  const refuses = (/** @type {() => void} */ call, /** @type {string} */ about) =>
    assert.throws(call, (/** @type {any} */ e) => 'payload' in e && e.payload === undefined, about);
  for (const method of [{ tag: 'post' }, { tag: 'other', val: 'PURGE' }]) {
    request.setMethod(method);
    assert.deepEqual(request.getMethod(), method);
  }
  request.setMethod({ tag: 'other', val: 'GET' });
  assert.deepEqual(request.getMethod(), { tag: 'get' });
  for (const val of ['', 'A B', 'é']) refuses(() => request.setMethod({ tag: 'other', val }), val);
  for (const path of ['/', '/a%20b?c=%zz&d', 'relative', '*', '/é', '//x', undefined]) {
    request.setPathWithQuery(path);
    assert.equal(request.getPathWithQuery(), path);
  }
  request.setPathWithQuery('');
  assert.equal(request.getPathWithQuery(), '/');
  request.setMethod({ tag: 'options' });
  assert.equal(request.getPathWithQuery(), '', 'of the server as a whole');
  for (const path of ['/a b', '/a#b', '/%zz', '/\0', '/\r\n']) refuses(() => request.setPathWithQuery(path), path);
  for (const scheme of [{ tag: 'HTTP' }, { tag: 'HTTPS' }, { tag: 'other', val: 'a+b.c-1' }, undefined]) {
    request.setScheme(scheme);
    assert.deepEqual(request.getScheme(), scheme);
  }
  for (const val of ['', '1a', 'a b', 'é']) refuses(() => request.setScheme({ tag: 'other', val }), val);
  for (const authority of [
    'example.com',
    'example.com:',
    'example.com:80',
    '[::1]:80',
    'user:pw@example.com',
    undefined,
  ]) {
    request.setAuthority(authority);
    assert.equal(request.getAuthority(), authority);
  }
  for (const authority of ['', ':80', 'a b', 'a/b', 'a:b', 'a:99999', '[::1', 'a?b', 'a#b', 'a\nb', 'a@b@c'])
    refuses(() => request.setAuthority(authority), authority);
});

test('the status of a response', () => {
  const [response] = Response.new(new Fields(), undefined, noTrailers());
  assert.equal(response.getStatusCode(), 200);
  for (const status of [204, 404, 599, 100]) {
    response.setStatusCode(status);
    assert.equal(response.getStatusCode(), status);
  }
  for (const status of [0, 99, 600, 65535]) assert.throws(() => response.setStatusCode(status), /not valid/);
});

test('request options', async () => {
  const options = new RequestOptions();
  assert.equal(options.getConnectTimeout(), undefined);
  for (const name of ['ConnectTimeout', 'FirstByteTimeout', 'BetweenBytesTimeout']) {
    options[`set${name}`](5n);
    assert.equal(options[`get${name}`](), 5n);
  }
  const given = newRequest(options).getOptions();
  assert.equal(given.getConnectTimeout(), 5n);
  for (const name of ['ConnectTimeout', 'FirstByteTimeout', 'BetweenBytesTimeout'])
    await fails(() => given[`set${name}`](1n), 'immutable', name);
  const copy = given.clone();
  copy.setConnectTimeout(undefined);
  assert.deepEqual([copy.getConnectTimeout(), given.getConnectTimeout()], [undefined, 5n]);
});

test('a body goes from one to the other in the guest, and so does how it was taken', async () => {
  const trailers = Promise.resolve({ tag: 'ok', val: Fields.fromList([['t', bytes('1')]]) });
  const contents = new Blob(['x']).stream();
  const [request, sent] = Request.new(new Fields(), contents, trailers, undefined);
  const taken = { tag: 'err', val: { tag: 'configuration-error' } };
  const [stream, end] = Request.consumeBody(request, Promise.resolve(taken));
  assert.equal(stream, contents);
  assert.deepEqual(list((await end).val), ['t: 1']);
  assert.deepEqual(await sent, taken);
  const [empty, transmitted] = Response.new(new Fields(), undefined, noTrailers());
  assert.equal(Response.consumeBody(empty, noTrailers())[0].length, 0);
  assert.deepEqual(await transmitted, ok);
  assert.throws(() => Response.consumeBody(empty, noTrailers()), /given away/);
});

test('a message that is dropped drops its contents, and counts as sent', async () => {
  let dropped = false;
  const contents = new ReadableStream({
    cancel: () => {
      dropped = true;
    },
  });
  const [request, sent] = Request.new(new Fields(), contents, new Promise(() => {}), undefined);
  request[Symbol.dispose]();
  request[Symbol.dispose]();
  assert.deepEqual([await sent, dropped], [ok, true]);
});
