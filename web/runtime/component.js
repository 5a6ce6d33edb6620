// A transpiled component as the driver sees it: one Component for each instance of it, with an Instance for each
// component instance inside.

import { isBadValue } from './badvalue.js';
import { runStart } from './exportcall.js';
import { joinPair, splitPair } from './resultstream.js';
import { HostObjects, Table } from './table.js';
import { trapText } from './trap.js';

/** @typedef {import('./driver.js').Driver} Driver */

/** A root instance: what traps together, and is disposed of together. */
export class Component {
  /** What the guests hold of the host's. */
  hosts = new HostObjects();
  /** @type {Table<string>} the messages of its error contexts, which no other component gets */
  errors = new Table();
  /** @type {number[]} its types of streams and futures, as the core knows them */
  types = [];
  /** @type {number[]} its memories, as the core knows them */
  memories = [];
  /** Nothing inside runs any more: it trapped, or was disposed of. */
  dead = false;
  /** What it died of. @type {{ cause: unknown } | undefined} */
  failure;
  /** @type {Error | undefined} why calls are refused, other than a trap */
  refused;
  /** @type {(() => void)[][]} what takes back the handles that the calls whose arguments are being lowered gave away */
  moves = [];
  id = 0;

  /**
   * @param {Driver} driver
   * @param {(payload: any) => any} wrap the error that stands for the error case of a result
   */
  constructor(driver, wrap) {
    this.driver = driver;
    this.wrap = wrap;
  }

  /**
   * Makes a component instance; the first is the root.
   * @param {Instance} [parent]
   */
  instance(parent) {
    const id = this.driver.ops.new_instance(parent ? parent.id : 0);
    if (!parent) this.id = id;
    return new Instance(this, id);
  }

  /**
   * The error that a caller of the host's gets for what went wrong inside.
   * @param {any} e
   * @param {string} where
   */
  error(e, where) {
    if (this.driver.core.failure) return this.driver.core.failure;
    if (isBadValue(e)) return new TypeError(`${e.path} ${e.text} (in ${where})`);
    const text = trapText(e);
    if (!text) return e;
    return new /** @type {any} */ (WebAssembly.RuntimeError)(`wasm trap: ${text} (in ${where})`, { cause: e });
  }

  /**
   * Begins to lower the arguments of a call.
   * @param {{ lowering: boolean }} call
   */
  lowering(call) {
    call.lowering = true;
    this.moves.push([]);
  }

  /**
   * They are lowered: what was given away stays.
   * @param {{ lowering: boolean }} call
   */
  lowered(call) {
    call.lowering = false;
    this.moves.pop();
  }

  /**
   * Makes one object of a stream and the future of its result.
   * @param {any} stream
   * @param {any} future
   */
  joinPair(stream, future) {
    return joinPair(stream, future, this.wrap);
  }

  /** What one object stands for that is given for a stream and the future of its result. @param {any} value */
  splitPair(value) {
    return splitPair(value, (undo) => this.moves.at(-1)?.push(undo));
  }

  /** They do not fit: what was given away comes back. */
  takeBack() {
    for (const undo of (this.moves.pop() ?? []).reverse()) undo();
  }

  /**
   * Instantiates a core module. A start function runs as a task that may not block.
   * @param {Instance} instance
   * @param {(module: WebAssembly.Module, imports: any) => any} instantiateCore
   * @param {WebAssembly.Module} module
   * @param {any} imports
   * @param {boolean} starts the module has a start function
   */
  startCore(instance, instantiateCore, module, imports, starts) {
    const failed = (/** @type {any} */ e) => {
      throw this.error(this.driver.broke(this, e), 'instantiation');
    };
    if (starts) return runStart(this.driver, this, instance, () => new WebAssembly.Instance(module, imports));
    try {
      const made = instantiateCore(module, imports);
      return made.then ? made.then(undefined, failed) : made;
    } catch (e) {
      return failed(e);
    }
  }

  /**
   * Runs the destructor of a resource that the host owned, as soon as the component can be entered.
   * @param {import('./call.js').Pair} dtor
   * @param {number} rep
   */
  drop(dtor, rep) {
    const { driver } = this;
    if (this.dead || driver.core.failure) return;
    if (driver.ops.may_enter(this.id)) driver.callSync(dtor, [rep]);
    else if (driver.ops.depth() > 0 || driver.busy) driver.whenFree(() => this.drop(dtor, rep), true);
  }

  /** Ends the instance: a call that is under way comes to its end first. */
  dispose() {
    this.driver.whenFree(() => {
      if (this.refused || this.driver.core.failure) return;
      this.refused = new TypeError('the component instance was disposed of');
      this.driver.failed(this, this.refused);
      this.driver.ops.dispose(this.id);
      this.driver.streams.free(this);
    }, this.driver.ops.depth() > 0);
  }
}

/** A component instance: its handle table, which is the core's, and its flags. */
export class Instance {
  mayLeave = true;

  /**
   * @param {Component} component
   * @param {number} id the core's
   */
  constructor(component, id) {
    this.component = component;
    this.driver = component.driver;
    this.id = id;
  }

