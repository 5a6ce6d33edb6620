// The host's ends of streams and futures: who is behind which handle, and what moves elements. The rules are the hub's
// (webstreams, in the core); docs/streams.md says what they come to.

import { FutureReader } from './guestfuture.js';
import { StreamReader } from './gueststream.js';
import { FutureWriter } from './hostfuture.js';
import { StreamWriter } from './hoststream.js';
import { APART, BUSY, DONE, FAILED } from './outcome.js';

/**
 * What the ends need of the driver.
 * @typedef {object} Engine
 * @property {import('./core.js').Core} core
 * @property {() => void} schedule sees to it that threads which are ready run
 * @property {(options: number) => { bytes: Uint8Array<ArrayBuffer> }} fresh the memory of canon options as it is now
 * @property {(options: number, e: any, depth: number) => any} trapped ends the component of canon options, and leaves the
 *   frames above depth; gives its error
 */

/**
 * The type of a stream or future.
 * @typedef {object} EndType
 * @property {number} id the core's
 * @property {boolean} future
 * @property {number} size of an element in memory, 0 if there is none
 * @property {import('./numbers.js').NumberType} [number] if the elements are numbers
 * @property {string} name of the element type, for messages
 * @property {number} [batch] how many values are read at a time
 * @property {Map<number, (ptr: number) => any>} load gives an element as JavaScript value, by options
 * @property {Map<number, (ptr: number, value: any) => void>} store the other way; throws if the value does not fit
 * @property {(reason: any) => any} [errorCase] the value of a result for a promise's reason, undefined if that does not fit
 */

/**
 * What settles when something happens at an end.
 * @typedef {object} Face
 * @property {(outcome: number, n: number) => void} settle
 * @property {(n: number, options: number, ptr: number) => void} [receive] takes n elements out of a guest's memory
 * @property {(elements: any, n: number) => void} [accept] takes them from a host's end
 * @property {(n: number, options: number, ptr: number, from: number) => void} [send] puts n elements into a guest's memory
 * @property {(n: number, from: number) => any} [slice] gives them to a host's end; undefined if they are gone
 * @property {(instance: number, index: number, value: any) => void} takeBack the guest that got it has not begun: it is the host's again
 */

/** The number of a handle's slot (webstreams/handle.go). */
const slotMask = (1 << 20) - 1;

/** How many reasons of failed futures are kept for messages. */
const keptReasons = 256;

