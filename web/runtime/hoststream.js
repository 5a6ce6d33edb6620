// A stream that JavaScript writes, for a guest.

import { bytesOf } from './numbers.js';
import { COPY, DONE, END, FAILED, WAIT } from './outcome.js';
import { sourceOf } from './source.js';
import { Trap } from './trap.js';
import { unfit } from './unfit.js';

/** @import { EndType, HostEnds } from './hostends.js' */

/** The host's writable end: asks a source for one chunk after the other. */
export class StreamWriter {
  /** 0 after the end. */
  handle = 0;
  /** The chunk that is being written: bytes of numbers, or values. @type {any} */
  #chunk;
  /** How much of it was taken, in bytes of a guest's memory. */
  #taken = 0;
  /** Elements of the chunks before. */
  #index = 0;

  /**
   * @param {HostEnds} ends
   * @param {EndType} type
   * @param {any} value
   */
  constructor(ends, type, value) {
    this.ends = ends;
    this.type = type;
    this.source = sourceOf(value, type);
  }

  /** @param {number} handle */
  begin(handle) {
    this.handle = handle;
    // The source is asked as soon as the guest asks.
    this.#advance(this.ends.ops.stream_push(handle, 0));
  }

  /**
   * Something happened to what waited.
   * @param {number} outcome
   * @param {number} _n
   */
  settle(outcome, _n) {
    this.#advance(outcome);
  }

  /** @param {number} outcome */
  #advance(outcome) {
    const { ends } = this;
    const { ops } = ends;
    let now = outcome;
    while (this.handle) {
      if (now === COPY) {
        if (ends.move(this) !== undefined) break;
        // The guest has an event, before the source is asked again.
        ends.engine.schedule();
        if (this.handle) now = ops.stream_resume(this.handle);
      } else if (now === DONE) {
        const next = this.#next();
        if (next === undefined) return;
        now = next;
      } else if (now === WAIT) break;
      else return this.#dropped(now);
    }
    ends.engine.schedule();
  }

  /** Asks the source: gives the outcome of writing its chunk, or undefined if that comes later, or never. */
  #next() {
    this.#chunk = undefined;
    this.#taken = 0;
    for (;;) {
      /** @type {any} */
      let next;
      try {
        next = this.source.next();
        if (typeof next?.then === 'function') {
          // What is no promise may answer twice, or throw.
          Promise.resolve(next).then(
            (result) => {
              const outcome = this.#got(result);
              if (outcome !== undefined) this.#advance(outcome);
            },
            (e) => this.#failed(e, false),
          );
          return undefined;
        }
      } catch (e) {
        return this.#failed(e, false);
      }
      const outcome = this.#got(next);
      if (outcome !== DONE || !this.handle) return outcome;
    }
  }

  /**
   * The source has given something: gives the outcome of writing it, DONE if it is nothing.
   * @param {any} result
   */
  #got(result) {
    if (!this.handle) return undefined;
    const { ends, type } = this;
    let n;
    try {
      if (result.done) {
        this.source.over?.(false);
        return this.#close();
      }
      if (type.number) {
        this.#chunk = bytesOf(type.number, result.value, this.#index);
        n = this.#chunk.byteLength / type.size;
      } else {
        this.#chunk = result.all ?? [result.value];
        n = this.#chunk.length;
      }
    } catch (e) {
      return this.#failed(e, true);
    }
    if (n === 0) return DONE;
    this.#index += n;
    return ends.ops.stream_push(this.handle, n);
  }

  /**
   * Puts elements into the guest's memory.
   * @param {number} n
   * @param {number} options
   * @param {number} ptr
   * @param {number} from how far into the chunk, in bytes of a guest's memory
   */
  send(n, options, ptr, from) {
    const { ends, type } = this;
    let sent = 0;
    this.#taken = from + n * type.size;
    try {
      if (type.number) {
        ends.engine.fresh(options).bytes.set(this.#bytes(from, n * type.size), ptr);
        return;
      }
      const store = type.store.get(options);
      if (!store) return;
      const first = from / type.size;
      for (; sent < n; sent++) store(ptr + sent * type.size, this.#chunk[first + sent]);
    } catch (e) {
      if (e instanceof Trap) throw e;
      const index = this.#index - this.#chunk?.length + from / type.size + sent;
      this.#short(type.number ? e : unfit(e, `element ${index} of the stream`, type), n - sent);
    }
  }

  /**
   * Elements of a copy are not there.
   * @param {any} error
   * @param {number} n how many, the last ones
   */
  #short(error, n) {
    const { ends } = this;
    ends.ops.stream_short(this.handle, n);
    ends.short = ends.core.mail[0];
    ends.forget(this, this.handle);
    this.handle = 0;
    this.#failed(error, true);
  }

  /**
   * The next elements, for a reader in JavaScript.
   * @param {number} n
   * @param {number} from
   */
  slice(n, from) {
    this.#taken = from + n * this.type.size;
    if (this.type.number) {
      try {
        return this.#bytes(from, n * this.type.size);
      } catch (e) {
        this.#short(e, n);
        return undefined;
      }
    }
    if (!this.type.name) return new Array(n).fill(undefined);
    const first = this.type.size ? from / this.type.size : 0;
    return this.#chunk.slice(first, first + n);
  }

  /** What was not taken of a chunk of bytes, if anything. */
  #rest() {
    const bytes = this.type.number?.name === 'u8' ? this.#chunk?.subarray(this.#taken) : undefined;
    return bytes?.byteLength ? bytes : undefined;
  }

  /**
   * @param {number} from
   * @param {number} size
   */
  #bytes(from, size) {
    if (this.#chunk.byteLength < from + size)
      throw new TypeError('a chunk of the stream was detached or made smaller before it was read');
    return this.#chunk.subarray(from, from + size);
  }

  /**
   * The guest that got it has not begun: the source may be given again.
   * @param {number} instance
   * @param {number} index
   */
  takeBack(instance, index) {
    this.ends.withdraw(this, instance, index);
    this.source.release?.();
  }

  /** The source is at its end. */
  #close() {
    const { handle } = this;
    this.handle = 0;
    this.#chunk = undefined;
    this.ends.close(handle, this);
    return undefined;
  }

  /**
   * The source failed, or gave what does not fit.
   * @param {any} error
   * @param {boolean} tell the source of it
   */
  #failed(error, tell) {
    if (this.handle) this.#close();
    else if (!tell) return undefined; // The guest has dropped it before.
    this.#chunk = undefined;
    if (tell) this.source.cancel(error);
    if (this.source.over) this.source.over(true, error);
    else this.ends.report(error, this.type);
    return undefined;
  }

  /**
   * The guest has dropped its end.
   * @param {number} outcome
   */
  #dropped(outcome) {
    const { ends } = this;
    if (outcome !== END && outcome !== FAILED) return;
    ends.forget(this, this.handle);
    this.handle = 0;
    const rest = this.#rest();
    this.#chunk = undefined;
    const reason = outcome === FAILED ? ends.cause : undefined;
    this.source.cancel(
      reason ?? new DOMException('the component does not read the stream any more', 'AbortError'),
      rest,
    );
    this.source.over?.(false);
    ends.engine.schedule();
  }
}
