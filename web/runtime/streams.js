// Streams and futures: the copies between guests, and the host's ends.

import { badValue } from './badvalue.js';
import { errorCase } from './errorcase.js';
import { HostEnds } from './hostends.js';
import { numbers } from './numbers.js';
import { Table } from './table.js';

/** @typedef {import('./component.js').Component} Component */
/** @typedef {import('./driver.js').Driver} Driver */
/** @typedef {import('./errorcase.js').ErrorShape} ErrorShape */

/**
 * What lifting and lowering know of a guest's memory.
 * @typedef {object} Context
 * @property {import('./component.js').Instance} instance
 * @property {WebAssembly.Memory} memory
 * @property {Uint8Array<ArrayBuffer>} bytes
 * @property {DataView} view
 */

/**
 * The type of a stream or future: what the host's ends know of it, and what copies from guest to guest do.
 * @typedef {import('./hostends.js').EndType & {
 *   align: number,
 *   flat: boolean,
 *   copies: Map<string, (from: number, to: number, n: number) => void>,
 * }} EndType flat elements are copied as bytes, others by "from,to": the options
 */

export class Streams {
  /** @type {Table<Context>} by the options that the core gives back */
  contexts = new Table();
  /** @type {Map<number, EndType>} */
  types = new Map();

  /** @param {Driver} driver */
  constructor(driver) {
    this.driver = driver;
    this.ends = new HostEnds({
      core: driver.core,
      schedule: () => driver.schedule(),
      fresh: (options) => this.fresh(options),
      trapped: (options, e, depth) => driver.trapped(this.contexts.get(options).instance.component, e, depth),
    });
  }

  /**
   * Makes the type of a stream or future of a component, until that is disposed of.
   * @param {Component} component
   * @param {boolean} future
   * @param {boolean} number
   * @param {number} size
   * @param {number} align
   * @param {boolean} flat
   * @param {string} name of the elements' type
   * @param {number} [batch] how many values are read at a time
   * @param {ErrorShape} [error] of a future of a result: what its error case is
   * @returns {EndType}
   */
  type(component, future, number, size, align, flat, name, batch, error) {
    const id = this.driver.ops.new_type(future ? 1 : 0, number ? 1 : 0, size);
    const type = {
      id,
      future,
      size,
      name,
      number: number && name ? numbers[name] : undefined,
      batch,
      errorCase: error === undefined ? undefined : errorCase(error),
      align,
      flat,
      copies: new Map(),
      load: new Map(),
      store: new Map(),
    };
    this.types.set(id, type);
    component.types.push(id);
    return type;
  }

  /**
   * Gives the number of a memory of a component, until that is disposed of.
   * @param {Component} component
   * @param {Context} context
   */
  memory(component, context) {
    const options = this.contexts.add(context);
    component.memories.push(options);
    return options;
  }

  /**
   * A component was disposed of, and its ends were dropped: nothing names its types and memories any more. The core keeps
   * a type while others have streams of it.
   * @param {Component} component
   */
  free(component) {
    for (const id of component.types) {
      this.driver.ops.free_type(id);
      this.types.delete(id);
    }
    for (const options of component.memories) this.contexts.remove(options);
  }

  /**
   * Copies elements after a status of Copied.
   */
  transfer() {
    const { mail } = this.driver.core;
    if (mail[6] || mail[7]) return this.ends.transfer();
    const result = mail[0];
    const n = mail[1];
    const from = mail[2];
    const p = mail[3] >>> 0;
    const to = mail[4];
    const q = mail[5] >>> 0;
    const type = /** @type {EndType} */ (this.types.get(mail[8]));
    if (type.size && type.flat) this.#copy(from, p, to, q, n * type.size);
    else if (type.size) type.copies.get(`${from},${to}`)?.(p, q, n);
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
    return this.ends.take(shared, type);
  }

  /**
   * Makes a stream or future of what the host gives: its index in the table of an instance.
   * @param {any} v
   * @param {EndType} type
   * @param {number} instance the core's
   * @param {string} path
   * @param {string} want the WIT type
   */
  fromHost(v, type, instance, path, want) {
    try {
      return this.ends.give(v, type, instance);
    } catch (e) {
      if (e instanceof TypeError) throw badValue(path, `must be ${want}: ${e.message}`);
      throw e;
    }
  }

  /** Settles what has happened at the host's ends. */
  deliver() {
    this.ends.pump();
  }
}
