// The two directions of WASI 0.3: `tuple<stream<T>, future<result<_, E>>>` for what a guest reads, and
// `func(stream<T>) -> future<result<_, E>>` for what it writes.

/**
 * @template E
 * @typedef {{ tag: 'ok', val: undefined } | { tag: 'err', val: E }} Outcome
 */

/** @type {{ tag: 'ok', val: undefined }} */
const ok = { tag: 'ok', val: undefined };

/**
 * Where a guest's stream comes from.
 * @template T, E
 * @typedef {object} Readable
 * @property {() => T | undefined | Promise<T | undefined>} pull gives the next chunk, undefined at the end; throws what
 *   `codeOf` knows
 * @property {(rest?: T) => unknown} [close] is called once: at the end, after an error, or when the guest drops the stream,
 *   then with what it did not take of the last chunk
 * @property {(error: unknown) => E} codeOf the error code for what `pull` throws
 */

/**
 * Makes what a guest reads: the stream, and the future of how it ends. That is success at the end and when the guest
 * drops the stream, else the error code.
 *
 * @template T, E
 * @param {Readable<T, E>} source
 * @returns {[AsyncIterableIterator<T>, Promise<Outcome<E>>]}
 */
export function readFrom({ pull, close, codeOf }) {
  /** @type {(outcome: Outcome<E>) => void} */
  let settle = () => {};
  /** @type {Promise<Outcome<E>>} */
  const result = new Promise((resolve) => {
    settle = resolve;
  });
  let over = false;
  /** @param {Outcome<E>} outcome @param {T} [rest] */
  const end = async (outcome, rest) => {
    over = true;
    try {
      await close?.(rest);
    } catch {
      // All that was asked for was read.
    }
    settle(outcome);
  };
  const done = /** @type {const} */ ({ done: true, value: undefined });
  return [
    {
      async next() {
        if (over) return done;
        try {
          const value = await pull();
          if (over) return done;
          if (value !== undefined) return { done: false, value };
          await end(ok);
        } catch (e) {
          if (!over) await end({ tag: 'err', val: codeOf(e) });
        }
        return done;
      },
      async return(/** @type {T | undefined} */ rest) {
        if (!over) await end(ok, rest);
        return done;
      },
      [Symbol.asyncIterator]() {
        return this;
      },
    },
    result,
  ];
}

/**
 * What a guest reads if there is nothing to read from: an empty stream, and why.
 * @template E
 * @param {E} code
 * @returns {[AsyncIterable<any>, Promise<Outcome<E>>]}
 */
export function failed(code) {
  const [nothing] = readFrom({ pull: () => undefined, codeOf: () => code });
  return [nothing, Promise.resolve({ tag: 'err', val: code })];
}

/**
 * Where what a guest writes goes.
 * @template T, E
 * @typedef {object} Writable
 * @property {(chunk: T) => unknown} write is called with one chunk after the other, and waited for
 * @property {() => unknown} [close] is called once, at the end or after an error
 * @property {(error: unknown) => E} codeOf the error code for what they throw
 */

/**
 * Takes what a guest writes, to its end. After an error the guest's stream is dropped.
 *
 * @template T, E
 * @param {AsyncIterable<unknown>} data the guest's stream, whose chunks are what `write` takes
 * @param {Writable<T, E>} sink
 * @returns {Promise<Outcome<E>>}
 */
export async function writeTo(data, { write, close, codeOf }) {
  try {
    try {
      for await (const chunk of chunksOf(data)) await write(/** @type {T} */ (chunk));
    } finally {
      await close?.();
    }
    return ok;
  } catch (e) {
    return { tag: 'err', val: codeOf(e) };
  }
}

/**
 * Takes nothing of what a guest writes: drops its stream, and says why.
 * @template E
 * @param {AsyncIterable<unknown>} data
 * @param {E} code
 * @returns {Promise<Outcome<E>>}
 */
export async function refused(data, code) {
  await chunksOf(data)[Symbol.asyncIterator]().return?.();
  return { tag: 'err', val: code };
}

/**
 * Not every browser iterates over a ReadableStream.
 * @param {any} data
 * @returns {AsyncIterable<unknown>}
 */
function chunksOf(data) {
  if (typeof data.getReader !== 'function') return data;
  const reader = data.getReader();
  return {
    [Symbol.asyncIterator]: () => ({
      next: () => reader.read(),
      async return() {
        await reader.cancel().catch(() => {});
        return { done: true, value: undefined };
      },
    }),
  };
}
