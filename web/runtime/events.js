// The payloads of events in the memories of guests.

import { Trap } from './trap.js';

/**
 * A core module whose export store(ptr, p1, p2) stores two words in its memory, and calls outside(ptr) before if ptr is not
 * aligned or they do not lie in it: that traps.
 */
const storeModule = Uint8Array.of(
  ...[0, 97, 115, 109, 1, 0, 0, 0], // types: 0 (i32), 1 (i32, i32, i32)
  ...[1, 11, 2, 96, 1, 127, 0, 96, 3, 127, 127, 127, 0],
  ...[2, 23, 2, 0, 6, 109, 101, 109, 111, 114, 121, 2, 0, 0], // imports: "" "memory", "" "outside"
  ...[0, 7, 111, 117, 116, 115, 105, 100, 101, 0, 0],
  ...[3, 2, 1, 1, 7, 9, 1, 5, 115, 116, 111, 114, 101, 0, 1], // export: "store"
  ...[10, 44, 1, 42, 0], // if ptr & 3 | u64(ptr) + 8 > u64(memory.size) << 16
  ...[32, 0, 65, 3, 113, 32, 0, 173, 66, 8, 124, 63, 0, 173, 66, 16, 134, 86, 114, 4, 64, 32, 0, 16, 0, 11],
  ...[32, 0, 32, 1, 54, 2, 0, 32, 0, 32, 2, 54, 2, 4, 11],
);

/** @type {WebAssembly.Module | undefined} */
let compiled;

/**
 * A core function that stores the payload of an event: no JavaScript runs when it is called.
 * @param {WebAssembly.Memory} memory
 * @param {(ptr: number) => void} outside
 * @returns {any}
 */
export function eventStore(memory, outside) {
  compiled ??= new WebAssembly.Module(storeModule);
  return new WebAssembly.Instance(compiled, { '': { memory, outside } }).exports.store;
}

/**
 * The functions that the adapters call to store events, until there is a memory: the first call puts a core function into
 * the place of its own.
 * @param {Record<string, Function>} functions those with a name eventN, in the order of their places, make the core function
 * @param {(place: number, store: any) => void} replace
 */
export function storeEvents(functions, replace) {
  const names = Object.keys(functions).filter((name) => name.startsWith('event'));
  return Object.fromEntries(
    names.map((name, place) => [
      name,
      (/** @type {number} */ ptr, /** @type {number} */ p1, /** @type {number} */ p2) => {
        const store = functions[name]();
        replace(place, store);
        store(ptr, p1, p2);
      },
    ]),
  );
}

/**
 * The memory that an event is stored in at ptr.
 * @param {WebAssembly.Memory} memory
 * @param {number} ptr
 */
export function eventWords(memory, ptr) {
  const words = new Int32Array(/** @type {ArrayBuffer} */ (memory.buffer));
  if (ptr & 3) throw new Trap('unaligned pointer: event pointer not aligned');
  if ((ptr >>> 2) + 1 >= words.length) throw new Trap('pointer out of bounds of memory');
  return words;
}
