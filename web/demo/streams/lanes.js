// What the operations of the task core say of tasks, streams and futures: a lane for each. docs/async.md says what the
// core is; internal/task what each operation does.

import { Lane, READER_WAITS, RUNS, WRITER_WAITS } from './lane.js';
import { readTrace } from './trace.js';

/** @import { Operation } from './trace.js' */

/** How the lowest bits of what a callback returns say that its task has ended (CanonicalABI.md, callback code). */
const exitCode = 0;

/** What a read or write gives that waits (CanonicalABI.md, BLOCKED). */
const blocked = -1;

/** An end of a stream or future. @typedef {{ lane: Lane, writes: boolean }} End */

/** Operations by which the code that runs gives control back, if they say `block`. */
const waits = new Set([
  ...[
    'callback-returned',
    'callback-next',
    'copy',
    'copy-cancel',
    'subtask.cancel',
    'waitable-set.wait',
    'waitable-set.poll',
    'host-wait',
  ],
  ...['thread.yield', 'thread.suspend', 'lower-done'],
]);

export class Lanes {
  /** In the order in which they were opened. @type {Lane[]} */
  all = [];
  /** When the last operation was. */
  now = 0;
  /** Is told of each copy that a guest reads from the page, and of the time that code of guests ran. @type {((at: number, bytes: number, ran: number) => void) | undefined} */
  onProgress;
  /** @type {Map<number, { future: boolean, size: number }>} */
  #types = new Map();
  /** @type {Map<number, number>} the instance of a lifted function */
  #lifts = new Map();
  /** @type {Map<number, Lane>} */
  #tasks = new Map();
  /** @type {Map<string, End>} those in the tables of instances */
  #guestEnds = new Map();
  /** @type {Map<number, End>} those of the page */
  #hostEnds = new Map();
  /** @type {Map<number, Lane>} streams and futures that are on their way */
  #onTheirWay = new Map();
  /** The tasks whose code runs, the innermost last. @type {(Lane | undefined)[]} */
  #running = [];
  /** What the calls that come are of. @type {string[]} */
  #expected = [];
  /** @type {Map<number, string>} what instances are called: as what was called in them */
  #names = new Map([[0, 'page']]);

  /** The next call of the page's is of this function. @param {string} name */
  expect(name) {
    this.#expected.push(name);
  }

  /** Forgets the lanes of earlier runs, and what was expected in vain. */
  clear() {
    this.all = [];
    this.#expected = [];
    this.#running = [];
  }

  /** @param {string} text what takeTrace() gave */
  take(text) {
    readTrace(text, (operation) => {
      this.now = operation.at;
      this.#operation(operation);
    });
  }

  /** Lanes as a person follows the bytes: what goes into a task, the task, what comes out of it. */
  ordered() {
    const left = new Set(this.all);
    /** @type {Lane[]} */
    const ordered = [];
    /** @param {(lane: Lane) => boolean} fits */
    const pick = (fits) => {
      for (const lane of left) {
        if (!fits(lane)) continue;
        left.delete(lane);
        ordered.push(lane);
      }
    };
    for (const task of this.all.filter((lane) => lane.kind === 'task')) {
      pick((lane) => lane.kind === 'stream' && lane.reader === task.instance);
      pick((lane) => lane === task);
      pick((lane) => lane.kind === 'stream' && lane.instance === task.instance);
    }
    pick(() => true);
    return ordered;
  }

