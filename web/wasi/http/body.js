// What a message has behind its head: contents, trailers, and how it went.

import { chunksOf, leave } from '../chunks.js';
import { dispose } from '../dispose.js';
import { WasiError } from '../error.js';
import { Fields } from './fields.js';

/** @import { ErrorCode } from './code.js' */

/**
 * @template T
 * @typedef {{ tag: 'ok', val: T } | { tag: 'err', val: ErrorCode }} Result
 */

/** @typedef {Result<Fields | undefined>} TrailersResult */

/** @type {Result<undefined>} */
export const ok = { tag: 'ok', val: undefined };

/**
 * The contents and trailers of a message belong to whoever reads them: the guest that consumes the body, or the host that
 * sends it.
 */
export class Body {
  /** @type {any} */
  #contents;
  /** @type {PromiseLike<TrailersResult>} */
  #trailers;
  #refused;
  /** @type {(result: Result<undefined>) => void} */
  #settle = () => {};

  /**
   * @param {any} contents a stream of bytes, undefined if there are none
   * @param {PromiseLike<TrailersResult>} trailers
   * @param {(code: ErrorCode) => void} [refused] is told if a guest could not handle the message
   */
  constructor(contents, trailers, refused) {
    this.#contents = contents;
    this.#refused = refused;
    this.#trailers = trailers;
    /**
     * How the transmission ended.
     * @type {Promise<Result<undefined>>}
     */
    this.sent = new Promise((resolve) => {
      this.#settle = resolve;
    });
  }

  /** Whether there are contents. */
  get exists() {
    return this.#contents !== undefined;
  }

  /**
   * Gives contents and trailers to a guest.
   * @param {PromiseLike<Result<undefined>>} result how the guest that reads them gets on
   * @returns {[any, PromiseLike<TrailersResult>]}
   */
  consume(result) {
    const contents = this.#contents;
    // A guest that does not say traps, or is gone.
    result.then(
      (handled) => {
        if (handled.tag === 'err') this.#refused?.(handled.val);
        this.#settle(handled);
      },
      () => this.#settle(ok),
    );
    return [contents ?? new Uint8Array(), this.#trailers];
  }

  /** Nobody wants it: it is dropped unread. */
  drop() {
    this.#leave();
    this.#settle(ok);
  }

  /** How the transmission ended, which the guest that made the message may wait for. @param {Result<undefined>} result */
  finish(result) {
    this.#settle(result.tag === 'ok' ? ok : { tag: 'err', val: result.val });
  }

  /**
   * Sends contents and trailers, as a host does. What could not be sent is dropped.
   *
   * @param {object} to
   * @param {(chunk: Uint8Array) => unknown} to.write is called with one chunk after the other, and waited for
   * @param {(trailers: Fields | undefined) => unknown} to.end is called at the end, and waited for
   * @param {AbortSignal} to.signal nobody is there who could take it; its reason goes to the guest
   * @param {number} to.length bytes that the message announced, -1 if it did not
   * @param {string} to.sizeError the case for a body that has another length
   * @param {(error: unknown) => ErrorCode} codeOf the error code for what these throw
   * @returns {Promise<Result<undefined> & { error?: unknown }>} how that ended, and what they threw, or the stream
   */
  async send(to, codeOf) {
    try {
      if (this.exists) await this.#sendContents(to);
      else await this.#sendNothing(to);
      return ok;
    } catch (e) {
      this.#leave();
      return { tag: 'err', val: codeOf(e), error: e };
    }
  }

  /** @param {Parameters<Body['send']>[0]} to */
  async #sendContents({ write, end, signal, length, sizeError }) {
    let sent = 0;
    for await (const chunk of chunksOf(this.#contents, signal)) {
      sent += chunk.length;
      if (length >= 0 && sent > length) throw new WasiError({ tag: sizeError, val: BigInt(sent) });
      if (chunk.length) await write(chunk);
    }
    if (sent < length) throw new WasiError({ tag: sizeError, val: BigInt(sent) });
    const trailers = await this.#trailers;
    if (trailers.tag === 'err') throw new WasiError(trailers.val);
    await end(trailers.val);
  }

  /** @param {Parameters<Body['send']>[0]} to */
  async #sendNothing({ end, length, sizeError }) {
    if (length > 0) throw new WasiError({ tag: sizeError, val: 0n });
    this.#leaveTrailers(); // there is no place for them
    await end(undefined);
  }

  #leave() {
    leave(this.#contents);
    this.#leaveTrailers();
  }

  #leaveTrailers() {
    const drop = /** @type {any} */ (this.#trailers)[dispose];
    if (drop) drop.call(this.#trailers);
    else this.#trailers.then(ignore, ignore);
  }
}

const ignore = () => {};

/** The trailers of a message that has none. @returns {Promise<TrailersResult>} */
export const noTrailers = async () => ok;
