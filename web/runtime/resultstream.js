// A tuple<stream<T>, future<result<U, E>>> as one object: a ReadableStream that errors with the E instead of just
// ending, and has the U as its property `result`; and what JavaScript may give for such a pair.

import { FutureReader, GuestFuture } from './guestfuture.js';
import { StreamReader } from './gueststream.js';
import { PairSource } from './source.js';

/** What comes behind the end of a guest's stream. */
export class Trailing {
  #future;
  #wrap;
  /** @type {Promise<any> | undefined} */
  #result;
  /** The future went to a guest with the stream: whoever reads what is left of the stream here learns of its end only. */
  given = false;

  /**
   * @param {any} future of a result
   * @param {(payload: any) => any} wrap the error that stands for the error case
   */
  constructor(future, wrap) {
    this.#future = future;
    this.#wrap = wrap;
  }

  /** The future itself, for a guest. */
  give() {
    this.given = true;
    return this.#future;
  }

  /** Whether nobody has asked for the result. */
  get idle() {
    return FutureReader.of(this.#future)?.state === 'idle';
  }

  /**
   * Reads the result.
   * @param {(value: any) => void} ok
   * @param {(error: any) => void} failed
   */
  ask(ok, failed) {
    this.#future.then((/** @type {any} */ { tag, val }) => (tag === 'ok' ? ok(val) : failed(this.#wrap(val))), failed);
  }

  /** The value as a promise, which is read when somebody asks. */
  get result() {
    this.#result ??= new GuestFuture({
      ask: (/** @type {any} */ resolve, /** @type {any} */ reject) => this.ask(resolve, reject),
      dispose: () => this.#future[Symbol.dispose](),
    });
    return this.#result;
  }

  /** Nobody reads the stream any more: nor the result, unless somebody has it. */
  drop() {
    if (!this.#result && !this.given) this.#future[Symbol.dispose]();
  }
}

/**
 * Makes one object of what a guest gave.
 * @param {any} stream
 * @param {any} future
 * @param {(payload: any) => any} wrap
 */
export function joinPair(stream, future, wrap) {
  const end = /** @type {StreamReader} */ (StreamReader.of(stream));
  const trailing = new Trailing(future, wrap);
  end.trailing = trailing;
  Object.defineProperty(stream, 'result', { get: () => trailing.result, configurable: true });
  return stream;
}

/**
 * What is given for the stream and for the future; an array has both. undefined for what is no such thing.
 * @param {any} value
 * @param {(undo: () => void) => void} moved remembers how to take it back
 * @returns {ArrayLike<any> | undefined}
 */
export function splitPair(value, moved) {
  if (Array.isArray(value)) return value;
  if (typeof value !== 'string' && (typeof value !== 'object' || value === null)) return undefined;
  const end = StreamReader.of(value);
  const { trailing } = end ?? {};
  if (trailing?.idle && !value.locked) {
    moved(() => {
      trailing.given = false;
    });
    return [value, trailing.give()];
  }
  /** @type {(result: any) => void} */
  let settle = () => {};
  const result = new Promise((resolve) => {
    settle = resolve;
  });
  result.catch(() => {}); // if nobody comes to read it
  const over = (/** @type {boolean} */ failed, /** @type {any} */ reason) =>
    settle(failed ? Promise.reject(reason) : resultOf(value));
  return [new PairSource(value, over), result];
}

/** The result of a source that is at its end. @param {any} source */
async function resultOf(source) {
  return { tag: 'ok', val: await source.result };
}
