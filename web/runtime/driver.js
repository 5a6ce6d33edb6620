// The driver of a task core: performs what the core says is to be done next. There is one for each core, and all
// components that use the core share it: one table of tokens, one queue, one microtask.
//
// Nothing here polls, and no timer is set: what happens outside (a promise settles, a call comes) changes the core and
// schedules one microtask, in which threads run until none is ready.

import { adapters } from './adapters.js';
import { builtins } from './builtins.js';
import { Call } from './call.js';
import { Component } from './component.js';
import { callExport, callExportSync } from './exportcall.js';
import { hostError } from './hostcall.js';
import { reasonText } from './reason.js';
import { deadlockText, waitingLines } from './report.js';
import { stackModule } from './stackmodule.js';
import { CALLBACK, RUN, START, SWITCH, THREAD, TRAPPED } from './status.js';
import { Streams } from './streams.js';
import { Table } from './table.js';
import { beginTask, beginThread, callCallback } from './tasks.js';
import { executeUnreachable, PendingTrap, Trap } from './trap.js';

/** @typedef {import('./hostcall.js').HostCall} HostCall */
/** @typedef {import('./call.js').ThreadStart} ThreadStart */
/** @typedef {import('./call.js').Pair} Pair */
/** @typedef {import('./stack.js').Stack} Stack */

/** The trap of a guest that reads a future which JavaScript gave, and which failed. */
const failedFuture = 'the host gave no value for a future';

/** How many threads run, or stacks go on, before the rest of the realm gets its turn. */
const patience = 10_000;

/** A turn of the event loop: what is given runs in the next. @type {(action: () => void) => void} */
const soon = /** @type {any} */ (globalThis).setImmediate ?? setTimeout;

export class Driver {
  /** @type {Table<Call | ThreadStart | HostCall>} by the tokens that the core gives back */
  calls = new Table();
  /** @type {Stack | undefined} on which code runs now, undefined if it cannot be suspended */
  stack;
  /** @type {Call | undefined} whose code runs now without a stack of its own */
  plain;
  /** What failed while frames of a guest are left. @type {{ error: any } | undefined} */
  held;
  /** What the last operation that may wait gives its guest. @type {any} */
  value;
  /** A thread that others wait for goes on in a later microtask; nothing else may begin until it has. */
  busy = false;
  /** @type {Map<number, Stack>} the stacks that wait in the core, by thread */
  parked = new Map();
  /** How many promises of the host's calls are not settled. */
  pending = 0;
  /** Threads run only while one is not, as in the specification's suite; otherwise whenever they are ready. */
  onlyInCalls = false;
  /** How many threads of the queue have run in this microtask; -1 while none of them runs. */
  turns = -1;
  /** Threads that are to go on, but have no stack of their own and others on top of them. */
  chosen = new Set();
  #scheduled = false;
  /** How many stacks have gone on since the rest of the realm had its turn. */
  #resumed = 0;
  /** @type {(() => void)[]} */
  #deferred = [];
  /** @type {Map<string, WebAssembly.Module>} the adapters and stack modules of components, by their base64 */
  #modules = new Map();

  /** @param {import('./core.js').Core} core */
  constructor(core) {
    this.core = core;
    this.ops = core.exports;
    core.onFailure = () => this.#coreFailed();
    this.drain = this.drain.bind(this);
    this.builtins = builtins(this);
    this.streams = new Streams(this);
  }

  /**
   * A new instance of a component.
   * @param {(payload: any) => any} wrap the error that stands for the error case of a result
   */
  component(wrap) {
    return new Component(this, wrap);
  }

  /** Whether this engine can suspend stacks (JSPI). */
  get canSuspend() {
    const { Suspending, promising } = /** @type {any} */ (WebAssembly);
    return Boolean(Suspending && promising);
  }

  /**
   * Refuses a component where the engine cannot do what its functions need.
   * @param {string[]} functions and why they need it
   */
  needStacks(functions) {
    if (this.canSuspend) return;
    throw new TypeError(
      `the component has functions that suspend WebAssembly in the middle of a call, which this engine cannot (JSPI):\n  ${functions.join('\n  ')}`,
    );
  }

