// tcp-socket in Node: its states, its streams, and peers that stall, half-close and reset.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import net from 'node:net';
import { test } from 'node:test';
import { fails, ok, read, written } from '../testing.mjs';
import { err, here, hostOf, ipv4, ipv6 } from './testing.mjs';

/**
 * A server of Node's.
 * @param {import('node:test').TestContext} t
 * @param {(socket: net.Socket) => void} serve
 */
async function serverOf(t, serve) {
  const server = net.createServer({ allowHalfOpen: true }, serve).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  return /** @type {net.AddressInfo} */ (server.address()).port;
}

/** @param {number} port */
async function connected(port) {
  const { TcpSocket } = hostOf(here).types;
  const socket = TcpSocket.create('ipv4');
  await socket.connect(ipv4(port));
  return socket;
}

test('a connection: what is sent and received, addresses, both ends', async (t) => {
  const port = await serverOf(t, (socket) => socket.pipe(socket));
  const socket = await connected(port);
  const [stream, end] = socket.receive();
  const sent = socket.send(written('one ', 'two'));
  assert.equal(await read(stream), 'one two');
  assert.deepEqual([await sent, await end], [ok, ok]);
  assert.deepEqual(socket.getRemoteAddress(), ipv4(port));
  assert.deepEqual(socket.getLocalAddress().val.address, [127, 0, 0, 1]);
  assert.equal(socket.getIsListening(), false);
  assert.equal(socket.getAddressFamily(), 'ipv4');
  socket[Symbol.dispose]();
});

test('a megabyte goes both ways', async (t) => {
  const port = await serverOf(t, (socket) => socket.pipe(socket));
  const socket = await connected(port);
  const bytes = new Uint8Array(1 << 20).map((_, i) => i % 251);
  const [stream, end] = socket.receive();
  const sent = socket.send(written(bytes));
  const got = await read(stream);
  assert.ok(Buffer.from(got, 'latin1').equals(bytes));
  assert.deepEqual([await sent, await end], [ok, ok]);
  socket[Symbol.dispose]();
});

test('streams outlive the resource', async (t) => {
  const port = await serverOf(t, (socket) => socket.pipe(socket));
  const host = hostOf(here);
  const socket = host.types.TcpSocket.create('ipv4');
  await socket.connect(ipv4(port));
  const [stream, end] = socket.receive();
  const sent = socket.send(written('late'));
  socket[Symbol.dispose]();
  assert.equal(await read(stream), 'late');
  assert.deepEqual([await sent, await end], [ok, ok]);
});

test('send and receive are for one time, and for connections', async (t) => {
  const port = await serverOf(t, (socket) => socket.end('x'));
  const socket = await connected(port);
  assert.equal(await read(socket.receive()[0]), 'x');
  const [again, end] = socket.receive();
  assert.equal(await read(again), '');
  assert.deepEqual(await end, err('invalid-state'));
  assert.deepEqual(await socket.send(written('x')), ok);
  socket[Symbol.dispose]();
  const refused = written('y');
  assert.deepEqual(await socket.send(refused), err('invalid-state'));
  assert.equal((await refused.getReader().read()).done, true, 'it is dropped');
  const fresh = hostOf(here).types.TcpSocket.create('ipv4');
  assert.deepEqual(await fresh.receive()[1], err('invalid-state'));
  assert.deepEqual(await fresh.send(written('x')), err('invalid-state'));
});

