// Between the memories of two components: a small core module that has both checks UTF-8 and copies, see pipe.go.

import { refresh } from './memory.js';

/** @typedef {import('./memory.js').Context} Context */

/**
 * @typedef {object} Pipe
 * @property {(ptr: number, end: number) => number} valid whether there is UTF-8 for certain
 * @property {(ptr: number, size: number, out: number) => void} copy
 */

/** In base64: what is here stands in place of the text of pipe.go. */
export const pipeText = '';

/**
 * The compiled module, null where the engine lacks several memories.
 * @type {WebAssembly.Module | null | undefined}
 */
export let pipeModule;

/**
 * @param {Context} from
 * @param {Context} to
 * @returns {Pipe}
 */
export function makePipe(from, to) {
  const bytes = Uint8Array.from(atob(pipeText), (c) => c.charCodeAt(0));
  pipeModule ??= WebAssembly.validate(bytes) ? new WebAssembly.Module(bytes) : null;
  let pipe = scriptPipe(from, to);
  if (pipeModule) {
    const m = { from: from.memory, to: to.memory };
    try {
      pipe = /** @type {any} */ (new WebAssembly.Instance(pipeModule, { m }).exports);
    } catch {
      // Such a memory is none of those that the module takes: shared, or of 64 bits.
    }
  }
  from.pipes ??= new Map();
  from.pipes.set(to, pipe);
  return pipe;
}

/**
 * @param {Context} from
 * @param {Context} to
 * @returns {Pipe}
 */
export function scriptPipe(from, to) {
  return {
    valid(ptr, end) {
      if (end - ptr > 64) return 0;
      while (ptr < end && from.bytes[ptr] < 128) ptr++;
      return ptr === end ? 1 : 0;
    },
    copy(ptr, size, out) {
      from.bytes.length || refresh(from); // both may have the same memory
      to.bytes.set(from.bytes.subarray(ptr, ptr + size), out);
    },
  };
}
