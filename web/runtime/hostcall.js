// Calls of the host's functions that do not answer at once.

import { isBadValue } from './badvalue.js';
import { TRAPPED } from './status.js';
import { Trap } from './trap.js';
import { block } from './wait.js';

/** @typedef {import('./component.js').Instance} Instance */
/** @typedef {import('./driver.js').Driver} Driver */

/**
 * A host's function as one component instance lowers it.
 * @typedef {object} HostFunction
 * @property {Instance} instance
 * @property {boolean} async it is lowered asynchronously
 * @property {string} where its name and type
 * @property {(call: HostCall, value: any, failed: boolean) => any} lower lowers what it answers: gives the flat value
 */

/** What an async import gets behind its parameters. */
export class ImportOptions {
  /** Of the signal, made when that is looked at; true if it was aborted before. @type {AbortController | boolean} */
  #controller = false;

  /** Aborted when the guest cancels the call. */
  get signal() {
    if (typeof this.#controller === 'boolean') {
      const aborted = this.#controller;
      this.#controller = new AbortController();
      if (aborted) this.#controller.abort();
    }
    return this.#controller.signal;
  }

  /** @param {ImportOptions} options */
  static abort(options) {
    if (typeof options.#controller === 'boolean') options.#controller = true;
    else options.#controller.abort();
  }
}

/** A call of a host's function that has not answered, or that borrows handles. */
export class HostCall {
  /** The core's subtask, 0 before it is made. */
  sub = 0;
  /** Where the result goes in the guest's memory. */
  out = 0;
  /** @type {any} the flat result of a synchronous lower */
  value;
  live = true;
  /** @type {ImportOptions | undefined} */
  options;

  /**
   * @param {HostFunction} fn
   */
  constructor(fn) {
    this.fn = fn;
    this.token = this.driver.calls.add(this);
  }

  get driver() {
    return this.fn.instance.driver;
  }

  get component() {
    return this.fn.instance.component;
  }

  /** Handles will be lent to it. */
  begin() {
    const { driver, fn } = this;
    this.#made(driver.ops.host_begin(fn.instance.id, this.token), 0);
    return this;
  }

  /**
   * @param {number} status of the operation that makes the subtask
   * @param {number} at the place in the mail where it is
   */
  #made(status, at) {
    const { driver } = this;
    if (status === TRAPPED) {
      this.live = false;
      driver.calls.remove(this.token);
      throw driver.trap();
    }
    this.sub = driver.core.mail[at];
  }

  /** It answered before its lower returned. */
  returned() {
    this.driver.calls.remove(this.token);
    this.driver.ops.host_returned(this.sub);
  }

  /**
   * It gave a promise. Gives 1 if the guest has to wait, else 0 and what the guest gets in the driver's value.
   * @param {any} promise
   * @param {number} out
   * @param {ImportOptions} [options]
   */
  waits(promise, out, options) {
    const { driver, fn } = this;
    this.out = out;
    this.options = options;
    Promise.resolve(promise).then(
      (value) => this.#answered(value, false),
      (error) => this.#answered(error, true),
    );
    if (fn.async && !this.sub) {
      this.#made(driver.ops.host_call(fn.instance.id, this.token), 1);
    } else {
      if (!this.sub) this.begin();
      driver.check(fn.async ? driver.ops.host_subtask(this.sub) : driver.ops.host_wait(this.sub));
    }
    driver.value = driver.core.mail[0];
    return fn.async ? 0 : block(driver, this);
  }

  /**
   * @param {any} value
   * @param {boolean} failed
   */
  #answered(value, failed) {
    if (!this.live) return;
    const { driver, fn } = this;
    this.live = false;
    driver.calls.remove(this.token);
    const depth = driver.ops.depth();
    try {
      this.value = fn.lower(this, value, failed);
    } catch (e) {
      driver.trapped(this.component, hostError(e, fn.where), depth);
      return;
    }
    try {
      driver.ops.host_resolve(this.sub);
    } catch (e) {
      if (!driver.core.failure) throw e;
      return; // the driver tells all that wait
    }
    driver.schedule();
  }

  /** The guest cancels it: what it answers is dropped. */
  cancel() {
    this.live = false;
    if (this.options) ImportOptions.abort(this.options);
  }

  /** Its component is dead. */
  fail() {
    this.cancel();
  }
}

/** The trap of a sync-typed function of which nothing else can run while it waits. */
const syncBlock = 'cannot block a synchronous task before returning';

/**
 * What a host's function gave does not fit: a TypeError that names the function. Or nobody can wait for its promise.
 * @param {any} e
 * @param {string} where
 */
export function hostError(e, where) {
  if (e instanceof Trap && e.message === syncBlock) {
    const what = 'called by an export that is a sync function: transpile with asyncMode jspi and asyncExports';
    return new Trap(`${syncBlock}: ${where} gave a promise, ${what}`);
  }
  return isBadValue(e) ? new TypeError(`${e.path} ${e.text} (returned by ${where})`) : e;
}