  /**
   * The core module of a component's stacks, as base64.
   * @param {string} text
   * @param {Record<string, Function>} functions
   */
  stackModule(text, functions) {
    return stackModule(this, this.#module(text), functions);
  }

  /**
   * The adapters of a component (transpile/adapters.go).
   * @param {string} text the module, in base64
   * @param {Record<string, number | WebAssembly.Global>} numbers
   * @param {Record<string, Function>} functions
   */
  adapters(text, numbers, functions) {
    return adapters(this, this.#module(text), numbers, functions);
  }

  /**
   * A small module, compiled once for all instances of its component.
   * @param {string} text in base64
   */
  #module(text) {
    let module = this.#modules.get(text);
    if (!module) {
      module = new WebAssembly.Module(Uint8Array.from(atob(text), (c) => c.charCodeAt(0)));
      this.#modules.set(text, module);
    }
    return module;
  }

  /**
   * Throws if an operation trapped.
   * @param {number} status
   */
  check(status) {
    if (status === TRAPPED) throw this.trap();
    return status;
  }

  /** The trap of the last operation. */
  trap() {
    const [, reason] = this.core.mail;
    const text = this.core.trapText();
    const why = text === failedFuture ? this.streams.ends.reason(reason) : undefined;
    return new Trap(why === undefined ? text : `${text}: ${reasonText(why)}`);
  }

  /**
   * Why the core does not begin a call.
   * @param {Component} component
   */
  refusal(component) {
    const trap = this.trap();
    return component.failure ? new Trap(`${trap.message}, which failed before`, component.failure) : trap;
  }

  /**
   * Ends the guest's code after a failure. Nothing is thrown through its frames; whoever entered it finds the error.
   * @param {any} e
   * @returns {never}
   */
  abort(e) {
    const at = this.stack ?? this;
    at.held ??= { error: e };
    return executeUnreachable();
  }

  /**
   * The same after a host's function failed, or gave what does not fit.
   * @param {any} e
   * @param {string} where
   */
  abortImport(e, where) {
    return this.abort(hostError(e, where));
  }

  /**
   * What ended a guest's code: e is what was thrown out of it.
   * @param {Component} component
   * @param {any} e
   */
  broke(component, e) {
    if (this.held) {
      e = this.held.error;
      this.held = undefined;
    }
    this.failed(component, e);
    return e;
  }

  /**
   * Ends a component: all that wait for it get the error.
   * @param {Component} component
   * @param {any} e
   */
  failed(component, e) {
    if (this.core.failure) return this.#coreFailed();
    if (component.dead) return;
    component.dead = true;
    component.failure = { cause: e };
    this.ops.poison(component.id);
    for (const [thread, stack] of this.parked) if (stack.component === component) this.parked.delete(thread);
    const calls = this.calls.items.filter((call) => call?.component === component);
    for (const call of calls) this.calls.remove(/** @type {any} */ (call).token);
    if (e instanceof PendingTrap) {
      e.stack.catch((/** @type {any} */ error) => {
        component.failure = { cause: error };
        for (const call of calls) call?.fail(error);
        this.streams.ends.trapped(component.id, component.error(error, 'a stream or future'));
      });
    } else {
      for (const call of calls) call?.fail(e);
      this.streams.ends.trapped(component.id, component.error(e, 'a stream or future'));
    }
  }

  /**
   * Ends a component that trapped while the host was at work. Gives its error.
   * @param {Component} component
   * @param {any} e
   * @param {number} depth of the core's frames below
   */
  trapped(component, e, depth) {
    const error = component.error(this.broke(component, e), 'a stream or future');
    if (!this.core.failure) this.ops.unwind(depth);
    return error;
  }

  #coreFailed() {
    this.streams.ends.broke(this.core.failure);
    for (const call of this.calls.items.splice(1)) {
      if (!call) continue;
      call.component.dead = true;
      call.component.refused = this.core.failure;
      call.fail(this.core.failure);
    }
  }

  /** Sees to it that threads which are ready run. */
  schedule() {
    if (this.#scheduled) return;
    this.#scheduled = true;
    queueMicrotask(this.drain);
  }

  /** Runs threads until none is ready. If the core breaks, all that wait for it are told elsewhere. */
  drain() {
    try {
      this.#run();
    } catch (e) {
      if (!this.core.failure) throw e;
    }
  }

  #run() {
    this.#scheduled = false;
    for (let turns = 0; !this.busy; turns++) {
      if (turns >= patience) return this.#later();
      const next = this.#deferred.shift();
      if (next) {
        next();
        continue;
      }
      if (this.core.failure || (this.onlyInCalls && !this.pending)) return;
      this.streams.deliver();
      const status = this.ops.tick();
      if (status === TRAPPED) {
        this.#tickTrapped();
        continue;
      }
      if (status !== RUN) return;
      this.turns = turns;
      try {
        const later = this.act();
        if (later) this.hold(later);
      } catch {
        // Its component has been told.
        if (!this.core.failure) this.ops.unwind(0);
      }
      turns = this.turns;
      this.turns = -1;
    }
  }

  /** Whether the queue goes on when this thread waits, with nothing else before. */
  goesOn() {
    return this.turns >= 0 && this.turns < patience && this.#deferred.length === 0 && !this.onlyInCalls;
  }

