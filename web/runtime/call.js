// Calls that are under way.

import { PendingTrap } from './trap.js';

/** @typedef {import('./component.js').Component} Component */
/** @typedef {import('./component.js').Instance} Instance */
/** @typedef {import('./driver.js').Driver} Driver */

/** The kinds of a lift. */
export const LIFT_SYNC = 0;
export const LIFT_CALLBACK = 1;
export const LIFT_STACKFUL = 2;

/**
 * A lifted function.
 * @typedef {object} Lift
 * @property {number} id the core's
 * @property {Component} component
 * @property {Instance} instance
 * @property {string} where name and type
 * @property {number} kind
 * @property {boolean} sync its type is not async
 * @property {(event: number, p1: number, p2: number) => any} callback
 * @property {(event: number, p1: number, p2: number) => any} enterCallback the same on a stack of its own
 * @property {((returned: any) => void)} [post]
 */

/**
 * A lifted function as one caller calls it.
 * @typedef {object} Pair
 * @property {Lift} lift
 * @property {boolean} stack it runs on a stack of its own
 * @property {boolean} [async] it is lowered asynchronously
 * @property {(call: any) => any} start lowers the arguments and calls the core function
 * @property {(call: Call, returned: any) => void} [result] lifts what a function lifted synchronously returned
 * @property {(call: Call, ...flat: any[]) => void} [returned] lifts what task.return gives
 */

/** A call of a lifted function, until its task has ended. */
export class Call {
  token = 0;
  task = 0;
  thread = 0;
  /** The subtask of a guest's call. */
  sub = 0;
  /** @type {any} the result: a JavaScript value, or the flat value for a guest */
  value;
  /** The value is an error. */
  failed = false;
  /** Arguments are being lowered that are given away with that. */
  lowering = false;
  /** The arguments are lowered, the guest's code runs. */
  running = false;
  returned = false;
  ended = false;
  /** @type {any} the object that a constructor makes */
  self;
  /** @type {((value: any) => void) | undefined} */
  resolve;
  /** @type {((error: any) => void) | undefined} */
  reject;
  /** By what the host cancels it. @type {{ signal: AbortSignal, act: () => void } | undefined} */
  #abort;

  /**
   * @param {Pair} pair
   * @param {any[]} args JavaScript values, or flat values of a guest
   * @param {boolean} isHost
   */
  constructor(pair, args, isHost) {
    this.pair = pair;
    this.args = args;
    this.isHost = isHost;
  }

  get component() {
    return this.pair.lift.component;
  }

  get driver() {
    return this.pair.lift.component.driver;
  }

  /**
   * The host's call has its result: deliver hands it over.
   * @param {any} value
   */
  settle(value) {
    this.value = value;
  }

  /**
   * The result is the error case of a result type.
   * @param {any} payload
   */
  settleError(payload) {
    this.failed = true;
    this.value = this.component.wrap(payload);
  }

  /** Settles the promise of the host's call. The task may go on, and must not keep alive what nobody else has. */
  deliver() {
    if (!this.isHost) return;
    const { resolve, reject } = this;
    this.#forget();
    if (!reject) return; // callSync takes the value
    if (this.failed) reject(this.value);
    else resolve?.(this.value);
    this.resolve = this.reject = this.value = undefined;
  }

  /**
   * The call has no result: its component trapped, or the arguments do not fit.
   * @param {any} e
   */
  fail(e) {
    if (!this.isHost || this.returned) return;
    this.returned = this.failed = true;
    if (e instanceof PendingTrap) return void e.stack.catch((error) => this.#refuse(error));
    this.#refuse(e);
  }

  /** @param {any} e */
  #refuse(e) {
    this.value = this.component.error(e, this.pair.lift.where);
    this.deliver();
  }

  /** The task has confirmed that it is cancelled. */
  cancelled() {
    const reason = this.#abort?.signal.reason ?? new DOMException('The operation was aborted', 'AbortError');
    this.failed = true;
    this.value = reason;
    this.deliver();
  }

  /**
   * The host can cancel the task.
   * @param {AbortSignal} signal
   */
  listen(signal) {
    if (this.returned) return;
    const act = () => {
      const { driver, pair } = this;
      // A task learns of it at once only if its instance can be entered.
      if (this.token) driver.whenFree(() => this.#cancel(), !driver.ops.may_enter(pair.lift.instance.id));
      else this.#cancelledBeforeStart();
    };
    this.#abort = { signal, act };
    // A function of the host's that the call has called may have aborted it.
    if (signal.aborted) act();
    else signal.addEventListener('abort', act, { once: true });
  }

  #forget() {
    if (this.reject) this.driver.pending--;
    this.#abort?.signal.removeEventListener('abort', this.#abort.act);
  }

  #cancel() {
    const { driver } = this;
    if (this.returned || this.ended || this.component.dead) return;
    const depth = driver.ops.depth();
    const status = driver.ops.cancel_task(this.task);
    try {
      if (status === 4) {
        const later = driver.act();
        if (later) driver.hold(later);
      } else if (driver.core.mail[0]) {
        driver.calls.remove(this.token);
        this.#cancelledBeforeStart();
      }
    } catch {
      if (!driver.core.failure) driver.ops.unwind(depth);
    }
    driver.schedule();
  }

  #cancelledBeforeStart() {
    this.returned = this.ended = true;
    this.cancelled();
  }
}

/** A thread of thread.new-indirect that has not begun. */
export class ThreadStart {
  token = 0;

  /**
   * @param {Component} component
   * @param {(arg: any) => void} fn
   * @param {any} arg
   * @param {((fn: Function, arg: any) => Promise<any>) | undefined} enter calls it on a stack of its own
   */
  constructor(component, fn, arg, enter) {
    this.component = component;
    this.fn = fn;
    this.arg = arg;
    this.enter = enter;
  }

  fail() {}
}
