// What a program may not do on the network, and what there is not in a browser.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import net from 'node:net';
import { test } from 'node:test';
import { interfaces as inBrowser } from '../browser/sockets.js';
import { fails } from '../testing.mjs';
import { hostOf, ipv4, ipv6 } from './testing.mjs';

/** A resolver with a table. @type {Record<string, string[]>} */
const names = {
  'example.com': ['203.0.113.5', '2001:db8::5'],
  'rebound.example.com': ['127.0.0.1'],
  'metadata.example.com': ['169.254.169.254'],
  'empty.example.com': [],
  'mixed.example.com': ['127.0.0.1', '203.0.113.6'],
};
/** @type {string[]} */
let asked = [];

/** @param {import('../index.js').Net} net */
const host = (net) =>
  hostOf({
    lookup: async (name) => {
      asked.push(name);
      if (!names[name]) throw Object.assign(new Error('no such name'), { code: 'ENOTFOUND' });
      return names[name];
    },
    ...net,
  });

const udp = (/** @type {any} */ h, family = 'ipv4') => h.types.UdpSocket.create(family);
const tcp = (/** @type {any} */ h, family = 'ipv4') => h.types.TcpSocket.create(family);
const data = new Uint8Array(1);

/** What is refused: the rules, and what is done. @type {[string, import('../index.js').Net, (h: any) => unknown][]} */
const refused = [
  ['nothing is given: a connection', {}, (h) => tcp(h).connect(ipv4(80))],
  ['nothing is given: a bind', {}, (h) => tcp(h).bind(ipv4(0))],
  ['nothing is given: listening', {}, (h) => tcp(h).listen()],
  ['nothing is given: a datagram', {}, (h) => udp(h).send(data, ipv4(53))],
  ['nothing is given: a bind of UDP', {}, (h) => udp(h).bind(ipv4(0))],
  ['nothing is given: a peer', {}, (h) => udp(h).connect(ipv4(53))],
  ['nothing is given: a name', {}, (h) => h.ipNameLookup.resolveAddresses('example.com')],
  ['another address', { connect: ['203.0.113.5'] }, (h) => tcp(h).connect(ipv4(80))],
  ['another port', { connect: ['127.0.0.1:80'] }, (h) => tcp(h).connect(ipv4(81))],
  ['beyond a range of ports', { connect: ['127.0.0.1:8000-8010'] }, (h) => tcp(h).connect(ipv4(8011))],
  ['beyond a range of addresses', { connect: ['10.0.0.0/8'] }, (h) => tcp(h).connect(ipv4(80, [11, 0, 0, 1]))],
  ['the other family', { connect: ['127.0.0.1'] }, (h) => tcp(h, 'ipv6').connect(ipv6(80))],
  [
    'an address of a name that was not looked up',
    { connect: ['example.com'] },
    (h) => tcp(h).connect(ipv4(80, [203, 0, 113, 5])),
  ],
  ['another name', { connect: ['example.com'] }, (h) => h.ipNameLookup.resolveAddresses('example.org')],
  ['a name above', { connect: ['*.example.com'] }, (h) => h.ipNameLookup.resolveAddresses('example.com')],
  [
    'a name that points here',
    { connect: ['rebound.example.com'] },
    (h) => h.ipNameLookup.resolveAddresses('rebound.example.com'),
  ],
  [
    'a name that points to the link',
    { connect: ['*.example.com'] },
    (h) => h.ipNameLookup.resolveAddresses('metadata.example.com'),
  ],
  [
    'the address of a name that points here as well',
    { connect: ['mixed.example.com'] },
    async (h) => {
      const found = await h.ipNameLookup.resolveAddresses('mixed.example.com');
      assert.deepEqual(found, [{ tag: 'ipv4', val: [203, 0, 113, 6] }]);
      await tcp(h).connect(ipv4(80));
    },
  ],
  [
    'the port that the rule of the name has not',
    { connect: ['example.com:443'] },
    async (h) => {
      await h.ipNameLookup.resolveAddresses('example.com');
      await tcp(h).connect(ipv4(80, [203, 0, 113, 5]));
    },
  ],
  ["a port of one's own choice for who may only connect", { connect: ['*'] }, (h) => tcp(h).bind(ipv4(8080))],
  ['listening for who may only connect', { connect: ['*'] }, (h) => tcp(h).listen()],
  ['listening on all addresses', { listen: ['127.0.0.1'] }, (h) => tcp(h).listen()],
  ['listening on another port', { listen: ['127.0.0.1:8080'] }, (h) => tcp(h).bind(ipv4(8081))],
  ['a datagram to another port', { connect: ['127.0.0.1:53'] }, (h) => udp(h).send(data, ipv4(54))],
];

