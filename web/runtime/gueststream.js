// A stream that a guest writes, as a ReadableStream.

import { COPY, DONE, END, FAILED, WAIT } from './outcome.js';

/** @import { EndType, HostEnds } from './hostends.js' */
/** @import { Trailing } from './resultstream.js' */

/** @typedef {{ type: EndType, lock: ReadableStreamDefaultReader }} Passed */

/** How many bytes one read takes at most. */
const largest = 1 << 20;

/** How many values are read at a time. */
const batch = 64;

/** The host's end: the source of a ReadableStream. */
export class StreamReader {
  /** The controller while a read waits; else only the weak one is there, so that a forgotten stream is collected. @type {any} */
  #controller;
  /** @type {WeakRef<any> | undefined} */
  #weak;
  /** A read waits for the guest. */
  #waits = false;
  /** The stream has asked meanwhile: more reads wait. */
  #again = false;
  /** The request of a BYOB reader that is being filled. @type {any} */
  #request;
  #filled = 0;
  /** How it went to a guest. @type {Passed | undefined} */
  #passed;
  /** What a read takes at most, if somebody said so. */
  limit = 0;
  /** What comes behind the end. @type {Trailing | undefined} */
  trailing;

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
    this.most = type.number ? largest / type.size : (type.batch ?? batch);
  }

  /** @param {any} value */
  static of(value) {
    return value instanceof GuestStream ? streamEndOf(value) : undefined;
  }

  object() {
    const bytes = this.type.number?.name === 'u8';
    const source = {
      start: (/** @type {any} */ controller) => {
        this.#weak = new WeakRef(controller);
      },
      pull: (/** @type {any} */ controller) => this.#pull(controller),
      cancel: () => {
        this.#gone();
        this.ends.close(this.handle, this);
        this.trailing?.drop();
      },
      ...(bytes ? { type: 'bytes' } : {}),
    };
    const stream = new GuestStream(source, this);
    this.ends.watch(stream, this);
    return stream;
  }

  /**
   * Asks the guest. What it gives later is handed out then: a promise of it would take longer than the rest.
   * @param {any} controller
   */
  #pull(controller) {
    if (this.#waits) {
      this.#again = true;
      return;
    }
    const { ends } = this;
    const request = controller.byobRequest ?? undefined;
    this.#controller = controller;
    this.#request = request;
    const most = this.limit || this.most;
    this.limit = 0;
    const outcome = ends.ops.stream_pull(this.handle, request ? request.view.byteLength : most);
    if (outcome === COPY) {
      // A guest that traps has its end dropped, which settles this.
      if (ends.move(this) === undefined) this.settle(DONE, 0);
      ends.engine.schedule();
      return;
    }
    if (outcome !== WAIT) return this.settle(outcome, 0);
    this.#waits = true;
    ends.engine.schedule();
  }

  /**
   * Takes elements out of the guest's memory.
   * @param {number} n
   * @param {number} options
   * @param {number} ptr
   */
  receive(n, options, ptr) {
    const { number, size, load } = this.type;
    if (number) {
      const { bytes } = this.ends.engine.fresh(options);
      this.accept(bytes.subarray(ptr, ptr + n * size), n);
      return;
    }
    const get = load.get(options);
    const values = [];
    for (let i = 0; i < n; i++) values.push(get?.(ptr + i * size));
    this.accept(values, n);
  }

  /**
   * Hands out elements: bytes that are lent, or values.
   * @param {any} elements
   * @param {number} _n
   */
  accept(elements, _n) {
    const { number } = this.type;
    const controller = this.#controller;
    this.#again = false;
    if (!number) {
      for (const value of elements) {
        this.#again = false;
        controller.enqueue(value);
      }
    } else if (this.#request) {
      const { view } = this.#request;
      new Uint8Array(view.buffer, view.byteOffset + this.#filled).set(elements);
      this.#filled += elements.byteLength;
    } else if (number.name === 'u8') controller.enqueue(elements.slice());
    else controller.enqueue(new number.array(elements.slice().buffer));
  }

  /**
   * A read is over, or the guest dropped its end.
   * @param {number} outcome
   * @param {number} _n
   */
  settle(outcome, _n) {
    const controller = this.#controller ?? this.#weak?.deref();
    const request = this.#request;
    const filled = this.#filled;
    this.#filled = 0;
    this.#waits = false;
    this.#request = this.#controller = undefined;
    if (filled) {
      this.#again = false;
      request.respond(filled); // which asks for more if more reads wait
    } else if (outcome === DONE && this.#again) {
      this.#again = false;
      this.#pull(controller);
    }
    if (outcome === END || outcome === FAILED) {
      this.#gone();
      this.ends.forget(this, this.handle);
      this.handle = 0; // what is still in the stream may be cancelled when others have the number
      if (outcome === FAILED)
        controller?.error(this.ends.cause ?? new Error('the component that wrote the stream trapped'));
      else if (controller) {
        if (this.trailing && !this.trailing.given) this.#ending(controller, this.trailing);
        else close(controller);
      }
    }
  }

  /**
   * The stream is at its end, and what comes behind says whether that is all.
   * @param {any} controller
   * @param {Trailing} trailing
   */
  #ending(controller, trailing) {
    trailing.ask(
      () => close(controller),
      (error) => controller.error(error),
    );
  }

  #gone() {
    this.#request = this.#controller = undefined;
    this.#filled = 0;
    this.#waits = false;
    if (this.watched) this.ends.forgotten.unregister(this);
  }

  /**
   * Whether what is left of the stream may go on to a guest that knows it by a type.
   * @param {EndType} type
   * @param {any} stream
   */
  mayPass(type, stream) {
    if (stream.locked || this.#waits) return false;
    if (type !== this.type && (!type.number || type.number !== this.type.number)) return false;
    // What waits in the stream would be lost.
    return this.#weak?.deref()?.desiredSize === 0;
  }

  /** Whether values wait in the stream. */
  queued() {
    const controller = this.#controller ?? this.#weak?.deref();
    return controller.desiredSize < 0;
  }

  /**
   * The stream has gone to a guest: nobody reads it here any more.
   * @param {EndType} type that the guest knows it by
   * @param {any} stream
   */
  passed(type, stream) {
    this.joined = true;
    this.#gone();
    this.ends.forget(this, this.handle);
    this.#passed = { type, lock: stream.getReader() };
  }

  /**
   * The guest that got it has not begun.
   * @param {number} instance
   * @param {number} index
   * @param {any} stream
   */
  takeBack(instance, index, stream) {
    const { type, lock } = /** @type {Passed} */ (this.#passed);
    this.#passed = undefined;
    this.joined = false;
    this.handle = this.ends.retake(this, type, instance, index);
    this.ends.watch(stream, this);
    lock.releaseLock();
  }
}

/** @param {any} controller */
function close(controller) {
  try {
    controller.close();
    // A BYOB reader gets its buffer back.
    controller.byobRequest?.respond(0);
  } catch {
    // The end came inside an element of the reader's: the stream has failed with that.
  }
}

/** @type {(stream: GuestStream) => StreamReader} */
let streamEndOf;

/** A guest's stream: a ReadableStream, with the methods that jco's has in addition. */
export class GuestStream extends /** @type {new (source: any, strategy: any) => ReadableStream<any>} */ (
  ReadableStream
) {
  /** @type {StreamReader} */
  #end;

  static {
    streamEndOf = (stream) => stream.#end;
  }

  /**
   * @param {any} source
   * @param {StreamReader} end
   */
  constructor(source, end) {
    super(source, { highWaterMark: 0 });
    this.#end = end;
  }

  /** Reads a chunk: `{ value, done }`. */
  async next() {
    const reader = this.getReader();
    try {
      return await reader.read();
    } finally {
      reader.releaseLock();
    }
  }

  /**
   * Reads up to n elements, at least one: a typed array, or an array of values. It has length 0 at the end.
   * @param {number} n
   * @returns {Promise<any>}
   */
  async read(n) {
    if (!Number.isInteger(n) || n < 1) throw new RangeError(`read takes a positive number of elements, not ${n}`);
    /** @type {EndType} */
    const type = this.#end.type;
    if (type.number?.name === 'u8') {
      const byob = this.getReader({ mode: 'byob' });
      try {
        return (await byob.read(new Uint8Array(n))).value ?? new Uint8Array();
      } finally {
        byob.releaseLock();
      }
    }
    const reader = this.getReader();
    try {
      this.#end.limit = n;
      const { value, done } = await reader.read();
      if (type.number) return done ? new type.number.array() : value;
      const values = done ? [] : [value];
      while (!done && values.length < n && this.#end.queued()) values.push((await reader.read()).value);
      return values;
    } finally {
      reader.releaseLock();
    }
  }

  /** Drops the stream. @param {any} [value] */
  async return(value) {
    await this.cancel(value);
    return { value, done: true };
  }

  [Symbol.dispose]() {
    if (!this.locked) this.cancel().catch(() => {});
  }
}
