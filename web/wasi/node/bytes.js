// The bytes that come out of one of Node's streams, for a guest.

/** @import { Readable } from 'node:stream' */

/** How many bytes wait here before the stream is paused. */
const most = 1 << 16;

/**
 * An async iterable of what a Readable gives. It takes the bytes as they come, up to a limit, so that they are there even if
 * the stream fails after them; the failure comes when they have been taken.
 */
export class ByteSource {
  /** @type {Buffer[]} */
  #queue = [];
  #size = 0;
  /** @type {'open' | 'ended' | 'failed' | 'left'} */
  #state = 'open';
  /** @type {(() => void) | undefined} */
  #wake;
  /** @type {any} */
  #error;
  /** @type {(error: any) => void} */
  #settle = () => {};
  #readable;
  #leave;
  #limit;

  /**
   * @param {Readable} readable
   * @param {() => void} [leave] is called when nobody wants the rest; by default it is read and thrown away
   * @param {{ milliseconds: number, error: unknown }} [limit] how long the guest waits for the next bytes, and what the
   *   source fails with then
   */
  constructor(readable, leave = () => readable.resume(), limit) {
    this.#readable = readable;
    this.#leave = leave;
    this.#limit = limit;
    /**
     * How the stream ended, when all its bytes have been taken: undefined, or the error. If nobody wants the rest, 'left'.
     * @type {Promise<any>}
     */
    this.end = new Promise((resolve) => {
      this.#settle = resolve;
    });
    readable.on('data', (chunk) => this.#take(chunk));
    readable.once('end', () => this.#over('ended'));
    readable.once('error', (error) => this.#over('failed', error));
    // A stream that is destroyed without an error says nothing else.
    readable.once('close', () => this.#over('failed', Object.assign(new Error('closed'), { code: 'ECONNABORTED' })));
  }

  /** @param {Buffer} chunk */
  #take(chunk) {
    if (this.#state !== 'open') return;
    this.#queue.push(chunk);
    this.#size += chunk.length;
    if (this.#size >= most) this.#readable.pause();
    this.#wake?.();
  }

  /** @param {'ended' | 'failed'} state @param {any} [error] */
  #over(state, error) {
    if (this.#state !== 'open') return;
    this.#state = state;
    this.#error = error;
    this.#wake?.();
  }

  /** Fails the source, as if the stream had. What it gave before is still there. @param {unknown} error */
  fail(error) {
    this.#over('failed', error);
    this.#leave();
  }

  [Symbol.asyncIterator]() {
    return this;
  }

  /** @returns {Promise<IteratorResult<Buffer, undefined>>} */
  async next() {
    for (;;) {
      const value = this.#queue.shift();
      if (value) {
        this.#size -= value.length;
        if (this.#size < most && this.#readable.isPaused()) this.#readable.resume();
        return { value, done: false };
      }
      if (this.#state !== 'open') break;
      await this.#something();
    }
    this.#settle(this.#error);
    return { value: undefined, done: true };
  }

  /** Waits until something happens. */
  async #something() {
    const limit = this.#limit;
    const timer = limit && setTimeout(() => this.fail(limit.error), limit.milliseconds);
    await new Promise((/** @type {(value?: any) => void} */ resolve) => {
      this.#wake = resolve;
    });
    this.#wake = undefined;
    clearTimeout(timer);
  }

  /** Nobody wants the rest. */
  async return() {
    if (this.#state !== 'left') {
      this.#state = 'left';
      this.#queue = [];
      this.#size = 0;
      this.#settle('left');
      this.#wake?.();
      this.#leave();
    }
    return { value: undefined, done: true };
  }
}
