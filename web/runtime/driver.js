// The driver of a task core: performs what the core says is to be done next. There is one for each core, and all
// components that use the core share it: one table of tokens, one queue, one microtask.
//
// Nothing here polls, and no timer is set: what happens outside (a promise settles, a call comes) changes the core and
// schedules one microtask, in which threads run until none is ready.

import { adapters } from './adapters.js';
import { builtins } from './builtins.js';
import { Call, LIFT_CALLBACK, LIFT_SYNC } from './call.js';
import { Component } from './component.js';
import { hostError } from './hostcall.js';
import { reasonText } from './reason.js';
import { deadlockText, waitingLines } from './report.js';
import { Stack, stackModule } from './stack.js';
import { BLOCK, CALLBACK, IDLE, OK, RUN, START, SWITCH, THREAD, TRAPPED } from './status.js';
import { Streams } from './streams.js';
import { Table } from './table.js';
import { executeUnreachable, PendingTrap, Trap } from './trap.js';

/** @typedef {import('./hostcall.js').HostCall} HostCall */
/** @typedef {import('./call.js').ThreadStart} ThreadStart */
/** @typedef {import('./component.js').Instance} Instance */
/** @typedef {import('./call.js').Pair} Pair */

/** The trap of a guest that reads a future which JavaScript gave, and which failed. */
const failedFuture = 'the host gave no value for a future';

