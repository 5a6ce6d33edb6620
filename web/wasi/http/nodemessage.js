// Messages of node:http.

import { ok } from './body.js';
import { errorCode } from './code.js';
import { bytesOf, Fields, textOf } from './fields.js';

/** @import { IncomingMessage } from 'node:http' */
/** @import { TrailersResult } from './body.js' */

/** Fields as Node has them in a message that came. @param {string[]} raw names and values, one after the other */
export function receivedFields(raw) {
  /** @type {[string, Uint8Array][]} */
  const entries = [];
  for (let i = 0; i < raw.length; i += 2) entries.push([raw[i], bytesOf(raw[i + 1])]);
  return Fields.received(entries);
}

/** Fields as Node takes them for trailers. @param {Fields} fields @returns {any} */
export const pairsOf = (fields) => fields.copyAll().map(([name, value]) => [name, textOf(value)]);

/**
 * How a body ended that has come, with its trailers.
 * @param {IncomingMessage} message
 * @param {any} error what its ByteSource said
 * @param {string} incomplete the case for one that just stops
 * @param {any} [failure] why the connection failed, if it did
 * @returns {TrailersResult}
 */
export function trailersOf(message, error, incomplete, failure) {
  if (error === 'left') return ok;
  if (error === undefined) {
    const { rawTrailers } = message;
    return { tag: 'ok', val: rawTrailers.length ? receivedFields(rawTrailers) : undefined };
  }
  // Node's own error for a message that stops has the code of a connection that was reset, but no system call.
  const cause = error.syscall || error.payload ? error : failure;
  return { tag: 'err', val: cause ? errorCode(cause) : { tag: incomplete } };
}
