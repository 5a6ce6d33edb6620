// A future that a guest writes, as a Promise.

// biome-ignore-all lint/suspicious/noThenProperty: a promise has one

import { COPY, DONE, WAIT } from './outcome.js';

/** @import { EndType, HostEnds } from './hostends.js' */

/** The host's end of a future. */
export class FutureReader {
  /** 'idle', 'asked', 'over' */
  state = 'idle';
  /** That a guest knows it by. @type {EndType | undefined} */
  #passedAs;
  /** @type {any} */
  #value;
  /** @type {((value: any) => void) | undefined} */
  #resolve;
  /** @type {((reason: any) => void) | undefined} */
  #reject;
  /** Why nobody gets the value, if it failed before somebody asked. @type {any} */
  #failure;

  /**
   * @param {HostEnds} ends
   * @param {number} handle
   * @param {EndType} type
   */
  constructor(ends, handle, type) {
    this.ends = ends;
    this.handle = handle;
    this.type = type;
    /** It went on to a guest. */
    this.joined = false;
    /** It is dropped when nobody refers to its object any more. */
    this.watched = false;
  }

  /** @param {any} value */
  static of(value) {
    return value instanceof GuestFuture ? futureEndOf(value) : undefined;
  }

  object() {
    const future = new GuestFuture(this);
    this.ends.watch(future, this);
    return future;
  }

  /**
   * Begins to read, the first time.
   * @param {(value: any) => void} resolve
   * @param {(reason: any) => void} reject
   */
  ask(resolve, reject) {
    if (this.state === 'asked') return;
    if (this.state === 'over') {
      if (this.#failure) reject(this.#failure);
      return;
    }
    const { ends } = this;
    this.state = 'asked';
    this.#resolve = resolve;
    this.#reject = reject;
    const outcome = ends.ops.stream_pull(this.handle, 1);
    if (outcome === COPY) {
      const trap = ends.move(this);
      if (trap !== undefined) return this.#end(trap);
      this.settle(DONE, 1);
    } else if (outcome !== WAIT) this.settle(outcome, 0);
    ends.engine.schedule();
  }

  /**
   * @param {number} _n
   * @param {number} options
   * @param {number} ptr
   */
  receive(_n, options, ptr) {
    const { number, size, load } = this.type;
    if (number) {
      const { bytes } = this.ends.engine.fresh(options);
      this.accept(bytes.subarray(ptr, ptr + size), 1);
    } else this.accept([load.get(options)?.(ptr)], 1);
  }

  /**
   * @param {any} elements bytes that are lent, or values
   * @param {number} _n
   */
  accept(elements, _n) {
    const { number } = this.type;
    if (!number) this.#value = elements[0];
    else {
      number.bytes.set(elements);
      this.#value = number.one[0];
    }
  }

  /**
   * @param {number} outcome
   * @param {number} _n
   */
  settle(outcome, _n) {
    if (outcome === DONE) {
      const resolve = this.#resolve;
      this.#end();
      resolve?.(this.#value);
      this.#value = undefined;
    } else this.#end(this.ends.cause ?? new Error('the component that was to give the value of the future gave none'));
  }

  /** The future is dropped, or goes to a guest. @param {string} why */
  leave(why) {
    this.#end(new TypeError(`the future ${why}`));
  }

  dispose() {
    if (this.state === 'over') return;
    this.leave('was disposed of');
    this.ends.close(this.handle, this);
  }

  /** @param {EndType} type */
  mayPass(type) {
    return this.state === 'idle' && (type === this.type || (!!type.number && type.number === this.type.number));
  }

  /** @param {EndType} type that the guest knows it by */
  passed(type) {
    this.joined = true;
    this.#passedAs = type;
    this.leave('was given to a component');
  }

  /**
   * The guest that got it has not begun.
   * @param {number} instance
   * @param {number} index
   * @param {any} future what was given
   */
  takeBack(instance, index, future) {
    this.joined = false;
    this.state = 'idle';
    this.#failure = undefined;
    this.handle = this.ends.retake(this, this.#passedAs ?? this.type, instance, index);
    this.ends.watch(future, this);
  }

  /** @param {any} [failure] */
  #end(failure) {
    const reject = this.#reject;
    this.state = 'over';
    this.#failure = failure;
    this.#resolve = this.#reject = undefined;
    this.ends.forget(this, this.handle);
    if (this.watched) this.ends.forgotten.unregister(this);
    if (failure) reject?.(failure);
  }
}

/** @type {(future: GuestFuture) => FutureReader | undefined} */
let futureEndOf;

/**
 * A guest's future: a Promise whose value is read when somebody asks for it.
 * @extends {Promise<any>}
 */
export class GuestFuture extends Promise {
  /** @type {FutureReader | undefined} */
  #end;
  /** @type {any} */
  #settle;

  static {
    futureEndOf = (future) => (#end in future ? future.#end : undefined);
  }

  /**
   * What `then` gives is a plain promise.
   * @override
   */
  static get [Symbol.species]() {
    return Promise;
  }

  /** @param {any} end a FutureReader, or an executor, as a promise has it */
  constructor(end) {
    /** @type {any} */
    let settle;
    super(
      typeof end === 'function'
        ? end
        : (/** @type {any} */ resolve, /** @type {any} */ reject) => {
            settle = { resolve, reject };
          },
    );
    if (!settle) return;
    this.#end = end;
    this.#settle = settle;
  }

  /**
   * @param {any} [fulfilled]
   * @param {any} [rejected]
   * @returns {Promise<any>}
   * @override
   */
  then(fulfilled, rejected) {
    const promise = super.then(fulfilled, rejected);
    this.#end?.ask(this.#settle.resolve, this.#settle.reject);
    return promise;
  }

  /** Drops the future. */
  [Symbol.dispose]() {
    this.#end?.dispose();
  }
}
