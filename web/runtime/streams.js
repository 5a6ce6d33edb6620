// Streams and futures: the copies between guests, and the host's ends.

import { COPIED, OK } from './status.js';
import { Table } from './table.js';

/** @typedef {import('./driver.js').Driver} Driver */

/**
 * What lifting and lowering know of a guest's memory.
 * @typedef {object} Context
 * @property {WebAssembly.Memory} memory
 * @property {Uint8Array<ArrayBuffer>} bytes
 * @property {DataView} view
 */

/**
 * The type of a stream or future.
 * @typedef {object} EndType
 * @property {number} id the core's
 * @property {boolean} future
 * @property {number} size of an element in memory, 0 if there is none
 * @property {number} align
 * @property {boolean} flat its elements are copied as bytes
 * @property {Map<string, (from: number, to: number, n: number) => void>} copies by "from,to": the options
 * @property {Map<number, (ptr: number) => any>} load gives an element as JavaScript value, by options
 * @property {Map<number, (ptr: number, value: any) => void>} store the other way
 */

export class Streams {
  /** @type {Table<Context>} by the options that the core gives back */
  contexts = new Table();
  /** @type {Map<number, EndType>} */
  types = new Map();
  /** @type {Table<HostEnd>} by token */
  ends = new Table();
  /** @type {Table<string>} the messages of error contexts */
  errors = new Table();

  /** @param {Driver} driver */
  constructor(driver) {
    this.driver = driver;
  }

  /**
   * @param {boolean} future
   * @param {boolean} number
   * @param {number} size
   * @param {number} align
   * @param {boolean} flat
   * @returns {EndType}
   */
  type(future, number, size, align, flat) {
    const id = this.driver.ops.new_type(future ? 1 : 0, number ? 1 : 0, size);
    const type = { id, future, size, align, flat, copies: new Map(), load: new Map(), store: new Map() };
    this.types.set(id, type);
    return type;
  }

  /**
   * Copies elements after a status of Copied.
   */
  transfer() {
    const { mail } = this.driver.core;
    const [result, n, from, p, to, q, reader, writer, typ] = mail;
    const type = /** @type {EndType} */ (this.types.get(typ));
    if (reader) this.#end(reader).receive(type, from, p >>> 0, n);
    else if (writer) this.#end(writer).send(type, to, q >>> 0, n);
    else if (type.size && type.flat) this.#copy(from, p >>> 0, to, q >>> 0, n * type.size);
    else if (type.size) type.copies.get(`${from},${to}`)?.(p >>> 0, q >>> 0, n);
    // Copying may have called the core.
    this.driver.core.mail[0] = result;
  }

  /**
   * @param {number} from
   * @param {number} p
   * @param {number} to
   * @param {number} q
   * @param {number} size
   */
  #copy(from, p, to, q, size) {
    const source = this.fresh(from);
    const target = this.fresh(to);
    target.bytes.set(source.bytes.subarray(p, p + size), q);
  }

  /**
   * The memory of canon options as it is now.
   * @param {number} options
   */
  fresh(options) {
    const cx = this.contexts.get(options);
    if (!cx.bytes.length) {
      cx.bytes = new Uint8Array(/** @type {ArrayBuffer} */ (cx.memory.buffer));
      cx.view = new DataView(cx.bytes.buffer);
    }
    return cx;
  }

  /**
   * What the host gets for a stream or future.
   * @param {number} shared
   * @param {EndType} type
   */
  toHost(shared, type) {
    return new HostEnd(this, type, shared);
  }

  /**
   * Makes a stream or future of what the host gives.
   * @param {any} v
   * @param {EndType} type
   * @param {string} path
   * @param {string} want the WIT type
   * @returns {number}
   */
  fromHost(v, type, path, want) {
    if (!(v instanceof HostEnd) || v.type !== type) throw { path, text: `must be ${want} that a component gave` };
    throw { path, text: `must be ${want}` };
  }

  /** @param {number} id */
  #end(id) {
    return /** @type {HostEnd} */ (this.ends.items.find((end) => end?.id === id));
  }

  /** Takes the events of the host's ends. */
  deliver() {
    while (this.driver.ops.host_events() > 0 && this.driver.ops.host_event() === OK) {
      const [, token, result, n] = this.driver.core.mail;
      this.ends.get(token)?.done(result, n);
    }
  }
}

/** The host's readable end of a stream or future. */
export class HostEnd {
  id = 0;
  /** @type {any[]} */
  #got = [];
  /** @type {((got: { values: any[], done: boolean }) => void) | undefined} */
  #waiting;

  /**
   * @param {Streams} streams
   * @param {EndType} type
   * @param {number} shared
   */
  constructor(streams, type, shared) {
    this.streams = streams;
    this.type = type;
    this.token = streams.ends.add(this);
    const { driver } = streams;
    driver.check(driver.ops.host_end(shared, this.token));
    this.id = driver.core.mail[0];
  }

  /**
   * Reads up to n elements.
   * @param {number} n
   * @returns {Promise<{ values: any[], done: boolean }>}
   */
  read(n) {
    return new Promise((resolve) => {
      const { driver } = this.streams;
      this.#waiting = resolve;
      const status = driver.check(driver.ops.host_copy(this.id, 0, 0, n));
      if (status === COPIED) {
        const [, , , , , , , , , result, count] = driver.core.mail;
        this.streams.transfer();
        this.done(result, count);
      } else if (status === OK) this.done(driver.core.mail[9], driver.core.mail[10]);
      driver.schedule();
    });
  }

  /**
   * @param {EndType} type
   * @param {number} options
   * @param {number} ptr
   * @param {number} n
   */
  receive(type, options, ptr, n) {
    const load = type.load.get(options);
    for (let i = 0; i < n; i++) this.#got.push(load?.(ptr + i * type.size));
  }

  /**
   * @param {EndType} _type
   * @param {number} _options
   * @param {number} _ptr
   * @param {number} _n
   */
  send(_type, _options, _ptr, _n) {
    throw new Error('a readable end does not send');
  }

  /**
   * A copy is done.
   * @param {number} result
   * @param {number} _n
   */
  done(result, _n) {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.({ values: this.#got.splice(0), done: result === 1 });
  }

  /** The host does not want it any more. */
  drop() {
    if (!this.id) return;
    const { driver } = this.streams;
    driver.ops.host_drop(this.id);
    this.streams.ends.remove(this.token);
    this.id = 0;
    driver.schedule();
  }
}
