// What may be given for standard input. All streams that a program opens read on where the last one stopped.

/** Standard input, opened when it is read first. */
export class Input {
  /** @type {Puller} */
  #pull;
  /** What was read and nobody has taken. @type {Uint8Array[]} */
  #chunks = [];
  /** @type {Promise<void> | undefined} */
  #reading;
  #ended = false;

  /** @param {Puller} pull */
  constructor(pull) {
    this.#pull = pull;
  }

  /**
   * Waits until there is something to take, or the end.
   * @param {AbortSignal} signal nobody waits any more
   */
  async ready(signal) {
    while (this.#chunks.length === 0 && !this.#ended && !signal.aborted) await this.#read(signal);
  }

  /** Takes the next chunk, undefined if there is none. */
  take() {
    return this.#chunks.shift();
  }

  /** Puts back what was taken. @param {Uint8Array} chunk */
  unread(chunk) {
    this.#chunks.unshift(chunk);
  }

  /** @param {AbortSignal} signal */
  #read(signal) {
    this.#reading ??= this.#next(signal).finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  /** @param {AbortSignal} signal */
  async #next(signal) {
    const chunk = await this.#pull(signal);
    if (chunk !== undefined)
      this.#chunks.push(typeof chunk === 'string' ? new TextEncoder().encode(chunk) : bytesOf(chunk));
    else if (!signal.aborted) this.#ended = true;
  }
}

/**
 * Gives the next chunk, undefined at the end, and when it is aborted.
 * @typedef {(signal: AbortSignal) => Promise<unknown>} Puller
 */

/**
 * Gives the function that reads a source; nothing is read before it is called.
 * @param {any} source
 * @returns {Puller}
 */
export function pullerOf(source) {
  if (source === null) return async () => undefined;
  if (typeof source === 'string' || source instanceof ArrayBuffer || ArrayBuffer.isView(source)) return once(source);
  if (typeof source === 'object' || typeof source === 'function') {
    if (typeof source.stream === 'function') return fromReader(() => source.stream().getReader());
    if (typeof source.getReader === 'function') return fromReader(() => source.getReader());
    if (typeof source.read === 'function' && typeof source.on === 'function')
      return (signal) => fromNode(source, signal);
    const make = source[Symbol.asyncIterator] ?? source[Symbol.iterator];
    if (typeof make === 'function') return fromIterator(() => make.call(source));
  }
  throw new TypeError('what is given for stdin is no stream, Blob, bytes, text or iterable');
}

/** @param {unknown} value @returns {Puller} */
function once(value) {
  /** @type {unknown} */
  let rest = value;
  return async () => {
    const chunk = rest;
    rest = undefined;
    return chunk;
  };
}

/** @param {() => any} open @returns {Puller} */
function fromReader(open) {
  /** @type {any} */
  let reader;
  return async () => {
    reader ??= open();
    const { value, done } = await reader.read();
    return done ? undefined : value;
  };
}

/** @param {() => any} open @returns {Puller} */
function fromIterator(open) {
  /** @type {any} */
  let iterator;
  return async () => {
    iterator ??= open();
    const { value, done } = await iterator.next();
    return done ? undefined : value;
  };
}

/**
 * Waits for a Readable of Node, which keeps the process alive only so long.
 * @param {any} stream
 * @param {AbortSignal} signal
 */
async function fromNode(stream, signal) {
  for (;;) {
    const chunk = stream.read();
    if (chunk !== null) return chunk;
    if (stream.errored) throw stream.errored;
    if (stream.readableEnded || stream.destroyed || signal.aborted) return undefined;
    await somethingHappens(stream, signal);
  }
}

/** @param {any} stream @param {AbortSignal} signal @returns {Promise<void>} */
function somethingHappens(stream, signal) {
  return new Promise((resolve) => {
    const events = ['readable', 'end', 'close', 'error'];
    const done = () => {
      for (const event of events) stream.off(event, done);
      signal.removeEventListener('abort', done);
      stream.pause();
      resolve();
    };
    for (const event of events) stream.on(event, done);
    signal.addEventListener('abort', done);
  });
}

/** @param {unknown} chunk */
function bytesOf(chunk) {
  if (chunk instanceof ArrayBuffer) return new Uint8Array(chunk);
  if (ArrayBuffer.isView(chunk)) return new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  throw new TypeError(`a chunk of an input is neither bytes nor text but ${typeof chunk}`);
}