  /** What a lane is, in words. @param {Lane} lane */
  label(lane) {
    if (lane.kind === 'task') return lane.name;
    const reader = lane.reader === undefined ? '…' : (this.#names.get(lane.reader) ?? '?');
    return `${this.#names.get(lane.instance) ?? '?'} → ${reader}`;
  }

  /** @param {Operation} operation */
  #operation({ at, name, args, status, mail }) {
    const [first = 0, second = 0, third = 0] = mail;
    switch (name) {
      case 'new-type':
        this.#types.set(args[3], { future: args[0] === 1, size: args[2] });
        break;
      case 'new-lift':
        this.#lifts.set(args[4], args[0]);
        break;
      case 'call':
        if (status === 'ok' || status === 'queued')
          this.#call(at, first, this.#lifts.get(args[0]) ?? 0, status === 'ok');
        break;
      case 'tick':
      case 'cancel-task':
        if (status === 'run') this.#run(at, this.#tasks.get(third));
        break;
      case 'callback-returned':
      case 'callback-next':
        if (status === 'ok' && (args[0] & 15) === exitCode) this.#exit(at);
        break;
      case 'thread-exit':
        this.#exit(at);
        break;
      case 'host-new':
        this.#hostEnds.set(second, { lane: this.#open(at, args[0], 0, first), writes: true });
        break;
      case 'host-end':
        this.#takeEnd(first, args[0]);
        break;
      case 'host-pass':
        if (status === 'ok') this.#passEnd(args[0], first);
        break;
      case 'end-new': {
        const lane = this.#open(at, args[1], args[0]);
        this.#guestEnds.set(`${args[0]} ${first}`, { lane, writes: false });
        this.#guestEnds.set(`${args[0]} ${second}`, { lane, writes: true });
        break;
      }
      case 'lift-end': {
        const key = `${args[0]} ${args[2]}`;
        const end = this.#guestEnds.get(key);
        if (status === 'ok' && end) this.#onTheirWay.set(first, end.lane);
        this.#guestEnds.delete(key);
        break;
      }
      case 'lower-end':
      case 'lower-end-as': {
        const lane = this.#onTheirWay.get(args[1]);
        this.#onTheirWay.delete(args[1]);
        if (status !== 'ok' || !lane) break;
        lane.reader = args[0];
        this.#guestEnds.set(`${args[0]} ${first}`, { lane, writes: false });
        break;
      }
      case 'copy': {
        const end = this.#guestEnds.get(`${args[0]} ${args[5]}`);
        if (end) this.#copy(at, end, status, second * (this.#types.get(args[1])?.size ?? 0), first === blocked);
        break;
      }
      case 'host-copy': {
        const end = this.#hostEnds.get(args[0]);
        // Asking for no elements is how the page's end waits until it is asked.
        if (end && (args[3] > 0 || status !== 'block'))
          this.#copy(at, end, status, second * (this.#types.get(mail[8])?.size ?? 0), false);
        break;
      }
      case 'end-drop':
        this.#drop(at, this.#guestEnds, `${args[0]} ${args[2]}`);
        break;
      case 'host-drop':
        this.#drop(at, this.#hostEnds, args[0]);
        break;
      case 'poison':
        this.#trapped(at, args[0]);
        break;
      case 'unwind':
        while (this.#running.length > args[0]) this.#stopRunning(at);
        break;
    }
    if (status === 'block' && waits.has(name)) this.#stopRunning(at);
  }

  /** @param {number} at @param {number} task @param {number} instance @param {boolean} begins */
  #call(at, task, instance, begins) {
    const lane = new Lane('task', at, instance);
    lane.name = this.#expected.shift() ?? `task ${task}`;
    this.#names.set(instance, lane.name);
    this.all.push(lane);
    this.#tasks.set(task, lane);
    if (begins) this.#run(at, lane);
  }

  /** @param {number} at @param {Lane | undefined} lane */
  #run(at, lane) {
    this.#running.push(lane);
    lane?.begin(RUNS, at);
  }

  /** @param {number} at */
  #stopRunning(at) {
    const lane = this.#running.pop();
    if (!lane) return undefined;
    const ran = lane.open ? at - lane.open.start : 0;
    lane.stop(at);
    this.onProgress?.(at, 0, ran);
    return lane;
  }

  /** @param {number} at */
  #exit(at) {
    const lane = this.#stopRunning(at);
    lane?.close(at, 'ended');
    for (const [id, task] of this.#tasks) if (task === lane) this.#tasks.delete(id);
  }

  /**
   * A new stream or future.
   * @param {number} at
   * @param {number} type
   * @param {number} writer instance
   * @param {number} [shared] it is on its way already
   */
  #open(at, type, writer, shared) {
    const lane = new Lane(this.#types.get(type)?.future ? 'future' : 'stream', at, writer);
    this.all.push(lane);
    if (shared !== undefined) this.#onTheirWay.set(shared, lane);
    return lane;
  }

  /** @param {number} id @param {number} shared */
  #takeEnd(id, shared) {
    const lane = this.#onTheirWay.get(shared);
    this.#onTheirWay.delete(shared);
    if (!lane) return;
    lane.reader = 0;
    this.#hostEnds.set(id, { lane, writes: false });
  }

  /** The page gives a stream on. @param {number} id @param {number} shared */
  #passEnd(id, shared) {
    const end = this.#hostEnds.get(id);
    this.#hostEnds.delete(id);
    if (!end) return;
    end.lane.reader = undefined;
    this.#onTheirWay.set(shared, end.lane);
  }

  /**
   * A read or a write.
   * @param {number} at
   * @param {End} end
   * @param {string} status
   * @param {number} bytes
   * @param {boolean} waits
   */
  #copy(at, { lane, writes }, status, bytes, waits) {
    if (status === 'copied') {
      lane.copy(at, bytes);
      if (lane.instance === 0) this.onProgress?.(at, bytes, 0);
    }
    if (status === 'block' || waits) lane.begin(writes ? WRITER_WAITS : READER_WAITS, at);
    else lane.stop(at);
  }

  /**
   * @template K
   * @param {number} at
   * @param {Map<K, End>} ends
   * @param {K} key
   */
  #drop(at, ends, key) {
    const end = ends.get(key);
    ends.delete(key);
    if (!end) return;
    const settled = end.lane.kind === 'future' && end.lane.amount > 0;
    end.lane.close(at, settled ? 'settled' : end.writes ? 'closed by its writer' : 'dropped by its reader');
  }

  /** @param {number} at @param {number} instance */
  #trapped(at, instance) {
    for (const lane of this.all) {
      if (lane.instance === instance || lane.reader === instance) lane.close(at, 'trapped');
    }
  }
}