  /** The thread that tick picked has trapped: its event is a future that the host gave no value for. */
  #tickTrapped() {
    const trap = this.trap();
    const task = this.ops.running_task();
    const call = this.calls.items.find((call) => call && 'task' in call && call.task === task);
    if (call) this.failed(call.component, trap);
    this.ops.unwind(0);
  }

  /** Goes on after the rest of the realm had its turn: a guest that yields in a loop may wait for a timer. */
  #later() {
    this.#scheduled = true;
    soon(this.drain);
  }

  /**
   * Does something as soon as no thread is on its way: now, mostly.
   * @param {() => void} action
   * @param {boolean} [wait] later in any case
   */
  whenFree(action, wait) {
    if (!this.busy && !wait) return action();
    this.#deferred.push(action);
    if (!this.busy) this.schedule();
  }

  /**
   * Keeps everything else from beginning until a stack gives control back.
   * @param {Stack} later
   * @param {() => void} [then]
   */
  hold(later, then) {
    this.busy = true;
    later.resumer = () => {
      this.busy = false;
      then?.();
      this.schedule();
    };
  }

  /**
   * Performs the action in the mail. Gives nothing if control is back, because the thread has ended or waits, else the
   * stack that will give it back.
   * @returns {Stack | undefined}
   */
  act() {
    const { mail } = this.core;
    const thread = mail[1];
    switch (mail[0]) {
      case START: {
        const call = /** @type {Call} */ (this.calls.get(mail[3]));
        call.task = mail[2];
        call.thread = thread;
        return beginTask(this, call);
      }
      case CALLBACK:
        return callCallback(this, /** @type {Call} */ (this.calls.get(mail[3])), thread, mail[4], mail[5], mail[6]);
      case SWITCH: {
        const stack = /** @type {Stack} */ (this.parked.get(thread));
        this.parked.delete(thread);
        if (++this.#resumed < patience) stack.resolve(stack);
        else {
          this.#resumed = 0;
          soon(() => stack.resolve(stack));
        }
        return stack;
      }
      case THREAD:
        return beginThread(this, /** @type {ThreadStart} */ (this.calls.remove(mail[3])), thread);
    }
    throw new Error(`the task core asks for action ${mail[0]}`);
  }

  /**
   * A call of an async function by the host, or of a sync-typed one that may wait.
   * @param {Pair} pair
   * @param {any[]} args
   * @param {{ signal?: AbortSignal }} [options]
   * @returns {Promise<any>}
   */
  call(pair, args, options) {
    return callExport(this, pair, args, options);
  }

  /**
   * A call of a sync-typed function by the host.
   * @param {Pair} pair
   * @param {any[]} args
   * @param {any} [self] the object that a constructor makes
   */
  callSync(pair, args, self) {
    return callExportSync(this, pair, args, self);
  }

  /**
   * Ends all calls that nothing can bring to an end any more: those of components of which no thread is ready, while the
   * host owes nothing. A host that knows that nothing else will come calls it: the last call of a script, say. Gives how
   * many promises that has rejected.
   */
  endDeadlocks() {
    if (this.core.failure || this.busy || this.#scheduled || this.ops.depth() > 0) return 0;
    if (this.ops.ready() || this.ops.host_work() > 0) return 0;
    const { pending } = this;
    const stuck = new Set(
      this.calls.items.filter((c) => c instanceof Call && c.isHost && !c.returned).map((c) => c?.component),
    );
    for (const component of stuck) {
      if (component) this.failed(component, new Trap(deadlockText(this, component)));
    }
    return pending - this.pending;
  }

  /** Who waits for what: a line for each thread of a guest that waits, and for each function of the host's that it may wait for. */
  whoWaits() {
    return this.core.failure ? '' : waitingLines(this).join('\n');
  }

  /** Begins to write down what the core does, with the times, or ends that. @param {boolean} on */
  trace(on) {
    this.core.trace(on, on);
  }

  /** What was written since the last call: a line for each operation. */
  takeTrace() {
    return this.core.failure ? '' : this.core.takeTrace();
  }

  /**
   * Bounds what may be alive at once; 0 is the default of each.
   * @param {{ handles?: number, tasks?: number, threads?: number }} limits
   */
  setLimits({ handles = 0, tasks = 0, threads = 0 }) {
    for (const n of [handles, tasks, threads]) {
      if (!Number.isInteger(n) || n < 0 || n > 0x7fffffff)
        throw new RangeError(`a limit is a number below 2^31, not ${n}`);
    }
    if (!this.core.failure) this.ops.set_limits(handles, tasks, threads);
  }

  /** How much of what is alive. */
  live() {
    if (this.core.failure) return { tasks: 0, threads: 0, waitables: 0, waitableSets: 0, streams: 0, errorContexts: 0 };
    this.ops.live();
    const [tasks, threads, waitables, waitableSets, streams, errorContexts] = this.core.mail;
    return { tasks, threads, waitables, waitableSets, streams, errorContexts };
  }

  /** Whom a source of a stream or future that fails is told to; undefined: the console. */
  get onStreamError() {
    return this.core.shared.onStreamError;
  }

  set onStreamError(tell) {
    this.core.shared.onStreamError = tell;
  }
}
