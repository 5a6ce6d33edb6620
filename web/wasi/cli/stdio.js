// wasi:cli/stdin, stdout and stderr: streams with the future of how they end.

import { readFrom, writeTo } from '../streams.js';

/** @import { Input } from './input.js' */
/** @import { ErrorCode } from '../interfaces/wasi-cli-types.js' */

/** What Node and the web say when nobody reads any more. */
const brokenPipe = [
  'EPIPE',
  'ECONNRESET',
  'ERR_STREAM_DESTROYED',
  'ERR_STREAM_WRITE_AFTER_END',
  'ERR_STREAM_ALREADY_FINISHED',
];

/** @type {ErrorCode[]} */
const codes = ['io', 'illegal-byte-sequence', 'pipe'];

/** @param {unknown} error @returns {ErrorCode} */
function codeOf(error) {
  const { payload, code } = /** @type {any} */ (error) ?? {};
  if (codes.includes(payload)) return payload;
  return brokenPipe.includes(code) ? 'pipe' : 'io';
}

/**
 * @param {() => (chunk: Uint8Array) => unknown} open gives the function that writes a chunk
 * @returns {typeof import('../interfaces/wasi-cli-stdout.js')}
 */
export function makeOutput(open) {
  return {
    writeViaStream: (data) => writeTo(data, { write: (/** @type {Uint8Array} */ chunk) => open()(chunk), codeOf }),
  };
}

/**
 * @param {Input} input
 * @returns {typeof import('../interfaces/wasi-cli-stdin.js')}
 */
export function makeInput(input) {
  return {
    readViaStream() {
      const dropped = new AbortController();
      return readFrom({
        async pull() {
          await input.ready(dropped.signal);
          return dropped.signal.aborted ? undefined : input.take();
        },
        close(/** @type {Uint8Array | undefined} */ rest) {
          dropped.abort();
          if (rest) input.unread(rest);
        },
        codeOf,
      });
    },
  };
}
