// The canonical built-ins as core functions. They call the core; nothing is thrown out of them.
//
// A built-in that may wait has two halves, so that no JavaScript frame is on the stack while it does: begin gives 1 if
// the thread waits, finish gives what the guest gets (transpile/stacks.go has the code between).

import { ThreadStart } from './call.js';
import { eventStore, eventWords } from './events.js';
import { lowerCall } from './guestcall.js';
import { HostCall, ImportOptions } from './hostcall.js';
import { BLOCK, CANCELLED_BEFORE_STARTED, COPIED, HOST_CANCEL, OK, RUN, TRAPPED } from './status.js';
import { beginReturn, cancelTask, endReturn } from './tasks.js';
import { Trap } from './trap.js';
import { block, waitFor } from './wait.js';

/** @typedef {import('./component.js').Instance} Instance */
/** @typedef {import('./driver.js').Driver} Driver */
/** @typedef {import('./streams.js').EndType} EndType */
/** @typedef {{ begin: (...args: any[]) => number, finish: () => any }} Waiting */

/** @param {Driver} driver */
export function builtins(driver) {
  const { core, ops } = driver;

  /**
   * What follows the status of an operation that may wait.
   * @param {number} status
   * @returns {number}
   */
  function waits(status) {
    switch (status) {
      case OK:
        driver.value = core.mail[0];
        return 0;
      case BLOCK:
        return block(driver);
      case COPIED:
        driver.streams.transfer();
        driver.value = core.mail[0];
        return 0;
      case RUN: {
        // Another thread runs in place of this one.
        const waits = block(driver);
        if (driver.stack) driver.stack.hands = true;
        return waits;
      }
    }
    throw driver.trap();
  }

  /**
   * @param {(...args: number[]) => number} op gives a status
   * @param {() => any} [finish]
   * @returns {Waiting}
   */
  const waiting = (op, finish = () => driver.value) => ({
    begin(...args) {
      try {
        return waits(op(...args));
      } catch (e) {
        return driver.abort(e);
      }
    },
    finish,
  });

  /**
   * @param {EndType} type
   * @param {number} options
   * @param {number} ptr
   * @param {number} n
   */
  function checkBuffer(type, options, ptr, n) {
    if (!type.size || !n) return;
    if (ptr & (type.align - 1)) throw new Trap('unaligned pointer: buffer is not aligned');
    if (ptr + n * type.size > driver.streams.fresh(options).bytes.length) {
      throw new Trap('stream read/write buffer out of bounds of memory');
    }
  }

  return {
    /** A built-in that may wait, where no stack can be suspended: it ends the guest then. @param {Waiting} halves */
    plain:
      ({ begin, finish }) =>
      (/** @type {any[]} */ ...args) => {
        begin(...args);
        return finish();
      },

    /** @param {Instance} instance */
    taskCancel: (instance) => () => {
      try {
        cancelTask(driver, instance);
      } catch (e) {
        driver.abort(e);
      }
    },

    /**
     * @param {Instance} instance
     * @param {number} result
     * @param {number} options
     */
    taskReturn:
      (instance, result, options) =>
      (/** @type {any[]} */ ...flat) => {
        try {
          const call = beginReturn(driver, instance, result, options);
          call.pair.returned?.(call, ...flat);
          endReturn(driver, call);
        } catch (e) {
          driver.abort(e);
        }
      },

    /**
     * @param {Instance} instance
     * @param {boolean} async
     */
    subtaskCancel(instance, async) {
      const flag = async ? 1 : 0;
      /** @type {(i: number, status: number) => number} */
      const next = (i, status) => {
        switch (status) {
          case OK:
            driver.value = core.mail[0];
            if (driver.value === CANCELLED_BEFORE_STARTED) driver.calls.remove(core.mail[1]);
            return 0;
          case RUN: {
            const done = () => next(i, ops.subtask_cancel_done(instance.id, flag, i));
            const later = driver.act();
            return later ? waitFor(driver, later, done) : done();
          }
          case HOST_CANCEL: {
            /** @type {HostCall} */ (driver.calls.remove(core.mail[1])).cancel();
            return next(i, ops.subtask_cancel_done(instance.id, flag, i));
          }
        }
        return waits(status);
      };
      return {
        begin(/** @type {number} */ i) {
          try {
            return next(i, ops.subtask_cancel(instance.id, flag, i));
          } catch (e) {
            return driver.abort(e);
          }
        },
        finish: () => driver.value,
      };
    },

    /**
     * @param {Instance} instance
     * @param {boolean} cancellable
     * @param {() => WebAssembly.Memory} memory
     * @returns {Waiting}
     */
    waitableSetWait(instance, cancellable, memory) {
      const at = () => driver.stack ?? driver;
      return {
        begin(set, ptr) {
          try {
            /** @type {any} */ (at()).ptr = ptr;
            return waits(ops.waitable_set_wait(instance.id, cancellable ? 1 : 0, set));
          } catch (e) {
            return driver.abort(e);
          }
        },
        finish() {
          try {
            const [code, p1, p2] = core.mail;
            const { ptr } = /** @type {any} */ (at());
            eventWords(memory(), ptr).set([p1, p2], ptr >>> 2);
            return code;
          } catch (e) {
            return driver.abort(e);
          }
        },
      };
    },

    /**
     * Makes the core function that stores the payload of an event, for the adapters.
     * @param {() => WebAssembly.Memory} memory
     */
    event: (memory) => () =>
      eventStore(memory(), (ptr) => {
        try {
          eventWords(memory(), ptr >>> 0);
        } catch (e) {
          driver.abort(e);
        }
      }),

    /**
     * Checks where elements are read or written, for the adapters.
     * @param {EndType} type
     * @param {() => number} memory the number of its options
     */
    buffer: (type, memory) => (/** @type {number} */ ptr, /** @type {number} */ n) => {
      try {
        checkBuffer(type, memory(), ptr >>> 0, n >>> 0);
      } catch (e) {
        driver.abort(e);
      }
    },

    /**
     * @param {Instance} instance
     * @param {EndType} type
     * @param {() => number} memory the number of its options
     * @param {boolean} write
     * @returns {Waiting}
     */
    copy: (instance, type, memory, write) =>
      waiting((i, ptr, n) => {
        driver.check(ops.check_block(instance.id));
        const options = memory();
        ptr >>>= 0;
        if (type.future) n = 1;
        checkBuffer(type, options, ptr, n >>> 0);
        return ops.copy(instance.id, type.id, options, 0, write ? 1 : 0, i, ptr, n);
      }),

    /**
     * @param {Instance} instance
     * @param {() => WebAssembly.Table} table
     * @param {((fn: Function, arg: any) => Promise<any>) | undefined} enter
     */
    threadNew: (instance, table, enter) => (/** @type {number} */ i, /** @type {any} */ arg) => {
      try {
        const start = new ThreadStart(instance.component, functionAt(table(), i >>> 0), arg, enter);
        start.token = driver.calls.add(start);
        driver.check(ops.thread_new(instance.id, start.token));
        return core.mail[0];
      } catch (e) {
        return driver.abort(e);
      }
    },

    /**
     * @param {Instance} instance
     * @param {'yield' | 'suspend'} how
     * @param {boolean} cancellable
     */
    thread(instance, how, cancellable) {
      const op = how === 'yield' ? ops.thread_yield : ops.thread_suspend;
      return waiting(() => op(instance.id, cancellable ? 1 : 0));
    },

    /**
     * @param {Instance} instance
     * @param {'suspend_then_resume' | 'yield_then_resume' | 'suspend_then_promote' | 'yield_then_promote'} how
     * @param {boolean} cancellable
     */
    threadThen(instance, how, cancellable) {
      const op = ops[`thread_${how}`];
      return waiting((i) => op(instance.id, cancellable ? 1 : 0, i));
    },

    /**
     * @param {Instance} instance
     * @param {(ptr: number, length: number) => string} load
     */
    errorNew: (instance, load) => (/** @type {number} */ ptr, /** @type {number} */ length) => {
      try {
        const token = instance.component.errors.add(load(ptr >>> 0, length >>> 0));
        driver.check(ops.error_new(instance.id, token));
        return core.mail[0];
      } catch (e) {
        return driver.abort(e);
      }
    },

    /**
     * @param {Instance} instance
     * @param {(message: string, ptr: number) => void} store
     */
    errorMessage: (instance, store) => (/** @type {number} */ i, /** @type {number} */ ptr) => {
      try {
        driver.check(ops.error_get(instance.id, i, 1));
        store(instance.component.errors.get(core.mail[0]), ptr);
      } catch (e) {
        driver.abort(e);
      }
    },

    /** @param {Instance} instance */
    errorDrop: (instance) => (/** @type {number} */ i) => {
      if (ops.error_drop(instance.id, i) === TRAPPED) return driver.abort(driver.trap());
      if (core.mail[0] >= 0) instance.component.errors.remove(core.mail[0]);
    },

    /**
     * @param {Instance} instance
     * @param {number} type
     * @param {(object: any) => void} dispose
     */
    hostDrop: (instance, type, dispose) => (/** @type {number} */ i) => {
      try {
        driver.check(ops.resource_drop(instance.id, type, i));
        const { mail } = core;
        const own = mail[0];
        const object = instance.component.hosts.release(mail[1]);
        if (own) dispose(object);
      } catch (e) {
        driver.abort(e);
      }
    },

    /**
     * @param {Instance} instance
     * @param {number} type
     * @param {import('./call.js').Pair} dtor
     * @returns {Waiting}
     */
    resourceDrop: (instance, type, dtor) => ({
      begin(i) {
        try {
          driver.check(ops.resource_drop(instance.id, type, i));
          const { mail } = core;
          return mail[0] ? lowerCall(driver, dtor, instance, [mail[1]]) : 0;
        } catch (e) {
          return driver.abort(e);
        }
      },
      finish() {},
    }),

    /**
     * A call of another component.
     * @param {import('./call.js').Pair} pair
     * @param {Instance} instance
     * @returns {Waiting}
     */
    lower: (pair, instance) => ({
      begin(...args) {
        try {
          return lowerCall(driver, pair, instance, args);
        } catch (e) {
          return driver.abort(e);
        }
      },
      finish: () => driver.value,
    }),

    /** @param {string} name */
    unsupported: (name) => () => driver.abort(new Trap(`canon ${name} is not supported`)),

    /** A call that always traps. */
    reenters: () => () => driver.abort(new Trap('cannot enter component instance')),

    /** What an async import gets behind its parameters. */
    importOptions: () => new ImportOptions(),
    /** @param {import('./hostcall.js').HostFunction} fn */
    hostCall: (fn) => new HostCall(fn),
  };
}

/**
 * @param {WebAssembly.Table} table
 * @param {number} i
 */
function functionAt(table, i) {
  if (i >= table.length) throw new Trap('undefined element: out of bounds table access');
  const fn = table.get(i);
  if (!fn) throw new Trap('uninitialized element');
  if (!startsThread(fn)) throw new Trap('indirect call type mismatch');
  return fn;
}

/** A module that imports a function of an i32 and no result. @type {WebAssembly.Module | undefined} */
let typeCheck;
/** @type {WeakMap<Function, boolean>} */
const known = new WeakMap();

/**
 * Whether a core function has the type of a thread's.
 * @param {Function} fn
 */
function startsThread(fn) {
  let fits = known.get(fn);
  if (fits === undefined) {
    typeCheck ??= new WebAssembly.Module(
      Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 1, 127, 0, 2, 7, 1, 1, 109, 1, 102, 0, 0),
    );
    try {
      new WebAssembly.Instance(typeCheck, { m: { f: /** @type {any} */ (fn) } });
      fits = true;
    } catch {
      fits = false;
    }
    known.set(fn, fits);
  }
  return fits;
}