/** The arguments of a call that has begun. @type {any[]} */
const none = [];

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
  #turns = -1;
  /** Threads that are to go on, but have no stack of their own and others on top of them. */
  #chosen = new Set();
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
  #refusal(component) {
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
      this.#turns = turns;
      try {
        const later = this.act();
        if (later) this.hold(later);
      } catch {
        // Its component has been told.
        if (!this.core.failure) this.ops.unwind(0);
      }
      turns = this.#turns;
      this.#turns = -1;
    }
  }

  /** Whether the queue goes on when this thread waits, with nothing else before. */
  #goesOn() {
    return this.#turns >= 0 && this.#turns < patience && this.#deferred.length === 0 && !this.onlyInCalls;
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
        return this.begin(call);
      }
      case CALLBACK:
        return this.callback(/** @type {Call} */ (this.calls.get(mail[3])), thread, mail[4], mail[5], mail[6]);
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
        return this.#beginThread(/** @type {ThreadStart} */ (this.calls.remove(mail[3])), thread);
    }
    throw new Error(`the task core asks for action ${mail[0]}`);
  }

  /**
   * Begins a task: lowers its arguments and calls the core function.
   * @param {Call} call
   * @returns {Stack | undefined}
   */
  begin(call) {
    const { pair } = call;
    const { stack: outer, plain } = this;
    let stack;
    if (pair.stack) stack = this.stack = new Stack(call.component, call.thread, call);
    else {
      this.stack = undefined;
      this.plain = call;
    }
    try {
      const returned = pair.start(call);
      if (call.isHost) call.args = none; // a guest's are where its result goes, too
      if (stack) {
        this.stack = outer;
        return this.#entered(stack, returned);
      }
      this.ended(call, returned);
    } catch (e) {
      if (stack?.held && !this.held) this.held = stack.held;
      if (!call.running && call.isHost && !this.held && !(e instanceof Trap)) return this.#abandon(call, e);
      throw this.broke(call.component, e);
    } finally {
      this.stack = outer;
      this.plain = plain;
    }
  }

  /**
   * The arguments of the host's call do not fit: the guest has not begun.
   * @param {Call} call
   * @param {any} e
   * @returns {undefined}
   */
  #abandon(call, e) {
    if (call.lowering) call.component.takeBack();
    this.ops.task_abandon(call.task);
    this.calls.remove(call.token);
    call.fail(e);
  }

  /**
   * Calls the callback of a task.
   * @param {Call} call
   * @param {number} thread
   * @param {number} event
   * @param {number} p1
   * @param {number} p2
   * @returns {Stack | undefined}
   */
  callback(call, thread, event, p1, p2) {
    const { lift } = call.pair;
    const { stack: outer, plain } = this;
    let stack;
    if (call.pair.stack) stack = this.stack = new Stack(call.component, thread, call);
    else {
      this.stack = undefined;
      this.plain = call;
    }
    try {
      if (stack) {
        const returned = lift.enterCallback(event, p1, p2);
        this.stack = outer;
        return this.#entered(stack, returned);
      }
      this.#packed(call, lift.callback(event, p1, p2));
    } catch (e) {
      throw this.broke(call.component, e);
    } finally {
      this.stack = outer;
      this.plain = plain;
    }
  }

  /**
   * @param {ThreadStart} start
   * @param {number} thread
   * @returns {Stack | undefined}
   */
  #beginThread(start, thread) {
    const { stack: outer, plain } = this;
    let stack;
    if (start.enter) stack = this.stack = new Stack(start.component, thread);
    else this.stack = this.plain = undefined;
    try {
      if (stack) {
        const returned = /** @type {any} */ (start).enter(start.fn, start.arg);
        this.stack = outer;
        return this.#entered(stack, returned);
      }
      start.fn(start.arg);
      this.check(this.ops.thread_exit());
    } catch (e) {
      throw this.broke(start.component, e);
    } finally {
      this.stack = outer;
      this.plain = plain;
    }
  }

  /**
   * A task's core function has returned.
   * @param {Call} call
   * @param {any} returned
   */
  ended(call, returned) {
    const { kind } = call.pair.lift;
    if (kind === LIFT_CALLBACK) return this.#packed(call, returned);
    if (kind === LIFT_SYNC) this.#syncReturn(call, returned);
    this.check(this.ops.thread_exit());
    this.taskEnded(call);
  }

  /**
   * A callback has returned.
   * @param {Call} call
   * @param {number} packed
   */
  #packed(call, packed) {
    for (;;) {
      const status = this.#goesOn() ? this.ops.callback_next(packed) : this.ops.callback_returned(packed);
      if (status === RUN) {
        const { mail } = this.core;
        if (this.#turns >= 0) this.#turns++;
        packed = call.pair.lift.callback(mail[4], mail[5], mail[6]);
        continue;
      }
      if (status === OK) this.taskEnded(call);
      this.check(status);
      return;
    }
  }

  /**
   * @param {Call} call
   * @param {any} returned
   */
  #syncReturn(call, returned) {
    const { pair } = call;
    this.check(this.ops.return_check(call.task));
    pair.result?.(call, returned);
    this.ops.return(call.task);
    const { post, instance } = pair.lift;
    if (post) {
      instance.setMayLeave(false);
      post(returned);
      instance.setMayLeave(true);
    }
    call.returned = true;
    call.deliver();
  }

  /**
   * The implicit thread of a task has ended. Others of the task may return for it.
   * @param {Call} call
   */
  taskEnded(call) {
    call.ended = true;
    if (call.returned) this.calls.remove(call.token);
  }

  /**
   * canon task.return, before its result is lifted: gives the call.
   * @param {Instance} instance
   * @param {number} result
   * @param {number} options
   */
  returning(instance, result, options) {
    this.check(this.ops.return_begin(instance.id, result, options));
    const { mail } = this.core;
    const call = /** @type {Call} */ (this.calls.get(mail[1]));
    call.task = mail[0];
    return call;
  }

  /**
   * And after.
   * @param {Call} call
   */
  returned(call) {
    this.ops.return(call.task);
    call.returned = true;
    call.deliver();
    if (call.ended) this.calls.remove(call.token);
  }

  /**
   * canon task.cancel.
   * @param {Instance} instance
   */
  taskCancel(instance) {
    this.check(this.ops.task_cancel(instance.id));
    const call = /** @type {Call} */ (this.calls.get(this.core.mail[1]));
    call.returned = true;
    if (call.isHost) call.cancelled();
    if (call.ended) this.calls.remove(call.token);
  }

  /**
   * A call of an async function by the host, or of a sync-typed one that may wait.
   * @param {Pair} pair
   * @param {any[]} args
   * @param {{ signal?: AbortSignal }} [options]
   * @returns {Promise<any>}
   */
  call(pair, args, options) {
    return new Promise((resolve, reject) => {
      const call = new Call(this, pair, args, true);
      call.resolve = resolve;
      call.reject = reject;
      const signal = options?.signal;
      if (signal?.aborted) return reject(signal.reason);
      if (this.core.failure) return reject(this.core.failure);
      this.pending++;
      if (this.onlyInCalls) this.schedule();
      // A stack that begins inside of another guest's code could not give control back to it. What the core refuses
      // since the instance is running, it refuses now.
      const inside = this.ops.depth() > 0;
      if ((this.busy || (pair.stack && inside)) && !(inside && !this.ops.may_enter(pair.lift.instance.id))) {
        if (signal) call.listen(signal);
        return this.whenFree(() => this.#startHost(call), true);
      }
      this.#startHost(call);
      if (signal) call.listen(signal);
    });
  }

  /** @param {Call} call */
  #startHost(call) {
    const { component, pair } = call;
    if (call.returned) return; // it was cancelled before
    const refused = this.core.failure ?? component.refused;
    if (refused) return call.fail(refused);
    const depth = this.ops.depth();
    call.token = this.calls.add(call);
    const status = this.ops.call(pair.lift.id, call.token);
    if (status === TRAPPED) {
      this.calls.remove(call.token);
      return call.fail(this.#refusal(component));
    }
    call.task = this.core.mail[0];
    call.thread = this.core.mail[1];
    if (status === OK) this.#drive(call, depth, true);
    if (this.ops.ready() || this.ops.host_events()) this.schedule();
  }

  /**
   * Takes a call of the host's on until control is back.
   * @param {Call} call
   * @param {number} depth of the core's frames below it
   * @param {boolean} begin it has not begun
   */
  #drive(call, depth, begin) {
    try {
      let later = begin ? this.begin(call) : undefined;
      if (!later && call.pair.lift.sync && !call.returned && !call.component.dead && !call.failed) {
        later = this.#syncNext(call);
      }
      if (later) this.hold(later, () => this.#drive(call, depth, false));
    } catch {
      // The call has been told.
      if (!this.core.failure) this.ops.unwind(depth);
    }
  }

  /**
   * A sync-typed function has not returned: runs other threads of its instance (CanonicalABI.md, canon lift).
   * @param {Call} call
   * @returns {Stack | undefined}
   */
  #syncNext(call) {
    for (;;) {
      const status = this.ops.sync_next(call.task);
      if (status === OK) return;
      if (status === TRAPPED) throw this.broke(call.component, this.trap());
      const later = this.act();
      if (later) return later;
    }
  }

  /**
   * A call of a sync-typed function by the host.
   * @param {Pair} pair
   * @param {any[]} args
   * @param {any} [self] the object that a constructor makes
   */
  callSync(pair, args, self) {
    const { component } = pair.lift;
    const { where } = pair.lift;
    const refused = this.core.failure ?? component.refused;
    if (refused) throw refused;
    const call = new Call(this, pair, args, true);
    call.self = self;
    const depth = this.ops.depth();
    call.token = this.calls.add(call);
    if (this.ops.call(pair.lift.id, call.token) === TRAPPED) {
      this.calls.remove(call.token);
      throw component.error(this.#refusal(component), where);
    }
    call.task = this.core.mail[0];
    call.thread = this.core.mail[1];
    try {
      this.begin(call);
    } catch (e) {
      if (!this.core.failure) this.ops.unwind(depth);
      throw component.error(e, where);
    } finally {
      if (!this.core.failure && (this.ops.ready() || this.ops.host_events())) this.schedule();
    }
    if (call.failed) throw call.value;
    return call.value;
  }

  /**
   * Runs a start function: a sync-typed task that the host calls.
   * @template T
   * @param {Component} component
   * @param {Instance} instance
   * @param {() => T} run
   */
  start(component, instance, run) {
    const { ops } = this;
    const { stack: outer } = this;
    const depth = ops.depth();
    const lift = /** @type {any} */ ({ instance, sync: true, component, kind: LIFT_SYNC, where: 'instantiation' });
    const call = new Call(this, { lift, stack: false, start: run }, [], true);
    lift.id = ops.new_lift(instance.id, 0, 0, 0);
    call.token = this.calls.add(call);
    try {
      this.check(ops.call(lift.id, call.token));
      call.task = this.core.mail[0];
      this.stack = undefined;
      this.plain = call;
      const made = run();
      ops.return(call.task);
      this.check(ops.thread_exit());
      this.calls.remove(call.token);
      return made;
    } catch (e) {
      const error = this.broke(component, e);
      if (!this.core.failure) ops.unwind(depth);
      throw component.error(error, 'instantiation');
    } finally {
      this.stack = outer;
      this.plain = undefined;
    }
  }

  /**
   * A call of one component by another (canon lower of a canon lift). Gives 1 if the caller has to wait, else 0 and
   * what the guest gets in value.
   * @param {Pair} pair
   * @param {Instance} caller
   * @param {any[]} args
   */
  lower(pair, caller, args) {
    const { lift } = pair;
    if (!pair.async && !lift.sync) this.check(this.ops.check_block(caller.id));
    const call = new Call(this, pair, args, false);
    call.token = this.calls.add(call);
    const status = this.ops.call_guest(caller.id, lift.id, call.token);
    if (status === TRAPPED) {
      this.calls.remove(call.token);
      throw this.trap();
    }
    const { mail } = this.core;
    call.task = mail[0];
    call.thread = mail[1];
    call.sub = mail[2];
    if (status === OK) return this.#lowered(call, this.begin(call));
    return this.stack ? this.#queued(call, caller) : this.#lowered(call);
  }

  /**
   * The callee's instance is busy: lets what is in the way run, if that is ready (Store.QueuedNext).
   * @param {Call} call
   * @param {Instance} caller
   * @returns {number}
   */
  #queued(call, caller) {
    while (!call.running && this.ops.queued_next(call.task, caller.id) === RUN) {
      const later = this.act();
      if (later) return this.wait(later, () => this.#queued(call, caller));
    }
    return this.#lowered(call);
  }

  /**
   * @param {Call} call
   * @param {Stack} [later]
   * @returns {number}
   */
  #lowered(call, later) {
    const { pair } = call;
    if (!later && pair.lift.sync && !call.returned) later = this.#syncNext(call);
    if (later) return this.wait(later, () => this.#lowered(call));
    const status = this.check(this.ops.lower_done(call.sub, pair.async ? 1 : 0));
    if (status === BLOCK) return this.block(call);
    this.value = pair.async ? this.core.mail[0] : call.value;
    return 0;
  }

  /**
   * The running thread waits: its stack parks. What the guest gets is the value of the call, or in the mail.
   * @param {{ value: any }} [call]
   */
  block(call) {
    const { stack } = this;
    if (stack) {
      stack.call = call;
      return 1;
    }
    this.#waitHere(this.core.mail[0]);
    this.value = call ? call.value : this.core.mail[0];
    return 0;
  }

  /**
   * The running thread waits and has no stack of its own: other threads run on top of it until it can go on. That
   * does for all that waits for nothing outside.
   * @param {number} thread
   */
  #waitHere(thread) {
    const { ops, plain } = this;
    const sync = plain?.pair.lift.sync && !plain.returned;
    for (;;) {
      if (this.#chosen.delete(thread)) {
        if (this.check(ops.switched(thread)) === OK) return;
        continue;
      }
      const status = sync ? ops.sync_next(plain.task) : ops.depth() > 0 ? IDLE : ops.tick();
      if (this.check(status) !== RUN) throw this.#noStack();
      const { mail } = this.core;
      if (mail[0] === SWITCH && !this.parked.has(mail[1])) this.#chosen.add(mail[1]);
      else if (this.act()) throw this.#noStack();
    }
  }

  /**
   * The running thread waits until another stack gives control back, then goes on with a continuation.
   * @param {Stack} later
   * @param {() => number} then
   */
  wait(later, then) {
    const { stack } = this;
    if (!stack) throw this.#noStack();
    stack.goOn = then;
    later.resumer = stack;
    return 1;
  }

  /** Why a thread cannot wait that has no stack of its own. */
  #noStack() {
    const call = this.plain;
    const name = call ? `"${call.pair.lift.where}"` : 'the guest';
    if (!(/** @type {any} */ (WebAssembly).Suspending)) {
      return new Trap(`${name} has to wait in the middle of a call, and this engine cannot suspend WebAssembly (JSPI)`);
    }
    if (!call?.pair.lift.sync) return new Trap(`${name} has to wait where its canon options let nobody expect it`);
    return new Trap(`${name} has to wait, and it is a sync function: transpile with asyncMode jspi and asyncExports`);
  }

  /**
   * What a call of a stack's entry came to.
   * @param {Stack} stack
   * @param {Promise<any>} promise
   * @returns {Stack | undefined}
   */
  #entered(stack, promise) {
    if (stack.done) return stack.later;
    if (stack.parked) {
      promise.catch((e) => this.#stackBroke(stack, e));
      return stack.goOn ? stack : stack.later;
    }
    if (stack.held) {
      promise.catch(() => {});
      this.held = stack.held;
      throw undefined;
    }
    throw new PendingTrap(promise);
  }

  /**
   * A stack that was parked has trapped.
   * @param {Stack} stack
   * @param {any} e
   */
  #stackBroke(stack, e) {
    if (this.stack === stack) this.stack = undefined;
    if (stack.component.dead && !this.busy) return;
    if (!this.core.failure) this.ops.unwind(0);
    this.failed(stack.component, stack.held ? stack.held.error : e);
    let resumer = stack.resumer;
    while (resumer instanceof Stack) resumer = resumer.resumer;
    resumer?.();
    this.schedule();
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