export class HostEnds {
  /** @type {(Face | undefined)[]} by the slot of their handle */
  #faces = [];
  /** @type {any[]} */
  #reasons = [];
  #lastReason = 0;
  /** Why the ends that Next tells of have failed. @type {any} */
  cause;
  /** What was given last. @type {Face | undefined} */
  given;
  /** The objects that were made since the last turn, each with its face behind it. @type {any[]} */
  #young = [];
  /** Those of the turn before. @type {any[]} */
  #older = [];
  #grows = false;
  /** Drops the ends of what nobody refers to any more. */
  forgotten = new FinalizationRegistry((/** @type {number} */ handle) => this.#collected(handle));

  /** @param {Engine} engine */
  constructor(engine) {
    this.engine = engine;
    this.core = engine.core;
    this.ops = engine.core.exports;
  }

  /**
   * The readable end of a stream or future that a guest gives.
   * @param {number} shared
   * @param {EndType} type
   */
  take(shared, type) {
    const handle = this.ops.stream_reader(shared);
    if (!handle) throw new RangeError('too many streams and futures');
    const face = type.future ? new FutureReader(this, handle, type) : new StreamReader(this, handle, type);
    this.#faces[handle & slotMask] = face;
    return face.object();
  }

  /**
   * Gives a stream or future to a guest: its index in the table of the instance.
   * @param {any} value
   * @param {EndType} type
   * @param {number} instance the core's
   */
  give(value, type, instance) {
    const passed = this.#pass(value, type, instance);
    if (passed !== undefined) return passed;
    const writer = type.future ? new FutureWriter(this, type, value) : new StreamWriter(this, type, value);
    const handle = this.ops.stream_writer(type.id, type.size);
    if (!handle) throw new RangeError('too many streams and futures');
    const shared = this.core.mail[0];
    this.#faces[handle & slotMask] = writer;
    this.given = writer;
    writer.begin(handle);
    return this.#lower(this.ops.lower_end(instance, shared));
  }

  /**
   * A guest's end that went to a guest, and comes back from its table: gives its handle.
   * @param {Face} face
   * @param {EndType} type
   * @param {number} instance
   * @param {number} index
   */
  retake(face, type, instance, index) {
    this.ops.lift_end(instance, type.id, index);
    const handle = this.ops.stream_reader(this.core.mail[0]);
    this.#faces[handle & slotMask] = face;
    return handle;
  }

  /**
   * A host's end that a guest got, and that is to be given again: both ends go.
   * @param {Face & { handle: number, type: EndType }} face
   * @param {number} instance
   * @param {number} index
   */
  withdraw(face, instance, index) {
    const { handle } = face;
    face.handle = 0;
    this.close(handle, face);
    this.ops.end_drop(instance, face.type.id, index, 0);
  }

  /**
   * Joins what a guest gave with the guest that gets it: its index in the table, undefined if it goes through JavaScript.
   * @param {any} value
   * @param {EndType} type
   * @param {number} instance
   */
  #pass(value, type, instance) {
    const face = type.future ? FutureReader.of(value) : StreamReader.of(value);
    if (!face || face.ends !== this || !face.mayPass(type, value)) return undefined;
    switch (this.ops.stream_pass(face.handle, instance)) {
      case DONE: {
        const shared = this.core.mail[0];
        const index = this.#lower(this.ops.lower_end_as(instance, shared, type.id));
        face.passed(type, value);
        this.given = face;
        return index;
      }
      case BUSY:
        face.settle(DONE, this.core.mail[1]);
        return undefined;
      case APART:
        return undefined;
    }
    return undefined;
  }

