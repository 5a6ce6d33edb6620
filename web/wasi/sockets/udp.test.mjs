// udp-socket in Node.

import assert from 'node:assert/strict';
import dgram from 'node:dgram';
import { once } from 'node:events';
import { test } from 'node:test';
import { fails } from '../testing.mjs';
import { here, hostOf, ipv4, ipv6 } from './testing.mjs';

const text = (/** @type {string} */ s) => new TextEncoder().encode(s);

/** @param {any} received */
const said = ([data, from]) => [new TextDecoder().decode(data), from];

test('datagrams there and back', async () => {
  const { UdpSocket } = hostOf(here).types;
  for (const [family, at] of /** @type {const} */ ([
    ['ipv4', ipv4],
    ['ipv6', ipv6],
  ])) {
    const [one, two] = [UdpSocket.create(family), UdpSocket.create(family)];
    one.bind(at(0));
    two.bind(at(0));
    const [a, b] = [one.getLocalAddress(), two.getLocalAddress()];
    await one.send(text('first'), b);
    await one.send(text(''), b);
    await one.send(new Uint8Array(60_000), b);
    assert.deepEqual(said(await two.receive()), ['first', a]);
    assert.deepEqual(said(await two.receive()), ['', a]);
    assert.equal((await two.receive())[0].length, 60_000);
    const waiting = one.receive();
    await two.send(text('back'), a);
    assert.deepEqual(said(await waiting), ['back', b]);
    assert.equal(one.getAddressFamily(), family);
    one[Symbol.dispose]();
    two[Symbol.dispose]();
  }
});

test('a socket that is connected hears its peer, and sends to no other', async () => {
  const { UdpSocket } = hostOf(here).types;
  const [one, two, three] = [0, 1, 2].map(() => UdpSocket.create('ipv4'));
  for (const socket of [two, three]) socket.bind(ipv4(0));
  await fails(() => one.getRemoteAddress(), 'invalid-state');
  await fails(() => one.disconnect(), 'invalid-state');
  one.connect(two.getLocalAddress());
  assert.deepEqual(one.getRemoteAddress(), two.getLocalAddress());
  const { port } = one.getLocalAddress().val;
  one.disconnect();
  assert.equal(one.getLocalAddress().val.port, port, 'the port stays');
  one.connect(two.getLocalAddress());
  const local = ipv4(one.getLocalAddress().val.port); // it is bound to any address
  await three.send(text('unheard'), local);
  await two.send(text('heard'), local);
  assert.equal(said(await one.receive())[0], 'heard');
  await one.send(text('to the peer'));
  assert.equal(said(await two.receive())[0], 'to the peer');
  await one.send(text('again'), two.getLocalAddress());
  await fails(() => one.send(text('x'), three.getLocalAddress()), 'invalid-argument');
  one.connect(three.getLocalAddress());
  await one.send(text('hello'));
  assert.equal(said(await three.receive())[0], 'hello');
  one.disconnect();
  await fails(() => one.send(text('x')), 'invalid-argument');
  await fails(() => one.getRemoteAddress(), 'invalid-state');
  for (const socket of [one, two, three]) socket[Symbol.dispose]();
});

test('wrong arguments and states', async () => {
  const { UdpSocket } = hostOf({ connect: ['*'], listen: ['*'] }).types;
  const socket = UdpSocket.create('ipv4');
  await fails(() => socket.receive(), 'invalid-state');
  await fails(() => socket.getLocalAddress(), 'invalid-state');
  for (const [address, about] of /** @type {const} */ ([
    [ipv4(0), 'port 0'],
    [ipv4(1, [0, 0, 0, 0]), 'no address'],
    [ipv6(1), 'the other family'],
  ])) {
    await fails(() => socket.send(text('x'), address), 'invalid-argument', about);
    await fails(() => socket.connect(address), 'invalid-argument', about);
  }
  await fails(() => socket.send(text('x')), 'invalid-argument', 'to nobody');
  await fails(() => socket.bind(ipv6(0)), 'invalid-argument');
  await fails(() => socket.bind(ipv4(0, [224, 0, 0, 1])), 'invalid-argument');
  await fails(() => socket.bind(ipv4(0, [203, 0, 113, 1])), 'address-not-bindable');
  socket.bind(ipv4(0));
  await fails(() => socket.bind(ipv4(0)), 'invalid-state');
  const other = UdpSocket.create('ipv4');
  await fails(() => other.bind(socket.getLocalAddress()), 'address-in-use');
  await fails(() => socket.send(new Uint8Array(65_536), socket.getLocalAddress()), 'datagram-too-large');
  await fails(() => socket.send(new Uint8Array(65_530), socket.getLocalAddress()), 'datagram-too-large');
  const waiting = fails(() => socket.receive(), 'connection-aborted');
  socket[Symbol.dispose]();
  await waiting;
});