  /** @param {boolean} may */
  setMayLeave(may) {
    this.mayLeave = may;
    this.driver.ops.set_may_leave(this.id, may ? 1 : 0);
  }

  /**
   * A realloc function that runs in a thread of its own (CanonicalABI.md, LiftLowerContext.reallocate).
   * @param {Function} fn
   */
  realloc(fn) {
    const { id } = this;
    const { ops } = this.driver;
    return (
      /** @type {number} */ old,
      /** @type {number} */ oldSize,
      /** @type {number} */ align,
      /** @type {number} */ size,
    ) => {
      ops.realloc_begin(id);
      const ptr = fn(old, oldSize, align, size);
      ops.realloc_end(id);
      return ptr;
    };
  }

  /**
   * Takes an owned handle out of the table: gives its rep.
   * @param {number} i
   * @param {number} type
   */
  takeRep(i, type) {
    this.driver.check(this.driver.ops.lift_own(this.id, type, i));
    return this.driver.core.mail[0];
  }

  /**
   * The same for a resource of the host's: gives the object.
   * @param {number} i
   * @param {number} type
   */
  takeHost(i, type) {
    return this.component.hosts.release(this.takeRep(i, type));
  }

  /**
   * Lends a handle to a call: gives its rep.
   * @param {number} i
   * @param {number} type
   * @param {number} sub the subtask, 0 if the call is over before anything else runs
   */
  lendRep(i, type, sub) {
    this.driver.check(this.driver.ops.lift_borrow(this.id, type, i, sub));
    return this.driver.core.mail[0];
  }

  /**
   * @param {number} i
   * @param {number} type
   * @param {number} sub
   */
  lendHost(i, type, sub) {
    return this.component.hosts.get(this.lendRep(i, type, sub));
  }

  /**
   * @param {number} type
   * @param {number} rep
   */
  addOwn(type, rep) {
    this.driver.check(this.driver.ops.lower_own(this.id, type, rep));
    return this.driver.core.mail[0];
  }

  /**
   * @param {number} type
   * @param {number} rep
   * @param {number} task that the borrow is lent to
   */
  addBorrow(type, rep, task) {
    this.driver.check(this.driver.ops.lower_borrow(this.id, type, rep, task));
    return this.driver.core.mail[0];
  }

  /**
   * A borrow of a resource of the host's that goes on to another component.
   * @param {number} type
   * @param {number} rep
   * @param {number} task
   */
  passBorrow(type, rep, task) {
    return this.addBorrow(type, this.component.hosts.keep(rep), task);
  }

  /**
   * Takes the readable end of a stream or future out of the table, to pass it on.
   * @param {number} i
   * @param {import('./streams.js').EndType} type
   */
  takeEnd(i, type) {
    this.driver.check(this.driver.ops.lift_end(this.id, type.id, i));
    return this.driver.core.mail[0];
  }

  /**
   * The same for the host.
   * @param {number} i
   * @param {import('./streams.js').EndType} type
   */
  takeEndFor(i, type) {
    return this.driver.streams.toHost(this.takeEnd(i, type), type);
  }

  /**
   * @param {number} shared a stream or future that is on its way, perhaps from another component, which has its own type
   * @param {import('./streams.js').EndType} type
   */
  addEnd(shared, type) {
    this.driver.check(this.driver.ops.lower_end_as(this.id, shared, type.id));
    return this.driver.core.mail[0];
  }

  /**
   * Lowers what the host gives for a stream or future.
   * @param {any} v
   * @param {import('./streams.js').EndType} type
   * @param {string} path
   * @param {string} want the WIT type
   */
  addEndOf(v, type, path, want) {
    const { streams } = this.driver;
    const i = streams.fromHost(v, type, this.id, path, want);
    const face = streams.ends.given;
    streams.ends.given = undefined; // which would keep what was given last
    this.moved(() => face?.takeBack(this.id, i, v));
    return i;
  }

  /** @param {number} i of an error context */
  getError(i) {
    this.driver.check(this.driver.ops.error_get(this.id, i, 0));
    return this.driver.core.mail[1];
  }

  /** @param {number} error of the core's */
  addError(error) {
    this.driver.check(this.driver.ops.lower_error(this.id, error));
    return this.driver.core.mail[0];
  }

  /**
   * An error context as an Error for the host.
   * @param {number} i
   */
  takeErrorFor(i) {
    this.driver.check(this.driver.ops.error_get(this.id, i, 0));
    return new Error(this.component.errors.get(this.driver.core.mail[0]));
  }

  /**
   * Lowers what the host gives for an error context: its message.
   * @param {any} v
   * @param {string} _path
   * @param {string} _want
   */
  addErrorOf(v, _path, _want) {
    const token = this.component.errors.add(String(v?.message ?? v));
    return this.addError(this.driver.ops.error_make(token));
  }

  /**
   * Remembers how to take back what is given away while arguments are lowered.
   * @param {() => void} undo
   */
  moved(undo) {
    this.component.moves.at(-1)?.push(undo);
  }
}
