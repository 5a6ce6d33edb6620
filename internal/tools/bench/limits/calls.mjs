// Glue for testdata/bench/calls.wat, written by hand: what a careful author would write who knows this component and
// nothing else. It checks what the Canonical ABI makes a host check (strings are well-formed, pointers and lists lie in
// memory and are aligned) and does nothing besides. The same names as in a transpiled module, so that one script calls both.

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const scratch = new Uint8Array(8192);

/**
 * @param {WebAssembly.Module[]} modules the core modules, in the order of the component
 * @param {{ 'host-add': { default: (a: number, b: number) => number } }} imports
 */
export async function instantiate([memoryModule, destructorModule, mainModule], imports) {
  /** @type {any} */
  const { exports: memoryExports } = await WebAssembly.instantiate(memoryModule);
  /** @type {any} */
  const { exports: destructor } = await WebAssembly.instantiate(destructorModule, { memory: memoryExports });

  // The handles of counters. Every index is taken from the guest's hands again before its constructor returns.
  /** @type {number[]} */
  const reps = [0];
  /** @type {number[]} */
  const free = [];
  const newHandle = (/** @type {number} */ rep) => {
    const handle = free.pop() ?? reps.length;
    reps[handle] = rep;
    return handle;
  };
  const takeHandle = (/** @type {number} */ handle) => {
    const rep = reps[handle];
    if (!rep) throw new WebAssembly.RuntimeError(`unknown handle index ${handle}`);
    reps[handle] = 0;
    free.push(handle);
    return rep;
  };

  /** @type {any} */
  const { exports: main } = await WebAssembly.instantiate(mainModule, {
    memory: memoryExports,
    host: { add: imports['host-add'].default, 'counter-new': newHandle },
  });
  const { memory, realloc } = memoryExports;
  const { add, echo } = main;

  let bytes = new Uint8Array(memory.buffer);
  let view = new DataView(memory.buffer);
  /** A call of the guest may have grown the memory: the views are empty then. */
  const refresh = () => {
    bytes = new Uint8Array(memory.buffer);
    view = new DataView(memory.buffer);
  };
  const fault = (/** @type {string} */ text) => {
    throw new WebAssembly.RuntimeError(text);
  };
  const allocate = (/** @type {number} */ align, /** @type {number} */ size) => {
    const p = realloc(0, 0, align, size) >>> 0;
    if (bytes.length === 0) refresh();
    if (p & (align - 1) || p + size > bytes.length) fault('realloc gave no room');
    return p;
  };

  /** How many bytes the string has that was stored last. */
  let stored = 0;
  /**
   * Short strings are mostly ASCII: unit by unit. Long ones go straight to where they shall lie if they begin like ASCII;
   * others are encoded elsewhere first, which tells how long they are.
   * @param {string} s
   */
  const storeString = (s) => {
    if (typeof s !== 'string') throw new TypeError('not a string');
    const { length } = s;
    let i = 0;
    if (length < 32) {
      const p = allocate(1, length);
      for (; i < length; i++) {
        const c = s.charCodeAt(i);
        if (c > 127) return storeEncoded(s, p, length);
        bytes[p + i] = c;
      }
      stored = length;
      return p;
    }
    while (i < 8 && s.charCodeAt(i) < 128) i++;
    if (i < 8) return storeEncoded(s, 0, 0);
    const p = allocate(1, length);
    if (encoder.encodeInto(s, bytes.subarray(p, p + length)).read < length) return storeEncoded(s, p, length);
    stored = length;
    return p;
  };
  /** Stores a string in place of what was allocated for it too small. */
  const storeEncoded = (/** @type {string} */ s, /** @type {number} */ old, /** @type {number} */ oldSize) => {
    const utf8 =
      s.length * 3 <= scratch.length ? scratch.subarray(0, encoder.encodeInto(s, scratch).written) : encoder.encode(s);
    stored = utf8.length;
    const p = realloc(old, oldSize, 1, stored) >>> 0;
    if (bytes.length === 0) refresh();
    if (p + stored > bytes.length) fault('realloc gave no room');
    bytes.set(utf8, p);
    return p;
  };
  /** @param {number} p @param {number} length */
  const loadString = (p, length) => {
    const end = p + length;
    if (end > bytes.length) fault('the string is not in memory');
    if (length > 24) return decoder.decode(bytes.subarray(p, end));
    let s = '';
    let i = p;
    for (; i + 4 <= end; i += 4) {
      const a = bytes[i];
      const b = bytes[i + 1];
      const c = bytes[i + 2];
      const d = bytes[i + 3];
      if ((a | b | c | d) > 127) return decoder.decode(bytes.subarray(p, end));
      s += String.fromCharCode(a, b, c, d);
    }
    for (; i < end; i++) {
      if (bytes[i] > 127) return decoder.decode(bytes.subarray(p, end));
      s += String.fromCharCode(bytes[i]);
    }
    return s;
  };

  /** Where the list begins that echo gave back, and how many elements it has. */
  let from = 0;
  let count = 0;
  const callEcho = (
    /** @type {number} */ p,
    /** @type {number} */ n,
    /** @type {number} */ align,
    /** @type {number} */ size,
  ) => {
    const result = echo(p, n) >>> 0;
    if (bytes.length === 0) refresh();
    if (result & 3 || result + 8 > bytes.length) fault('the result is not in memory');
    from = view.getUint32(result, true);
    count = view.getUint32(result + 4, true);
    if (from & (align - 1) || from + count * size > bytes.length) fault('the list is not in memory');
  };

  /** @typedef {{ id: number, name: string, weight: number, tag?: number }} Item */
  /** An item has 32 bytes: id at 0, name at 4 and 8, weight at 16, tag at 24 (its case) and 28. */
  const storeItems = (/** @type {Item[]} */ items) => {
    const { length } = items;
    const list = allocate(8, length * 32);
    for (let i = 0, p = list; i < length; i++, p += 32) {
      const { id, name, weight, tag } = items[i];
      view.setUint32(p, id, true);
      const s = storeString(name);
      view.setUint32(p + 4, s, true);
      view.setUint32(p + 8, stored, true);
      view.setFloat64(p + 16, weight, true);
      if (tag === undefined) bytes[p + 24] = 0;
      else {
        bytes[p + 24] = 1;
        view.setUint32(p + 28, tag, true);
      }
    }
    return list;
  };
  const loadItems = () => {
    const items = [];
    for (let p = from, end = from + count * 32; p < end; p += 32) {
      const some = bytes[p + 24];
      if (some > 1) fault('invalid variant discriminant');
      items.push({
        id: view.getUint32(p, true),
        name: loadString(view.getUint32(p + 4, true), view.getUint32(p + 8, true)),
        weight: view.getFloat64(p + 16, true),
        tag: some ? view.getUint32(p + 28, true) : undefined,
      });
    }
    return items;
  };

  const lost = new FinalizationRegistry((/** @type {number} */ rep) => destructor.drop(rep));
  class Counter {
    /** @type {number} 0 when it was dropped */
    #rep;
    constructor(/** @type {number} */ start) {
      this.#rep = takeHandle(main.counter(start));
      lost.register(this, this.#rep, this);
    }
    add(/** @type {number} */ by) {
      if (!this.#rep) throw new TypeError('the counter was dropped');
      return main['counter-add'](this.#rep, by) >>> 0;
    }
    [Symbol.dispose]() {
      if (!this.#rep) throw new TypeError('the counter was dropped');
      lost.unregister(this);
      const rep = this.#rep;
      this.#rep = 0;
      destructor.drop(rep);
    }
  }

  return {
    add,
    loopHostAdd: main['loop-host-add'],
    echoString: (/** @type {string} */ s) => {
      const p = storeString(s);
      callEcho(p, stored, 1, 1);
      return loadString(from, count);
    },
    echoBytes: (/** @type {Uint8Array} */ list) => {
      const p = allocate(1, list.length);
      bytes.set(list, p);
      callEcho(p, list.length, 1, 1);
      return bytes.slice(from, from + count);
    },
    echoNumbers: (/** @type {Uint32Array} */ list) => {
      const p = allocate(4, list.length * 4);
      new Uint32Array(memory.buffer, p, list.length).set(list);
      callEcho(p, list.length, 4, 4);
      return new Uint32Array(memory.buffer, from, count).slice();
    },
    echoItems: (/** @type {Item[]} */ list) => {
      const p = storeItems(list);
      callEcho(p, list.length, 8, 32);
      return loadItems();
    },
    counters: { Counter, dropped: main.dropped },
  };
}

/**
 * The same bytes copied into a guest's memory and out of it, with nothing around it. Successive copies go to successive
 * places, as with the guest's allocator, so that the processor's caches are used alike.
 */
export function bareCopies() {
  const { buffer } = new WebAssembly.Memory({ initial: 64 });
  const bytes = new Uint8Array(buffer);
  const numbers = new Uint32Array(buffer);
  let next = 65536;
  const room = (/** @type {number} */ size) => {
    const p = next + size > 3_000_000 ? 65536 : next;
    next = (p + size + 15) & -16;
    return p;
  };
  return {
    echoString: (/** @type {string} */ s) => {
      const p = room(s.length * 3);
      return decoder.decode(bytes.subarray(p, p + encoder.encodeInto(s, bytes.subarray(p, p + s.length * 3)).written));
    },
    echoBytes: (/** @type {Uint8Array} */ list) => {
      const p = room(list.length);
      bytes.set(list, p);
      return bytes.slice(p, p + list.length);
    },
    echoNumbers: (/** @type {Uint32Array} */ list) => {
      const p = room(list.length * 4) / 4;
      numbers.set(list, p);
      return numbers.slice(p, p + list.length);
    },
  };
}
