// What JavaScript may give for a stream: one chunk after the other, whatever it is.

/** @import { EndType } from './hostends.js' */

/**
 * @typedef {object} Source
 * @property {() => any} next `{ value, done }`, or a promise of it; `all` instead of value are many values
 * @property {(reason: any, rest?: Uint8Array) => void} cancel nobody asks any more; what is left of a chunk of bytes that was
 *   not taken whole; never throws
 * @property {() => void} [release] it was not asked for anything, and is free again
 * @property {(failed: boolean, reason?: any) => void} [over] where it is told that the source ended, or why it did not
 */

/** The stream of a pair that is given as one object: its result goes another way. */
export class PairSource {
  /**
   * @param {any} value
   * @param {(failed: boolean, reason?: any) => void} over it ended, or why it did not
   */
  constructor(value, over) {
    this.value = value;
    this.over = over;
  }
}

/** The length of the buffer that byte streams are read into. */
const bufferSize = 1 << 16;

/**
 * @param {any} value
 * @param {EndType} type
 * @returns {Source}
 */
export function sourceOf(value, type) {
  if (value instanceof PairSource) return { ...sourceOf(value.value, type), over: value.over };
  const bytes = type.number?.name === 'u8';
  if (bytes) {
    if (typeof value === 'string' || value instanceof ArrayBuffer || ArrayBuffer.isView(value)) return once(value);
    if (isResponse(value)) {
      if (value.bodyUsed) throw given('is a response whose body was read');
      return value.body ? sourceOf(value.body, type) : once(new Uint8Array());
    }
    if (typeof Blob !== 'undefined' && value instanceof Blob) return fromStream(value.stream(), true);
  }
  if (isStream(value)) {
    if (value.locked) throw given('is locked: somebody reads it, or it was given before');
    return fromStream(value, bytes);
  }
  if (type.number && value instanceof type.number.array) return once(value);
  if (Array.isArray(value)) {
    if (!type.number) return all(value);
    if (!value.some(isChunk)) return once(value);
  }
  if (typeof value === 'object' && value !== null) {
    const make = value[Symbol.asyncIterator] ?? value[Symbol.iterator];
    if (typeof make === 'function') return fromIterator(make.call(value));
  }
  throw given('is no ReadableStream and not iterable');

  /** @param {string} what */
  function given(what) {
    return new TypeError(`what is given for a stream<${type.name}> ${what}`);
  }
}

/** Whether an element of an array is a chunk by itself, and no number. @param {any} element */
const isChunk = (element) => typeof element === 'string' || (typeof element === 'object' && element !== null);

/** @param {any} value */
const isStream = (value) => typeof value?.getReader === 'function' && typeof value.cancel === 'function';

/** @param {any} value */
const isResponse = (value) => typeof Response !== 'undefined' && value instanceof Response;

/** @param {any} value @returns {Source} */
function once(value) {
  let done = false;
  return {
    next: () => {
      if (done) return { done };
      done = true;
      return { value };
    },
    cancel() {},
  };
}

/** @param {any[]} values @returns {Source} */
function all(values) {
  let done = false;
  return {
    next: () => {
      if (done) return { done };
      done = true;
      return { all: values };
    },
    cancel() {},
  };
}

/**
 * @param {any} stream
 * @param {boolean} bytes
 * @returns {Source}
 */
function fromStream(stream, bytes) {
  /** @type {any} */
  let reader;
  if (bytes) {
    try {
      reader = stream.getReader({ mode: 'byob' });
    } catch {
      // It is no byte stream.
    }
  }
  const byob = Boolean(reader);
  reader ??= stream.getReader();
  /** @type {ArrayBuffer | undefined} */
  let buffer;
  const into = async () => {
    const { value, done } = await reader.read(new Uint8Array(buffer ?? new ArrayBuffer(bufferSize)));
    if (value) buffer = value.buffer;
    return { value, done };
  };
  return {
    next: byob ? into : () => reader.read(),
    cancel: (reason) => quietly(() => reader.cancel(reason)),
    release: () => reader.releaseLock(),
  };
}

/** @param {any} iterator @returns {Source} */
function fromIterator(iterator) {
  return {
    next: () => iterator.next(),
    cancel: (_, rest) => quietly(() => iterator.return?.(rest)),
  };
}

/**
 * Does something that may fail: nobody is left who could do something about it.
 * @param {() => any} action that may give a promise
 */
function quietly(action) {
  try {
    action()?.then?.(undefined, () => {});
  } catch {}
}