test('a peer that half-closes still gets what is sent, one that resets ends both streams', async (t) => {
  let got = '';
  const half = await serverOf(t, (socket) => {
    socket.end('bye');
    socket.on('data', (chunk) => {
      got += chunk;
    });
  });
  const socket = await connected(half);
  const [stream, end] = socket.receive();
  assert.equal(await read(stream), 'bye');
  assert.deepEqual(await end, ok);
  assert.deepEqual(await socket.send(written('still here')), ok);
  while (got !== 'still here') await new Promise((resolve) => setTimeout(resolve, 5));
  socket[Symbol.dispose]();

  const resetting = await serverOf(t, (peer) => {
    peer.write('some');
    peer.once('data', () => peer.resetAndDestroy());
  });
  const broken = await connected(resetting);
  const [bytes, broke] = broken.receive();
  let wrote = false;
  const data = new ReadableStream({
    pull: (controller) => {
      if (!wrote) controller.enqueue(new Uint8Array(1));
      wrote = true;
      return new Promise(() => {}); // a guest that has nothing more to say
    },
  });
  const sent = broken.send(data);
  assert.equal(await read(bytes), 'some', 'what came before is there');
  assert.deepEqual(await broke, err('connection-reset'));
  assert.deepEqual(await sent, err('connection-reset'));
  broken[Symbol.dispose]();
});

