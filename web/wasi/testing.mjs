// What the tests of hosts share.

import assert from 'node:assert/strict';

/**
 * That a function fails with a case of an error-code.
 * @param {() => unknown} call
 * @param {string} tag
 * @param {string} [about]
 * @returns {Promise<any>} what the case has with it
 */
export async function fails(call, tag, about = 'the error code') {
  /** @type {any} */
  let payload;
  try {
    await call();
  } catch (e) {
    payload = /** @type {any} */ (e).payload;
    if (!payload) throw e;
  }
  assert.equal(payload?.tag, tag, about);
  return payload.val;
}

/** A guest's stream. @param {...(string | Uint8Array)} chunks */
export const written = (...chunks) => new Blob(/** @type {any} */ (chunks)).stream();

/** All bytes of what a guest reads, as text of which each character is one byte. @param {any} stream */
export async function read(stream) {
  if (ArrayBuffer.isView(stream)) return Buffer.from(/** @type {Uint8Array} */ (stream)).toString('latin1');
  let text = '';
  for await (const chunk of stream) text += Buffer.from(chunk).toString('latin1');
  return text;
}

export const ok = { tag: 'ok', val: undefined };

/** @param {string} tag @param {any} [val] */
export const err = (tag, val) => ({ tag: 'err', val: val === undefined ? { tag } : { tag, val } });
