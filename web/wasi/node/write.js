// Writing to one of Node's streams.

/** @import { Writable } from 'node:stream' */

/**
 * Writes a chunk, and waits until there is room for the next one.
 * @param {Writable} stream
 * @param {Uint8Array} chunk
 * @param {AbortSignal} signal the stream is gone
 * @returns {void | Promise<void>}
 */
export function write(stream, chunk, signal) {
  signal.throwIfAborted();
  if (stream.write(chunk)) return;
  return happens(signal, (done) => {
    stream.once('drain', done);
    return () => stream.off('drain', done);
  });
}

/**
 * Ends a stream, and waits until all of it has gone out.
 * @param {Writable} stream
 * @param {AbortSignal} signal the stream is gone
 */
export function end(stream, signal) {
  signal.throwIfAborted();
  return happens(signal, (done) => {
    stream.end(done);
    return () => {};
  });
}

/**
 * @param {AbortSignal} signal
 * @param {(done: () => void) => () => void} begin gives what ends the waiting
 * @returns {Promise<void>}
 */
function happens(signal, begin) {
  return new Promise((resolve, reject) => {
    const gone = () => {
      stop();
      reject(signal.reason);
    };
    const stop = begin(() => {
      signal.removeEventListener('abort', gone);
      stop();
      resolve();
    });
    signal.addEventListener('abort', gone);
  });
}
