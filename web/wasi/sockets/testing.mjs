// What the tests of sockets share: hosts and addresses.

import { interfaces } from '../node/sockets.js';

/** @param {import('../index.js').Net} net */
export const hostOf = (net) => /** @type {any} */ (interfaces({ net }));

/** Everything is allowed on this machine. */
export const here = { connect: ['127.0.0.0/8', '::1'], listen: ['127.0.0.0/8', '::1'] };

/** @param {number} port @param {number[]} [address] */
export const ipv4 = (port, address = [127, 0, 0, 1]) => ({ tag: 'ipv4', val: { port, address } });

/** @param {number} port @param {number[]} [address] */
export const ipv6 = (port, address = [0, 0, 0, 0, 0, 0, 0, 1]) => ({
  tag: 'ipv6',
  val: { port, flowInfo: 0, address, scopeId: 0 },
});

/** @param {string} tag */
export const err = (tag) => ({ tag: 'err', val: { tag } });
