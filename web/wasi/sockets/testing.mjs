// What the tests of sockets share: hosts, addresses, guests' streams.

import assert from 'node:assert/strict';
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

/**
 * That a function fails with a case of an error-code.
 * @param {() => unknown} call
 * @param {string} tag
 * @param {string} [about]
 */
export async function fails(call, tag, about) {
  /** @type {any} */
  let payload;
  try {
    await call();
  } catch (e) {
    payload = /** @type {any} */ (e).payload;
    if (!payload) throw e;
  }
  assert.equal(payload?.tag, tag, about ?? 'the error code');
}

/** A guest's stream. @param {...(string | Uint8Array)} chunks */
export const written = (...chunks) => new Blob(/** @type {any} */ (chunks)).stream();

/** All bytes of what a guest reads, as text. @param {any} stream */
export async function read(stream) {
  let text = '';
  if (ArrayBuffer.isView(stream)) return Buffer.from(/** @type {Uint8Array} */ (stream)).toString('latin1');
  for await (const chunk of stream) text += Buffer.from(chunk).toString('latin1');
  return text;
}

export const ok = { tag: 'ok', val: undefined };

/** @param {string} tag */
export const err = (tag) => ({ tag: 'err', val: { tag } });
