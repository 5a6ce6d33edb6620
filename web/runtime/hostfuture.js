// A future that JavaScript writes, for a guest.

import { fits, wrong } from './numbers.js';
import { COPY, WAIT } from './outcome.js';
import { reasonText } from './reason.js';
import { Trap } from './trap.js';
import { unfit } from './unfit.js';

/** @import { EndType, HostEnds } from './hostends.js' */

/** The host's writable end of a future. */
export class FutureWriter {
  /** 0 after the end. */
  handle = 0;
  /** @type {any} */
  #value;

  /**
   * @param {HostEnds} ends
   * @param {EndType} type
   * @param {any} value a promise, a thenable or the value
   */
  constructor(ends, type, value) {
    this.ends = ends;
    this.type = type;
    this.#value = value;
  }

  /** @param {number} handle */
  begin(handle) {
    this.handle = handle;
    const given = this.#value;
    let then;
    try {
      then = given !== null && (typeof given === 'object' || typeof given === 'function') ? given.then : undefined;
    } catch (e) {
      return this.#failed(e);
    }
    if (typeof then !== 'function') return this.#write(given);
    this.#value = undefined;
    try {
      Promise.resolve(given).then(
        (value) => this.#write(value),
        (reason) => this.#failed(reason),
      );
    } catch (e) {
      this.#failed(e); // a promise with a \`then\` of its own
    }
  }

  /**
   * @param {any} value
   * @returns {void}
   */
  #write(value) {
    if (!this.handle) return;
    const { number } = this.type;
    if (number && !fits(number, value)) return this.#failed(wrong('the value of the future', number.name, value));
    this.#value = value;
    const outcome = this.ends.ops.stream_push(this.handle, 1);
    if (outcome === COPY) {
      const { handle } = this;
      if (this.ends.move(this) === undefined) this.settle(this.ends.ops.stream_resume(handle), 1);
      else this.ends.close(handle, this);
    } else if (outcome !== WAIT) this.settle(outcome, 0);
    this.ends.engine.schedule();
  }

  /**
   * @param {number} _n
   * @param {number} options
   * @param {number} ptr
   */
  send(_n, options, ptr) {
    const { ends, type } = this;
    if (type.number) return ends.engine.fresh(options).bytes.set(this.slice(), ptr);
    try {
      type.store.get(options)?.(ptr, this.#value);
    } catch (e) {
      if (e instanceof Trap) throw e;
      const error = unfit(e, 'the value of the future', type);
      ends.report(error, type);
      throw new Trap(`the host gave no value for a future: ${reasonText(error)}`);
    }
  }

  /**
   * The guest that got it has not begun.
   * @param {number} instance
   * @param {number} index
   */
  takeBack(instance, index) {
    this.ends.withdraw(this, instance, index);
    this.#value = undefined;
  }

  /** The value, for a reader in JavaScript. */
  slice() {
    const { number, name } = this.type;
    if (!number) return [name ? this.#value : undefined];
    number.one[0] = this.#value;
    return number.bytes;
  }

  /**
   * @param {any} reason
   * @returns {void}
   */
  #failed(reason) {
    if (!this.handle) return;
    const { type } = this;
    let value;
    try {
      value = type.errorCase?.(reason);
    } catch {
      // It does not fit.
    }
    if (value !== undefined) return this.#write(value);
    const { handle } = this;
    this.handle = 0;
    this.ends.fail(handle, reason);
    this.ends.report(reason, type);
  }

  /**
   * The guest has taken the value, or dropped its end.
   * @param {number} _outcome
   * @param {number} _n
   */
  settle(_outcome, _n) {
    this.ends.forget(this, this.handle);
    this.handle = 0;
    this.#value = undefined;
  }
}