test('a receive that is cancelled leaves the next datagram alone', async () => {
  const socket = hostOf(here).types.UdpSocket.create('ipv4');
  socket.bind(ipv4(0));
  const control = new AbortController();
  const first = socket.receive({ signal: control.signal });
  const second = socket.receive();
  control.abort(new Error('cancelled'));
  await assert.rejects(first, /cancelled/);
  await socket.send(text('x'), socket.getLocalAddress());
  assert.equal(said(await second)[0], 'x');
  socket[Symbol.dispose]();
});

test('who may not be sent to is not heard, unless the socket may listen', async () => {
  const stranger = dgram.createSocket('udp4').bind(0, '127.0.0.1');
  await once(stranger, 'listening');
  const strange = ipv4(stranger.address().port);
  const { UdpSocket } = hostOf({ connect: ['127.0.0.1:1-2'] }).types;
  const deaf = UdpSocket.create('ipv4');
  await fails(() => deaf.send(text('x'), strange), 'access-denied');
  deaf.bind(ipv4(0)); // who may connect may bind to a free port
  let heard = false;
  deaf.receive().then(
    () => {
      heard = true;
    },
    () => {},
  );
  stranger.send('x', deaf.getLocalAddress().val.port, '127.0.0.1');
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.equal(heard, false);
  const listening = hostOf({ listen: ['127.0.0.1'] }).types.UdpSocket.create('ipv4');
  listening.bind(ipv4(0));
  stranger.send('hello', listening.getLocalAddress().val.port, '127.0.0.1');
  assert.deepEqual(said(await listening.receive()), ['hello', strange]);
  deaf[Symbol.dispose]();
  listening[Symbol.dispose]();
  stranger.close();
});

test('a guest that reads nothing makes nothing grow', async () => {
  const { UdpSocket } = hostOf(here).types;
  const [from, to] = [UdpSocket.create('ipv4'), UdpSocket.create('ipv4')];
  to.bind(ipv4(0));
  for (let i = 0; i < 40; i++) {
    await from.send(new Uint8Array(30_000), to.getLocalAddress());
    await new Promise((resolve) => setImmediate(resolve));
  }
  await new Promise((resolve) => setTimeout(resolve, 50));
  let got = 0;
  const late = setTimeout(() => to[Symbol.dispose](), 200);
  for (;;) {
    const datagram = await to.receive().catch(() => undefined);
    if (!datagram) break;
    got++;
  }
  clearTimeout(late);
  assert.ok(got > 0 && got < 12, `${got} datagrams of 30000 bytes were kept`);
  from[Symbol.dispose]();
});

test('options, before and after binding', async () => {
  const socket = hostOf(here).types.UdpSocket.create('ipv4');
  assert.ok(socket.getUnicastHopLimit() > 0);
  assert.ok(socket.getReceiveBufferSize() > 0n);
  assert.ok(socket.getSendBufferSize() > 0n);
  socket.setUnicastHopLimit(7);
  socket.setReceiveBufferSize(20_000n);
  socket.setSendBufferSize(30_000n);
  const told = () => [socket.getUnicastHopLimit(), socket.getReceiveBufferSize(), socket.getSendBufferSize()];
  assert.deepEqual(told(), [7, 20_000n, 30_000n]);
  socket.bind(ipv4(0));
  assert.deepEqual(told(), [7, 20_000n, 30_000n]);
  socket.setReceiveBufferSize(40_000n);
  assert.equal(socket.getReceiveBufferSize(), 40_000n);
  socket.setReceiveBufferSize(2n ** 63n);
  assert.ok(socket.getReceiveBufferSize() >= 40_000n);
  await fails(() => socket.setUnicastHopLimit(0), 'invalid-argument');
  await fails(() => socket.setReceiveBufferSize(0n), 'invalid-argument');
  await fails(() => socket.setSendBufferSize(0n), 'invalid-argument');
  socket[Symbol.dispose]();
});

test('a connected socket is told that nobody is there, once for each datagram', async () => {
  const { UdpSocket } = hostOf(here).types;
  const gone = UdpSocket.create('ipv4');
  gone.bind(ipv4(0));
  const at = gone.getLocalAddress();
  gone[Symbol.dispose]();
  const socket = UdpSocket.create('ipv4');
  socket.connect(at);
  await socket.send(text('x'));
  await fails(() => socket.receive(), 'connection-refused');
  const waiting = fails(() => socket.receive(), 'connection-refused');
  await socket.send(text('y'));
  await waiting;
  socket[Symbol.dispose]();
});