for (const [about, rules, attempt] of refused) {
  test(`refused: ${about}`, () => fails(() => attempt(host(rules)), 'access-denied'));
}

test('what is refused reaches nobody', async () => {
  let came = 0;
  const server = net.createServer(() => came++).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = /** @type {net.AddressInfo} */ (server.address());
  const h = host({ connect: [`127.0.0.1:${port === 1 ? 2 : 1}`] });
  await fails(() => tcp(h).connect(ipv4(port)), 'access-denied');
  asked = [];
  await fails(() => h.ipNameLookup.resolveAddresses('example.com'), 'access-denied');
  assert.deepEqual(asked, []);
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.equal(came, 0);
  server.close();
});

test('a socket that was refused something can go on', async () => {
  const server = net.createServer((socket) => socket.end()).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = /** @type {net.AddressInfo} */ (server.address());
  const socket = tcp(host({ connect: [`localhost:${port}`, `127.0.0.1:${port}`] }));
  await fails(() => socket.connect(ipv4(port === 1 ? 2 : 1)), 'access-denied');
  await socket.connect(ipv4(port));
  socket[Symbol.dispose]();
  server.close();
});

test('names: addresses, what is none, what there is not', async () => {
  const { resolveAddresses } = host({ connect: ['*'] }).ipNameLookup;
  assert.deepEqual(await resolveAddresses('example.com'), [
    { tag: 'ipv4', val: [203, 0, 113, 5] },
    { tag: 'ipv6', val: [0x2001, 0xdb8, 0, 0, 0, 0, 0, 5] },
  ]);
  assert.deepEqual(await resolveAddresses('::ffff:1.2.3.4'), [{ tag: 'ipv4', val: [1, 2, 3, 4] }]);
  assert.deepEqual(await resolveAddresses('[::1]'), [{ tag: 'ipv6', val: [0, 0, 0, 0, 0, 0, 0, 1] }]);
  for (const name of ['[::1', '::1]', '[127.0.0.1]', '[::1]:80'])
    await fails(() => resolveAddresses(name), 'invalid-argument');
  await fails(() => resolveAddresses('a b'), 'invalid-argument');
  await fails(() => resolveAddresses(''), 'invalid-argument');
  await fails(() => resolveAddresses('no.example.com'), 'name-unresolvable');
  await fails(() => resolveAddresses('empty.example.com'), 'name-unresolvable');
  const failing = (/** @type {string} */ code) =>
    host({
      connect: ['*'],
      lookup: async () => {
        throw Object.assign(new Error(code), { code });
      },
    }).ipNameLookup;
  await fails(() => failing('EAI_AGAIN').resolveAddresses('x.org'), 'temporary-resolver-failure');
  await fails(() => failing('EAI_FAIL').resolveAddresses('x.org'), 'permanent-resolver-failure');
  const nothing = host({}).ipNameLookup;
  assert.deepEqual(await nothing.resolveAddresses('127.0.0.1'), [{ tag: 'ipv4', val: [127, 0, 0, 1] }]);
});

test('localhost by the system', async () => {
  const found = await hostOf({ connect: ['localhost'] }).ipNameLookup.resolveAddresses('localhost');
  assert.ok(found.length > 0);
  for (const { tag, val } of found) assert.deepEqual(val, tag === 'ipv4' ? [127, 0, 0, 1] : [0, 0, 0, 0, 0, 0, 0, 1]);
});

test('browsers have no sockets', async () => {
  const { types, ipNameLookup } = inBrowser({ net: { connect: ['example.com'] } });
  for (const Socket of [types.TcpSocket, types.UdpSocket]) {
    await fails(() => Socket.create('ipv4'), 'not-supported');
    await fails(() => new Socket(), 'not-supported');
  }
  await fails(() => ipNameLookup.resolveAddresses('example.org'), 'access-denied');
  await fails(() => ipNameLookup.resolveAddresses('example.com'), 'permanent-resolver-failure');
  assert.deepEqual(await ipNameLookup.resolveAddresses('::1'), [{ tag: 'ipv6', val: [0, 0, 0, 0, 0, 0, 0, 1] }]);
});
