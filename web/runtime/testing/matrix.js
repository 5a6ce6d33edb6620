// The matrix of states and events of the host's ends (webstreams/testdata), with the faces of JavaScript: runs in Node
// and in pages.

import { FutureReader } from '../guestfuture.js';
import { StreamReader } from '../gueststream.js';
import { HostEnds } from '../hostends.js';
import { numbers } from '../numbers.js';
import { Guest, Memories, nameOf } from './guest.js';
import { turn } from './turn.js';

/** @typedef {Record<string, { states: Record<string, string>, events: Record<string, string> }>} Matrix */

class World {
  /** @type {Record<string, string[]>} */
  logs = {};
  /** @type {any} */
  reader;
  mode = '';
  waiting = 0;
  /** What the first guest gave. @type {any} */
  object;
  /** @type {Source | Promised | undefined} */
  source;

  /**
   * @param {import('../core.js').Core} core
   * @param {string} kind
   */
  constructor(core, kind) {
    this.future = kind.startsWith('future');
    const memories = new Memories();
    this.ends = new HostEnds({
      core,
      schedule() {},
      fresh: (options) => memories.fresh(options),
      trapped: (options, e) => memories.trapped(options, e),
    });
    const type = { future: this.future, size: 1, number: numbers.u8, name: 'u8', load: new Map(), store: new Map() };
    this.guests = [new Guest(this.ends, memories, type), new Guest(this.ends, memories, type)];
    core.shared.onStreamError = (/** @type {any} */ e) => this.log('embedder', nameOf(e));
    if (kind.endsWith('from a guest')) this.object = this.guests[0].give();
    else {
      this.source = this.future ? new Promised() : new Source(this);
      this.guests[0].take(this.source.object());
    }
  }

  /** @param {string} who @param {string} what */
  log(who, what) {
    this.logs[who] ??= [];
    this.logs[who].push(what);
  }

  async settle() {
    for (let i = 0; i < 3; i++) {
      this.ends.pump();
      await turn();
    }
  }

  /** @param {string} step */
  async step(step) {
    if (!step) return '';
    this.logs = {};
    const done = step.split('+').map((verb) => this.do(verb));
    await this.settle();
    for (const guest of this.guests) {
      const event = guest.event();
      if (event) this.log('event', event);
    }
    await this.settle();
    if (done.every((text) => text === 'n/a')) return '';
    for (const who of ['host', 'source', 'embedder', 'event']) {
      for (const what of this.logs[who] ?? []) done.push(`${who} ${what}`);
    }
    return done.join('; ');
  }

  /** @param {string} verb @returns {string} */
  do(verb) {
    const words = verb.split(' ');
    const n = Number(words.at(-1));
    const guest = this.guests[words[0] === 'other' ? 1 : 0];
    switch (words[0]) {
      case 'guest':
      case 'other':
        if (words[1] === 'cancel') return guest.cancel();
        if (words[1] === 'drop') return guest.drop();
        if (words[1] === 'trap') return words[0] === 'other' && !guest.index ? 'n/a' : guest.trap();
        return guest.copy(n);
      case 'read':
        return this.read('default', 0);
      case 'into':
        return this.read('byob', n);
      case 'ask':
        this.seen(this.object.then((/** @type {any} */ value) => this.log('host', `value ${value}`)));
        return '-';
      case 'cancel':
        this.seen((this.reader ?? this.object).cancel());
        return '-';
      case 'dispose':
        this.object[Symbol.dispose]();
        return '-';
      case 'pass':
        return this.pass();
      case 'give':
        return this.source?.give({ n }) ?? '';
      default:
        return this.source?.give({ [words[0]]: true }) ?? '';
    }
  }

  /** @param {Promise<any>} promise */
  seen(promise) {
    promise.catch((/** @type {any} */ e) => this.log('host', `error: ${nameOf(e)}`));
  }

  /** @param {string} mode @param {number} n */
  read(mode, n) {
    if (this.mode !== mode) {
      if (this.waiting) return 'locked';
      this.unlock();
      try {
        this.reader = this.object.getReader(mode === 'byob' ? { mode } : undefined);
      } catch {
        return 'locked';
      }
      this.mode = mode;
    }
    this.waiting++;
    const read = this.reader.read(n ? new Uint8Array(n) : undefined);
    this.seen(
      read
        .finally(() => this.waiting--)
        .then((/** @type {any} */ { value, done }) => this.log('host', done ? 'end' : `got [${value.join(' ')}]`)),
    );
    return '-';
  }

