// What may be given for standard output and standard error.

/** @import { Sink } from '../index.js' */

/**
 * Gives the function that writes a chunk, which is over when the chunk is written.
 * @param {Sink | null} sink null writes nothing anywhere
 * @returns {(chunk: Uint8Array) => unknown}
 */
export function writerOf(sink) {
  if (sink === null) return () => {};
  if (typeof sink === 'function') return sink;
  if (typeof sink === 'object') {
    if ('getWriter' in sink && typeof sink.getWriter === 'function') return toStream(sink);
    if ('write' in sink && typeof sink.write === 'function') return (chunk) => toNode(sink, chunk);
  }
  throw new TypeError('what is given for stdout or stderr is no WritableStream, stream of Node or function');
}

/** @param {{ getWriter(): any }} stream a WritableStream, which is only locked while something is written */
function toStream(stream) {
  /** @type {Promise<unknown>} */
  let last = Promise.resolve();
  /** @param {Uint8Array} chunk */
  const write = async (chunk) => {
    const writer = stream.getWriter();
    try {
      await writer.ready;
      await writer.write(chunk);
    } finally {
      writer.releaseLock();
    }
  };
  return (/** @type {Uint8Array} */ chunk) => {
    const written = last.then(() => write(chunk));
    last = written.catch(() => {});
    return written;
  };
}

const ignore = () => {};

/**
 * Writes to a Writable of Node. Its event `error` comes besides the callback, and would end the process if nobody listened.
 * @param {any} stream
 * @param {Uint8Array} chunk
 * @returns {Promise<void>}
 */
function toNode(stream, chunk) {
  stream.on?.('error', ignore);
  return new Promise((resolve, reject) => {
    stream.write(chunk, (/** @type {unknown} */ error) => {
      if (error) {
        setTimeout(() => stream.off?.('error', ignore), 0);
        reject(error);
      } else {
        stream.off?.('error', ignore);
        resolve();
      }
    });
  });
}

/**
 * Writes text to the console, a call for each line. What is behind the last end of a line comes with the next one, or when
 * nothing has come for a moment.
 * @param {(line: string) => void} log
 * @returns {(chunk: Uint8Array) => void}
 */
export function lines(log) {
  const decoder = new TextDecoder();
  let rest = '';
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  return (chunk) => {
    clearTimeout(timer);
    const parts = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = parts.pop() ?? '';
    for (const line of parts) log(line);
    if (rest === '') return;
    timer = setTimeout(() => {
      log(rest);
      rest = '';
    }, 50);
  };
}
