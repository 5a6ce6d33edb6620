// What happened in one task, stream or future: bars from one time to another, the latest ones only, and sums of all.

/** How many bars a lane keeps. */
const kept = 8192;

/** What a bar says. */
export const RUNS = 0;
export const READER_WAITS = 1;
export const WRITER_WAITS = 2;
export const COPY = 3;

/** @typedef {'task' | 'stream' | 'future'} Kind */
/** @typedef {{ kind: number, start: number, end: number, amount: number }} Bar a copy's amount is in bytes */

export class Lane {
  /** Its first and last moment; no end while it goes on. In milliseconds. @type {number | undefined} */
  end;
  /** How it ended, in words. */
  outcome = '';
  /** Sums by kind: how many bars, how long, how much. */
  counts = [0, 0, 0, 0];
  times = [0, 0, 0, 0];
  amount = 0;
  #starts = new Float64Array(kept);
  #ends = new Float64Array(kept);
  #amounts = new Float64Array(kept);
  #kinds = new Uint8Array(kept);
  #next = 0;
  /** The bar that goes on: its kind and start. @type {{ kind: number, start: number } | undefined} */
  open;

  /**
   * @param {Kind} kind
   * @param {number} start
   * @param {number} instance of a task; of a stream, that which writes it: 0 is the page
   */
  constructor(kind, start, instance) {
    this.kind = kind;
    this.start = start;
    this.instance = instance;
    /** Who reads it; undefined while it is on its way. @type {number | undefined} */
    this.reader = undefined;
    /** Where it came to lie among others. */
    this.name = '';
  }

  /** A bar begins; one that goes on ends. @param {number} kind @param {number} at */
  begin(kind, at) {
    if (this.open?.kind === kind) return;
    this.stop(at);
    this.open = { kind, start: at };
  }

  /** The bar that goes on ends. @param {number} at */
  stop(at) {
    if (!this.open) return;
    const { kind, start } = this.open;
    this.open = undefined;
    this.add(kind, start, at, 0);
  }

  /** @param {number} at @param {number} amount in bytes */
  copy(at, amount) {
    this.stop(at);
    this.add(COPY, at, at, amount);
  }

  /** @param {number} kind @param {number} start @param {number} end @param {number} amount */
  add(kind, start, end, amount) {
    const i = this.#next++ % kept;
    this.#kinds[i] = kind;
    this.#starts[i] = start;
    this.#ends[i] = end;
    this.#amounts[i] = amount;
    this.counts[kind]++;
    this.times[kind] += end - start;
    this.amount += amount;
  }

  /** It is over. @param {number} at @param {string} outcome */
  close(at, outcome) {
    this.stop(at);
    if (this.end !== undefined) return;
    this.end = at;
    this.outcome = outcome;
  }

  /** The bars that lie in a span of time, oldest first. @param {number} from @param {number} to @param {number} now */
  *bars(from, to, now) {
    const first = Math.max(0, this.#next - kept);
    for (let n = this.#firstAfter(first, from); n < this.#next; n++) {
      const i = n % kept;
      if (this.#starts[i] > to) return;
      yield { kind: this.#kinds[i], start: this.#starts[i], end: this.#ends[i], amount: this.#amounts[i] };
    }
    if (this.open && this.open.start <= to) yield { ...this.open, end: now, amount: 0 };
  }

  /** Before when bars were forgotten; undefined if none was. */
  get forgotten() {
    return this.#next > kept ? this.#starts[this.#next % kept] : undefined;
  }

  /** The first bar, from one on, that ends at a time or later: they end in their order. @param {number} low @param {number} at */
  #firstAfter(low, at) {
    let high = this.#next;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#ends[middle % kept] < at) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