  unlock() {
    this.reader?.releaseLock();
    this.reader = undefined;
    this.mode = '';
  }

  pass() {
    const to = this.guests[1];
    if (to.index || to.dead) return 'n/a';
    if (!this.waiting) this.unlock();
    try {
      to.take(this.object);
    } catch (e) {
      return nameOf(e);
    }
    return (this.future ? FutureReader.of(this.object) : StreamReader.of(this.object))?.joined ? 'joined' : 'given';
  }

  /** Ends what is left: gives what stays behind. */
  async leave() {
    if (this.future) this.object?.[Symbol.dispose]();
    else if (this.object && !this.waiting) {
      this.unlock();
      this.object[Symbol.dispose]();
    } else this.reader?.cancel().catch(() => {});
    for (const guest of this.guests) guest.trap();
    await this.settle();
    this.source?.give({ end: true });
    await this.settle();
    for (const guest of this.guests) guest.dispose();
    const { ops, core } = this.ends;
    ops.live();
    const live = [...core.mail.subarray(0, 6)];
    return ops.stream_ends() || live.some(Boolean) ? `${ops.stream_ends()} ends, live ${live}` : '';
  }
}

/** A source that gives what it has when it is asked. */
class Source {
  /** @type {any[]} */
  #have = [];
  /** @type {((answer: any) => void) | undefined} */
  #waiting;
  over = false;
  #last = 0;

  /** @param {World} world */
  constructor(world) {
    this.world = world;
  }

  /** @param {any} item */
  give(item) {
    if (this.over) return 'n/a';
    this.over = item.n === undefined;
    if ('n' in item) item.chunk = Uint8Array.from({ length: item.n }, () => ++this.#last);
    this.#have.push(item);
    this.#answer();
    return '-';
  }

  #answer() {
    if (!this.#waiting || !this.#have.length) return;
    const waiting = this.#waiting;
    const item = this.#have.shift();
    this.#waiting = undefined;
    if (item.end) waiting({ done: true, value: undefined });
    else if (item.throw) waiting(Promise.reject(new Error('no')));
    else waiting({ done: false, value: item.wrong ? {} : item.chunk });
  }

  /** @returns {any} */
  object() {
    return {
      [Symbol.asyncIterator]() {
        return this;
      },
      next: () => {
        this.world.log('source', 'asked');
        return new Promise((resolve) => {
          this.#waiting = resolve;
          this.#answer();
        });
      },
      return: async () => {
        this.over = true;
        this.#have = [];
        this.world.log('source', 'cancelled');
        return {};
      },
    };
  }
}

/** A promise that is settled by hand. */
class Promised {
  over = false;
  /** @type {PromiseWithResolvers<any>} */
  #promise = Promise.withResolvers();

  /** @param {any} item */
  give(item) {
    if (this.over) return 'n/a';
    this.over = true;
    if (item.throw) this.#promise.reject(new Error('no'));
    else this.#promise.resolve(item.wrong || item.end ? {} : 1);
    return '-';
  }

  /** @returns {any} */
  object() {
    return this.#promise.promise;
  }
}

/**
 * Runs the matrix: gives a line for each state and event, and what else is wrong.
 * @param {import('../core.js').Core} core
 * @param {Matrix} matrix
 */
export async function runMatrix(core, matrix) {
  const lines = [];
  const faults = [];
  for (const [kind, { states, events }] of Object.entries(matrix)) {
    lines.push(`# ${kind}`);
    for (const [state, before] of Object.entries(states)) {
      for (const [event, steps] of Object.entries(events)) {
        const world = new World(core, kind);
        for (const step of before.split(', ')) await world.step(step);
        const outcome = await world.step(steps);
        if (outcome) lines.push(`${state} | ${event} | ${outcome}`);
        const left = await world.leave();
        if (left) faults.push(`${kind}: ${state}: ${event}: ${left}`);
      }
    }
  }
  core.shared.onStreamError = undefined;
  return { text: `${lines.join('\n')}\n`, faults };
}
