// One run: a source through one guest or two, into a sink.

import { Sink } from './sink.js';

/** @import { Lanes } from './lanes.js' */
/** @import { Source } from './source.js' */

/** @typedef {'gzip' | 'gunzip' | 'both' | 'digest'} Work */
/** What a guest says at the end, see examples/rust-gzip/wit/world.wit. @typedef {{ taken: bigint, given: bigint, sha256: string }} Summary */
/** An instance of examples/rust-gzip. @typedef {{ api: any, memory: () => number }} Guest memory in bytes */

/**
 * What a run needs of the page.
 * @typedef {object} Codec
 * @property {() => Promise<Guest>} instantiate
 * @property {any} runtime jco-go/runtime
 */

/**
 * @typedef {object} Result
 * @property {Summary} summary
 * @property {Summary} [back] of the second guest
 * @property {Blob} [blob]
 * @property {string} [name] of a file for it
 */

/** How long is waited for guests to end, in milliseconds. */
const patience = 2000;

/** How long a guest has to find out by itself that its output was cancelled. */
const grace = 300;

export class Run {
  /** Bytes that came out. */
  given = 0;
  /** The most that the guests' memories had, in bytes. */
  memory = 0;
  #abort = new AbortController();
  /** @type {Guest[]} */
  #guests = [];
  /** @type {Sink | undefined} */
  #sink;

  /**
   * @param {Codec} codec
   * @param {Lanes} lanes
   * @param {() => void} onChunk is told when something moved
   */
  constructor(codec, lanes, onChunk) {
    this.codec = codec;
    this.lanes = lanes;
    this.onChunk = onChunk;
  }

  get cancelled() {
    return this.#abort.signal.aborted;
  }

  /** Gives up. The promise of start rejects with a DOMException, AbortError. */
  cancel() {
    this.#abort.abort(new DOMException('it was cancelled', 'AbortError'));
  }

  /** For what else is to be given up with the run. */
  get signal() {
    return this.#abort.signal;
  }

  /**
   * Runs it to its end.
   * @param {Source} source
   * @param {Work} work
   * @param {number} level of gzip
   * @returns {Promise<Result>}
   * @throws what the source, the guest or cancel gives
   */
  async start(source, work, level) {
    const onAbort = () => this.#afterCancel(source);
    this.signal.addEventListener('abort', onAbort);
    const watch = setInterval(() => this.progress(), 50); // chunks may be rare
    try {
      this.signal.throwIfAborted();
      const result = await this.#work(source, work, level);
      this.signal.throwIfAborted();
      // The guest has seen an end, and cannot know that it was none.
      if (source.state === 'failed') throw source.reason;
      return result;
    } catch (e) {
      throw source.state === 'failed' && !this.cancelled ? source.reason : e;
    } finally {
      clearInterval(watch);
      this.signal.removeEventListener('abort', onAbort);
      source.stop(this.signal.reason);
      await this.#ended();
      this.progress();
      for (const { api } of this.#guests) api[Symbol.dispose]();
    }
  }

  /** Takes the trace, and looks at the memories. */
  progress() {
    this.lanes.take(this.codec.runtime.takeTrace());
    this.given = this.#sink?.size ?? 0;
    let memory = 0;
    for (const guest of this.#guests) memory += guest.memory();
    this.memory = Math.max(this.memory, memory);
    this.onChunk();
  }

  /**
   * @param {Source} source
   * @param {Work} work
   * @param {number} level
   * @returns {Promise<Result>}
   */
  async #work(source, work, level) {
    const { signal } = this;
    const sink = new Sink(work !== 'both', () => this.progress());
    this.#sink = sink;
    const one = await this.#guest();
    switch (work) {
      case 'digest': {
        this.lanes.expect('digest');
        return { summary: await one.digest(source.stream, { signal }) };
      }
      case 'gzip':
      case 'gunzip': {
        this.lanes.expect(work);
        const zips = work === 'gzip';
        const output = await (zips
          ? one.gzip(source.stream, level, { signal })
          : one.gunzip(source.stream, { signal }));
        await output.pipeTo(sink.stream, { signal });
        const name = zips ? `${source.name}.gz` : source.name.replace(/\.gz$|$/, (end) => (end ? '' : '.unpacked'));
        const blob = sink.blob(zips ? 'application/gzip' : 'application/octet-stream');
        return { summary: await output.result, blob, name };
      }
      case 'both': {
        const two = await this.#guest();
        this.lanes.expect('gzip');
        this.lanes.expect('gunzip');
        const packed = await one.gzip(source.stream, level, { signal });
        const summary = packed.result;
        summary.catch(() => {}); // if the second one fails, that is what is told
        const plain = await two.gunzip(packed, { signal });
        await plain.pipeTo(sink.stream, { signal });
        const back = await plain.result;
        return { summary: await summary, back };
      }
    }
  }

  async #guest() {
    const guest = await this.codec.instantiate();
    this.#guests.push(guest);
    return guest.api;
  }

  /**
   * The output was cancelled. The guest learns that when it writes; if it waits for the source instead, it learns that
   * there is no more.
   * @param {Source} source
   */
  #afterCancel(source) {
    setTimeout(() => source.stop(this.signal.reason), grace);
  }

  /** Waits until nothing of the guests is under way. */
  async #ended() {
    const { runtime } = this.codec;
    for (const end = performance.now() + patience; performance.now() < end; ) {
      const { tasks, streams } = runtime.live();
      if (tasks === 0 && streams === 0) return;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }
}