test('a peer that stalls makes the guest wait; dropping the resource and its streams closes', async (t) => {
  /** @type {net.Socket | undefined} */
  let peer;
  const port = await serverOf(t, (socket) => {
    peer = socket.pause();
  });
  const socket = await connected(port);
  let chunks = 0;
  const endless = new ReadableStream({
    pull: (controller) => {
      chunks++;
      controller.enqueue(new Uint8Array(1 << 16));
    },
  });
  const sent = socket.send(endless);
  const [stream] = socket.receive();
  const reading = stream.next();
  let last = -1;
  while (last !== chunks) {
    last = chunks;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  assert.ok(chunks < 1000, `${chunks} chunks were taken of a guest whose peer reads nothing`);
  await stream.return();
  assert.deepEqual(await reading, { value: undefined, done: true });
  socket[Symbol.dispose]();
  assert.equal(await Promise.race([sent, 'waiting']), 'waiting', 'what is sent keeps the connection');
  peer?.resetAndDestroy();
  assert.deepEqual(await sent, err('connection-reset'));
});

test('a refused connection closes the socket', async () => {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = /** @type {net.AddressInfo} */ (server.address());
  server.close();
  await once(server, 'close');
  const socket = hostOf(here).types.TcpSocket.create('ipv4');
  await fails(() => socket.connect(ipv4(port)), 'connection-refused');
  for (const call of [
    () => socket.connect(ipv4(port)),
    () => socket.bind(ipv4(0)),
    () => socket.listen(),
    () => socket.getLocalAddress(),
    () => socket.getRemoteAddress(),
    () => socket.getKeepAliveEnabled(),
    () => socket.setKeepAliveCount(3),
    () => socket.setListenBacklogSize(3n),
  ])
    await fails(call, 'invalid-state');
  assert.equal(socket.getAddressFamily(), 'ipv4');
  socket[Symbol.dispose]();
});

test('listening: connections, their options, the end', async () => {
  const host = hostOf(here);
  const { TcpSocket } = host.types;
  const listener = TcpSocket.create('ipv4');
  listener.setKeepAliveEnabled(true);
  listener.setKeepAliveIdleTime(30_500_000_000n);
  listener.bind(ipv4(0));
  const local = listener.getLocalAddress();
  assert.notEqual(local.val.port, 0);
  const connections = listener.listen();
  assert.equal(listener.getIsListening(), true);
  assert.deepEqual(listener.getLocalAddress(), local);
  await fails(() => listener.listen(), 'invalid-state');
  await fails(() => listener.connect(local), 'invalid-state');

  const client = TcpSocket.create('ipv4');
  await client.connect(local);
  const { value: accepted } = await connections.next();
  assert.deepEqual(accepted.getRemoteAddress(), client.getLocalAddress());
  assert.deepEqual(accepted.getLocalAddress(), local);
  assert.equal(accepted.getKeepAliveEnabled(), true);
  assert.equal(accepted.getKeepAliveIdleTime(), 31_000_000_000n);
  const sent = accepted.send(written('welcome'));
  assert.equal(await read(client.receive()[0]), 'welcome');
  assert.deepEqual(await sent, ok);
  const answered = client.send(written('thanks'));
  assert.equal(await read(accepted.receive()[0]), 'thanks');
  assert.deepEqual(await answered, ok);

  const waiting = connections.next();
  listener[Symbol.dispose]();
  const late = TcpSocket.create('ipv4');
  await late.connect(local); // the stream keeps the system's socket
  const { value: last } = await waiting;
  await connections.return();
  for (const socket of [client, accepted, late, last]) socket[Symbol.dispose]();
  await new Promise((resolve) => setTimeout(resolve, 20));
  await fails(() => TcpSocket.create('ipv4').connect(local), 'connection-refused');
});

test('listening without a bind, and on IPv6 alone', async () => {
  const { TcpSocket } = hostOf({ connect: ['*'], listen: ['*'] }).types;
  const listener = TcpSocket.create('ipv6');
  const connections = listener.listen();
  const { port } = listener.getLocalAddress().val;
  const client = TcpSocket.create('ipv6');
  await client.connect(ipv6(port));
  const { value: accepted } = await connections.next();
  await fails(() => TcpSocket.create('ipv4').connect(ipv4(port)), 'connection-refused', 'it is for IPv6 only');
  client[Symbol.dispose]();
  accepted[Symbol.dispose]();
  listener[Symbol.dispose]();
  await connections.return();
});

test('binding: what can be bound, and the port that a connection comes from', async (t) => {
  const { TcpSocket } = hostOf(here).types;
  /** @type {net.Socket | undefined} */
  let peer;
  const port = await serverOf(t, (socket) => {
    peer = socket;
  });
  const taken = TcpSocket.create('ipv4');
  await fails(() => taken.bind(ipv4(port)), 'address-in-use');
  taken.bind(ipv4(0)); // a bind that failed may be tried again
  await fails(() => taken.bind(ipv4(0)), 'invalid-state');
  const { val } = taken.getLocalAddress();
  await taken.connect(ipv4(port));
  assert.equal(taken.getLocalAddress().val.port, val.port);
  while (!peer) await new Promise((resolve) => setTimeout(resolve, 5));
  assert.equal(peer.remotePort, val.port);
  taken[Symbol.dispose]();

  const socket = hostOf({ listen: ['*'] }).types.TcpSocket.create('ipv4');
  await fails(() => socket.bind(ipv4(0, [203, 0, 113, 1])), 'address-not-bindable');
  await fails(() => socket.bind(ipv6(0)), 'invalid-argument');
  await fails(() => socket.bind(ipv4(0, [224, 0, 0, 1])), 'invalid-argument');
  await fails(() => socket.bind(ipv4(0, [255, 255, 255, 255])), 'invalid-argument');
  await fails(() => socket.getLocalAddress(), 'invalid-state');
  const six = hostOf({ listen: ['*'] }).types.TcpSocket.create('ipv6');
  await fails(() => six.bind(ipv6(0, [0, 0, 0, 0, 0, 0xffff, 0x7f00, 1])), 'invalid-argument');
  const one = hostOf(here).types.TcpSocket.create('ipv4');
  one.bind(ipv4(0));
  const two = hostOf(here).types.TcpSocket.create('ipv4');
  const streams = one.listen();
  await fails(() => two.bind(one.getLocalAddress()), 'address-in-use');
  one[Symbol.dispose]();
  await streams.return();
});

test('connections that nobody accepts are refused beyond the backlog', async () => {
  const { TcpSocket } = hostOf(here).types;
  const listener = TcpSocket.create('ipv4');
  listener.bind(ipv4(0));
  const connections = listener.listen();
  listener.setListenBacklogSize(2n);
  const ends = [];
  const sockets = [];
  for (let i = 0; i < 5; i++) {
    const client = TcpSocket.create('ipv4');
    sockets.push(client);
    const end = client.connect(listener.getLocalAddress()).then(
      () => client.receive()[1],
      (/** @type {any} */ e) => ({ tag: 'err', val: e.payload }),
    );
    const later = new Promise((resolve) => setTimeout(resolve, 200, 'open'));
    ends.push(await Promise.race([end, later]));
  }
  const reset = err('connection-reset');
  assert.deepEqual(ends, ['open', 'open', reset, reset, reset]);
  sockets.push((await connections.next()).value, listener);
  for (const socket of sockets) socket[Symbol.dispose]();
  await connections.return();
});

test('options', async () => {
  const socket = hostOf({}).types.TcpSocket.create('ipv4');
  assert.equal(socket.getKeepAliveEnabled(), false);
  socket.setKeepAliveEnabled(true);
  assert.equal(socket.getKeepAliveEnabled(), true);
  assert.ok(socket.getKeepAliveIdleTime() > 0n);
  assert.ok(socket.getKeepAliveInterval() > 0n);
  assert.ok(socket.getKeepAliveCount() > 0);
  socket.setKeepAliveIdleTime(1n);
  assert.equal(socket.getKeepAliveIdleTime(), 1_000_000_000n, 'whole seconds');
  socket.setKeepAliveIdleTime(2n ** 64n - 1n);
  assert.equal(socket.getKeepAliveIdleTime(), 32_767_000_000_000n);
  await fails(() => socket.setKeepAliveIdleTime(0n), 'invalid-argument');
  await fails(() => socket.setKeepAliveInterval(0n), 'invalid-argument');
  await fails(() => socket.setKeepAliveCount(0), 'invalid-argument');
  if (net.Socket.prototype.setKeepAlive.length >= 4) {
    socket.setKeepAliveInterval(5_000_000_000n);
    assert.equal(socket.getKeepAliveInterval(), 5_000_000_000n);
    socket.setKeepAliveCount(1000);
    assert.equal(socket.getKeepAliveCount(), 127);
  } else {
    await fails(() => socket.setKeepAliveInterval(1n), 'not-supported');
    await fails(() => socket.setKeepAliveCount(1), 'not-supported');
  }
  await fails(() => socket.setListenBacklogSize(0n), 'invalid-argument');
  socket.setListenBacklogSize(1n);
  for (const name of ['HopLimit', 'ReceiveBufferSize', 'SendBufferSize']) {
    const [zero, one] = name === 'HopLimit' ? [0, 1] : [0n, 1n];
    await fails(() => socket[`get${name}`](), 'not-supported', name);
    await fails(() => socket[`set${name}`](zero), 'invalid-argument', name);
    await fails(() => socket[`set${name}`](one), 'not-supported', name);
  }
});

test('there are 1024 sockets, and those that are gone count no more', () => {
  const { TcpSocket, UdpSocket } = hostOf({}).types;
  const all = Array.from({ length: 1024 }, (_, i) => (i % 2 ? TcpSocket : UdpSocket).create('ipv4'));
  assert.throws(() => TcpSocket.create('ipv4'), /new-socket-limit/);
  all[0][Symbol.dispose]();
  all[1][Symbol.dispose]();
  TcpSocket.create('ipv4');
  UdpSocket.create('ipv6');
  assert.throws(() => UdpSocket.create('ipv4'), /new-socket-limit/);
});

test('a connection waits until there is room for one more socket', async () => {
  const { TcpSocket } = hostOf(here).types;
  const listener = TcpSocket.create('ipv4');
  listener.bind(ipv4(0));
  const connections = listener.listen();
  const others = Array.from({ length: 1023 }, () => TcpSocket.create('ipv4'));
  const client = net.connect(listener.getLocalAddress().val.port, '127.0.0.1');
  const coming = connections.next();
  assert.equal(await Promise.race([coming, new Promise((resolve) => setTimeout(resolve, 60, 'waits'))]), 'waits');
  others[0][Symbol.dispose]();
  const { value } = await coming;
  assert.equal(value.getRemoteAddress().val.port, client.localPort);
  client.destroy();
  for (const socket of [value, listener]) socket[Symbol.dispose]();
  await connections.return();
});