  /** @param {number} status */
  #lower(status) {
    if (status !== 0) throw new WebAssembly.RuntimeError(this.core.trapText());
    return this.core.mail[0];
  }

  /**
   * Drops an end.
   * @param {number} handle
   * @param {Face} face that is behind it, perhaps not any more
   */
  close(handle, face) {
    this.ops.stream_close(handle);
    this.forget(face, handle);
    this.engine.schedule();
  }

  /**
   * Has an end be dropped when nobody refers to its object any more. Most futures are asked for at once, as soon as the promise of the call that
   * gave them has its turn: only what is still open after that costs an entry of the registry.
   * @param {object} object
   * @param {Face & { handle: number }} face
   */
  watch(object, face) {
    this.#young.push(object, face);
    if (this.#grows) return;
    this.#grows = true;
    queueMicrotask(this.#grow);
  }

  /** What was young is older, and what was older is watched. */
  #grow = () => {
    const older = this.#older;
    for (let i = 0; i < older.length; i += 2) {
      const face = older[i + 1];
      if (this.#face(face.handle) !== face) continue;
      face.watched = true;
      this.forgotten.register(older[i], face.handle, face);
    }
    older.length = 0;
    this.#older = this.#young;
    this.#young = older;
    this.#grows = this.#older.length > 0;
    if (this.#grows) queueMicrotask(this.#grow);
  };

  /**
   * Drops the end of what nobody refers to any more.
   * @param {number} handle
   */
  #collected(handle) {
    this.ops.stream_close(handle);
    this.#faces[handle & slotMask] = undefined;
    this.engine.schedule();
  }

  /**
   * Fails a future.
   * @param {number} handle
   * @param {any} reason
   */
  fail(handle, reason) {
    this.#reasons[++this.#lastReason % keptReasons] = { number: this.#lastReason, reason };
    this.ops.stream_fail(handle, this.#lastReason);
    this.#faces[handle & slotMask] = undefined;
    this.engine.schedule();
  }

  /**
   * Why a future failed whose trap has this number, undefined if that is long ago.
   * @param {number} number
   */
  reason(number) {
    const kept = this.#reasons[number % keptReasons];
    return kept?.number === number ? kept.reason : undefined;
  }

  /**
   * Forgets the face of a handle that the hub has made stale.
   * @param {Face} face
   * @param {number} handle
   */
  forget(face, handle) {
    if (this.#faces[handle & slotMask] === face) this.#faces[handle & slotMask] = undefined;
  }

  /**
   * Performs the Transfer in the mail, which has a host's end. What a guest gets in Mail[0] stays there, or is mended.
   * @param {Face} [own] whose operation it is, which a future has left already
   */
  transfer(own) {
    const { ops } = this;
    // By index: taking an iterator of a typed array takes longer than the rest.
    const { mail } = this.core;
    const result = mail[0];
    const n = mail[1];
    const from = mail[2];
    const p = mail[3];
    const to = mail[4];
    const q = mail[5];
    const reader = mail[6];
    const writer = mail[7];
    const target = reader ? (own?.receive ? own : this.#face(ops.host_token(reader))) : undefined;
    const source = writer ? (own?.send ? own : this.#face(ops.host_token(writer))) : undefined;
    let mended = result;
    if (!source) target?.receive?.(n, from, p >>> 0);
    else if (!target) {
      this.short = undefined;
      source.send?.(n, to, q >>> 0, p >>> 0);
      mended = this.short ?? result;
    } else if (source.slice) {
      const elements = source.slice(n, p >>> 0);
      if (elements !== undefined) target.accept?.(elements, n);
    }
    this.core.mail[0] = mended;
  }

  /**
   * The same for an operation of the host's: a guest whose elements cannot be lifted, or that has no room for them, traps
   * outside of all calls. Gives its error then.
   * @param {Face} own
   */
  move(own) {
    const { mail } = this.core;
    const options = own.receive ? mail[2] : mail[4];
    const depth = this.ops.depth();
    try {
      this.transfer(own);
    } catch (e) {
      return this.engine.trapped(options, e, depth);
    }
    return undefined;
  }

  /** What a guest gets whose read came short. @type {number | undefined} */
  short;

  /** @param {number} handle */
  #face(handle) {
    return this.#faces[handle & slotMask];
  }

  /** Settles what has happened at the ends. */
  pump() {
    if (this.#faces.length === 0) return;
    const { ops } = this;
    for (let outcome = ops.stream_next(); outcome !== 0; outcome = ops.stream_next()) {
      const { mail } = this.core;
      this.#face(mail[0])?.settle(outcome, mail[1]);
    }
  }

  /**
   * The instances of a root have trapped: what the host reads from them fails.
   * @param {number} instance
   * @param {any} error
   */
  trapped(instance, error) {
    this.ops.stream_trapped(instance);
    this.cause = error;
    this.pump();
    this.cause = undefined;
  }

  /**
   * The core is dead, and all ends with it.
   * @param {any} error
   */
  broke(error) {
    this.cause = error;
    for (const face of this.#faces.splice(0)) face?.settle(FAILED, 0);
  }

  /**
   * Tells the embedder of a source that failed.
   * @param {any} error
   * @param {EndType} type
   */
  report(error, type) {
    const info = { kind: type.future ? 'future' : 'stream', type: type.name };
    const { onStreamError } = this.core.shared;
    if (onStreamError) {
      try {
        onStreamError(error, info);
      } catch (e) {
        // Not through what goes on here.
        queueMicrotask(() => {
          throw e;
        });
      }
    } else console.warn(`jco-go: a ${info.kind}<${info.type}> that the host gave to a component failed:`, error);
  }
}
