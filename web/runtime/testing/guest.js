// A guest that is driven by hand: a memory, and one end of a stream or future. For tests of the host's ends without
// a component, in Node and in pages.

const trapped = 2;
const copied = 3;
const blocked = -1;

/** @import { EndType, HostEnds } from '../hostends.js' */

/** The memories of all guests, by their options. */
export class Memories {
  /** @type {Guest[]} */
  guests = [];

  /** @param {number} options */
  fresh(options) {
    return { bytes: this.guests[options].bytes };
  }

  /** @param {number} options @param {any} e */
  trapped(options, e) {
    this.guests[options].trap(e);
    return e;
  }
}

export class Guest {
  memory = new WebAssembly.Memory({ initial: 2 });
  /** Of the end, 0 if there is none. */
  index = 0;
  writable = false;
  dead = false;
  /** The last number that was written. */
  written = 0;
  /** What was read of the copy that goes on. */
  #at = 0;

  /**
   * @param {HostEnds} ends
   * @param {Memories} memories
   * @param {Omit<EndType, 'id'>} type
   */
  constructor(ends, memories, type) {
    this.ends = ends;
    this.core = ends.core;
    this.ops = ends.ops;
    this.options = memories.guests.push(this) - 1;
    this.memories = memories;
    this.instance = this.ops.new_instance(0);
    /** @type {EndType} */
    this.type = { ...type, id: this.ops.new_type(type.future ? 1 : 0, type.number ? 1 : 0, type.size) };
    this.ops.waitable_set_new(this.instance);
    this.set = this.core.mail[0];
  }

  get bytes() {
    return new Uint8Array(this.memory.buffer);
  }

  /** Makes a stream or future, keeps the writable end: gives the host's object. @returns {any} */
  give() {
    this.ops.end_new(this.instance, this.type.id);
    const [readable, writable] = this.core.mail;
    this.index = writable;
    this.writable = true;
    this.ops.lift_end(this.instance, this.type.id, readable);
    return this.ends.take(this.core.mail[0], this.type);
  }

  /** @param {any} value of the host's */
  take(value) {
    this.index = this.ends.give(value, this.type, this.instance);
    this.writable = false;
  }

  /**
   * Reads or writes n elements: of u8, the numbers from 1 on.
   * @param {number} n
   */
  copy(n) {
    if (this.dead || !this.index) return 'n/a';
    const { core, ops, bytes } = this;
    if (this.writable) for (let i = 0; i < n; i++) bytes[i] = ++this.written;
    this.#at = 0;
    const status = this.start(0, n);
    if (status === trapped) return this.#trapped();
    if (core.mail[0] === blocked) {
      ops.waitable_join(this.instance, this.index, this.set);
      return 'blocked';
    }
    return this.#result(core.mail[0]);
  }

  /**
   * The built-in: what it gives is in Mail[0].
   * @param {number} ptr
   * @param {number} n
   */
  start(ptr, n) {
    const status = this.ops.copy(
      this.instance,
      this.type.id,
      this.options,
      1,
      this.writable ? 1 : 0,
      this.index,
      ptr,
      n,
    );
    if (status === copied) this.#transfer();
    return status;
  }

  #transfer() {
    const [result, n, from, p, to, q, reader, writer] = this.core.mail;
    if (reader || writer) return this.ends.transfer();
    const size = n * this.type.size;
    this.memories.guests[to].bytes.set(this.memories.guests[from].bytes.subarray(p, p + size), q);
    this.core.mail[0] = result;
  }

  /** @param {number} packed */
  #result(packed) {
    const n = this.type.future && packed === 0 ? 1 : packed >>> 4;
    const text = ['completed', 'dropped', 'cancelled'][packed & 15];
    if (this.writable) return `${text} ${n}`;
    const got = this.bytes.subarray(this.#at, this.#at + n);
    this.#at += n;
    return `${text} [${got.join(' ')}]`;
  }

  cancel() {
    if (this.dead || !this.index) return 'n/a';
    const status = this.ops.copy_cancel(this.instance, this.type.id, 1, this.writable ? 1 : 0, this.index);
    return status === trapped ? this.#trapped() : this.#result(this.core.mail[0]);
  }

  drop() {
    if (this.dead || !this.index) return 'n/a';
    const status = this.ops.end_drop(this.instance, this.type.id, this.index, this.writable ? 1 : 0);
    if (status === trapped) return this.#trapped();
    this.index = 0;
    return 'ok';
  }

  trap(why = new Error('trapped')) {
    if (this.dead) return 'n/a';
    this.dead = true;
    this.index = 0;
    this.ops.poison(this.instance);
    this.ends.trapped(this.instance, why);
    return 'ok';
  }

  #trapped() {
    const reason = this.ends.reason(this.core.mail[1]);
    const trap = this.core.trapText();
    const text = /no value for a future/.test(trap) && reason ? `${trap}: ${nameOf(reason)}` : trap;
    this.trap();
    return `trap: ${text}`;
  }

  /**
   * What happened to the end, undefined if nothing did.
   * @returns {string | undefined}
   */
  event() {
    const { core, ops } = this;
    if (this.dead || !this.index) return undefined;
    if (ops.waitable_set_poll(this.instance, 0, this.set) === trapped) return this.#trapped();
    const [code, , packed] = core.mail;
    if (!code) return undefined;
    ops.waitable_join(this.instance, this.index, 0);
    return this.#result(packed);
  }

  dispose() {
    this.ops.dispose(this.instance);
  }
}

/** @param {any} e */
export const nameOf = (e) => (e instanceof TypeError ? 'TypeError' : e?.message);
